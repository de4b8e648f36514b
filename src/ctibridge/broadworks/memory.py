"""What a provider wants to know after a restart: its subscriptions, which outlive it (XSI 4.2.3.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import structlog

Granted = Mapping[tuple[str, str], str]  # path and package of a subscription, and its id
log = structlog.get_logger()


class Memory:
    """A file, or nothing.

    What is in it is never trusted: the platform may have ended everything since. So a damaged or missing file costs
    nothing but new subscriptions.

    Args:
        folder: Where the file is; None: nothing is kept.
        provider: The name, by which the file is called.
    """

    def __init__(self, folder: Path | None = None, provider: str = "") -> None:
        self._path = folder / f"subscriptions-{quote(provider, safe='')}.json" if folder is not None else None
        self._kept: Granted | None = None

    def recall(self) -> dict[tuple[str, str], str]:
        """What was kept last."""
        if self._path is None or not self._path.exists():
            return {}
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))["subscriptions"]
            return {(str(row["target"]), str(row["package"])): str(row["id"]) for row in rows}
        except (OSError, ValueError, KeyError, TypeError) as exc:
            log.warning("memory.unreadable", file=str(self._path), reason=str(exc) or type(exc).__name__)
            return {}

    def keep(self, granted: Granted) -> None:
        """Keeps this instead, unless it is the same."""
        if self._path is None or granted == self._kept:
            return
        rows = [{"target": path, "package": package, "id": each} for (path, package), each in granted.items()]
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_text(json.dumps({"subscriptions": rows}), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as exc:
            log.warning("memory.unwritable", file=str(self._path), reason=str(exc))
        self._kept = dict(granted)
