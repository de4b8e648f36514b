"""Who this gateway is at platforms: identifiers made once, kept in the state directory (XSI 4.2.3.1)."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

from ctibridge.errors import ConfigError

_IDENTITY = "instance.json"
_IDENTIFIER = re.compile(r"[A-Za-z0-9._\-]{1,200}")


def instance_identity(state: Path, source: str) -> dict[str, str]:
    """The identifiers of this instance at platforms: made once, the same after every restart (XSI 4.2.3.1).

    Raises:
        ConfigError: the state directory cannot be used.
    """
    path = state / _IDENTITY
    try:
        if path.exists():
            return _checked_identity(path, source)
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"ctibridge-{secrets.token_hex(6)}"
        identity = {"application_id": name, "channel_set_id": name}
        path.write_text(json.dumps(identity), encoding="utf-8")
    except OSError as exc:
        raise ConfigError(source, "state", f"{state} cannot be used: {exc}") from exc
    return identity


def _checked_identity(path: Path, source: str) -> dict[str, str]:
    try:
        identity = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        identity = None
    for key in ("application_id", "channel_set_id"):
        value = identity.get(key) if isinstance(identity, dict) else None
        if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
            raise ConfigError(source, "state", f"{path} is damaged: delete it, and a new identity is made")
    return dict(identity)
