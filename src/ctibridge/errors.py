"""Every exception of ctibridge, in one tree.

    CtibridgeError
    ├── ConfigError              only at start; names file, key, reason
    ├── ProtocolError
    │   ├── LocalProtocolError   we tried to send something illegal: our bug
    │   └── RemoteProtocolError  the peer did: close; carries an excerpt
    ├── LinkError                ConnectFailed · TlsFailed · LinkLost · AuthFailed
    ├── CommandError             has a stable `code`
    │   ├── NotAllowed · UnknownLine · UnknownCall · WrongState · NotSupported · InvalidDestination · InvalidValue
    │   ├── Rejected             the switch said no: status, error code, text
    │   ├── RateLimited          retry_after_s
    │   ├── LineUnavailable      no way to the switch for this line
    │   └── OutcomeUnknown       asked, but no answer came: never repeat it
    ├── SlowClient               outbox full, session closed
    └── StoreError               what must outlive us cannot be read or written · KeyMissing

Each face has one table `CommandError -> its own answer`; a test fails when a subclass is missing there.
"""

from __future__ import annotations

from typing import ClassVar


class CtibridgeError(Exception):
    """Whatever ctibridge raises on purpose."""


class ConfigError(CtibridgeError):
    """A configuration that cannot be used: says which file, which key, and what to do."""

    def __init__(self, source: str, key: str, reason: str) -> None:
        self.source, self.key, self.reason = source, key, reason
        super().__init__(f"{source}: {key}: {reason}" if key else f"{source}: {reason}")


class ProtocolError(CtibridgeError):
    """Somebody broke a protocol."""


class LocalProtocolError(ProtocolError):
    """We tried to send what the protocol forbids: a bug of ours."""


class RemoteProtocolError(ProtocolError):
    """The peer sent what the protocol forbids. `excerpt` shows the beginning of it."""

    EXCERPT = 200  # characters: enough to recognise a login page or a proxy's answer

    def __init__(self, reason: str, data: bytes | str = b"") -> None:
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        self.reason = reason
        self.excerpt = " ".join(text[: self.EXCERPT].split())
        super().__init__(f"{reason}: {self.excerpt!r}" if self.excerpt else reason)


class LinkError(CtibridgeError):
    """The way to the switch does not work. `host` is where it was tried."""

    def __init__(self, host: str, reason: str) -> None:
        self.host, self.reason = host, reason
        super().__init__(f"{host}: {reason}")


class ConnectFailed(LinkError):
    """No connection: name unknown, port closed, nobody answers."""


class TlsFailed(LinkError):
    """A connection, but no trust: certificate expired, wrong name, unknown issuer."""


class LinkLost(LinkError):
    """There was a connection, and it is gone."""


class AuthFailed(LinkError):
    """The platform refuses the account. Tried again slowly, because accounts lock themselves.

    `locked`: it says that this one did.
    """

    def __init__(self, host: str, reason: str, *, locked: bool = False) -> None:
        self.locked = locked
        super().__init__(host, reason)


class CommandError(CtibridgeError):
    """A command that was not carried out. `code` is stable and documented."""

    code: ClassVar[str] = "command-failed"


class NotAllowed(CommandError):
    """This client may not do this to this line."""

    code = "not-allowed"


class UnknownLine(CommandError):
    """No line has this name or number."""

    code = "unknown-line"


class UnknownCall(CommandError):
    """The line has no such call."""

    code = "unknown-call"


class WrongState(CommandError):
    """The call is there, but not in a state in which this can be done."""

    code = "wrong-state"


class NotSupported(CommandError):
    """Neither this line nor this switch can do that."""

    code = "not-supported"


class InvalidDestination(CommandError):
    """The number or address cannot be dialled."""

    code = "invalid-destination"


class InvalidValue(CommandError):
    """What was asked has a value that cannot be: a letter among digits, say."""

    code = "invalid-value"


class Rejected(CommandError):
    """The switch said no, with an HTTP-like `status`, its own `error_code` if any, and a text."""

    code = "rejected"

    def __init__(self, status: int, text: str, error_code: int | None = None) -> None:
        self.status, self.text, self.error_code = status, text, error_code
        suffix = f" (error {error_code})" if error_code is not None else ""
        super().__init__(f"the platform refused with {status}: {text}{suffix}")


class RateLimited(CommandError):
    """Too many requests, by the platform's rule or by ours. Not sent, or refused untouched."""

    code = "rate-limited"

    def __init__(self, text: str, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"{text}; try again in {retry_after_s:g} s")


class LineUnavailable(CommandError):
    """There is no way to the switch for this line at present."""

    code = "line-unavailable"


class OutcomeUnknown(CommandError):
    """The switch was asked and did not answer. It may or may not have acted; nobody repeats it."""

    code = "outcome-unknown"


class SlowClient(CtibridgeError):
    """A client does not read what it asked for; its session is closed, a gap would be a lie."""


class StoreError(CtibridgeError):
    """What must outlive the process cannot be read or written. What was reported as done before is not lost."""


class KeyMissing(StoreError):
    """Passwords are in the store, and the key for them is not to be found."""
