"""The messages of the link, both directions side by side. A field that is left out is 0 or empty.

What each means, and which number stands for what, is in docs/reference/tapi-link.md and in tapi.h.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, NamedTuple

VERSION = 1


class Fault(IntEnum):
    """Why the service closes a connection."""

    TOKEN = 1
    VERSION = 2
    TOO_MANY = 3
    PROTOCOL = 4
    STOPPED = 5
    SLOW = 6


MAX_FORWARDS = 8


@dataclass(frozen=True, slots=True)
class Message:
    """One line. `needed` names the fields that are always there."""

    type: ClassVar[str]
    needed: ClassVar[tuple[str, ...]] = ()


class Forward(NamedTuple):
    """A forwarding: LINEFORWARDMODE_* and where to."""

    mode: int
    to: str


# Who is there


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """The TSP is there, and speaks `proto` at most."""

    type = "hello"
    needed = ("proto", "nonce")
    proto: int = VERSION
    nonce: str = ""
    bits: int = 0
    pid: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class Challenge(Message):
    """The service is there, and knows the token."""

    type = "challenge"
    needed = ("proto", "nonce", "proof")
    proto: int = VERSION
    nonce: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Proof(Message):
    """The TSP knows the token too."""

    type = "proof"
    needed = ("proof",)
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Welcome(Message):
    """The service believes it."""

    type = "welcome"
    needed = ("proto",)
    proto: int = VERSION
    provider: str = ""
    switch: str = ""
    tracking: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Bye(Message):
    """The service closes the connection."""

    type = "bye"
    needed = ("code",)
    code: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ping(Message):
    """To be answered at once."""

    type = "ping"
    n: int = 0


@dataclass(frozen=True, slots=True)
class Pong(Message):
    """The answer to a ping."""

    type = "pong"
    n: int = 0


# Lines


@dataclass(frozen=True, slots=True)
class Caps(Message):
    """What lines of a class can do: members of LINEDEVCAPS (`dev_`) and LINEADDRESSCAPS (`addr_`)."""

    type = "caps"
    needed = ("class",)
    number: int = field(default=0, metadata={"key": "class"})
    members: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line(Message):
    """One line, and how it is."""

    type = "line"
    needed = ("line", "class")
    line: int = 0
    caps: int = field(default=0, metadata={"key": "class"})
    name: str = ""
    addr: str = ""
    status: int = 0
    linefeatures: int = 0
    addrfeatures: int = 0
    active: int = 0
    onhold: int = 0
    onholdpend: int = 0
    ringmode: int = 0
    rings: int = 0
    forwards: tuple[Forward, ...] = field(default=(), metadata={"numbered": ("forwards", "fmode", "fdest")})
    dnd: int = 0
    devstate: int = 0
    addrstate: int = 0


@dataclass(frozen=True, slots=True)
class Ready(Message):
    """That were all lines."""

    type = "ready"
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Remove(Message):
    """The line is no more."""

    type = "remove"
    needed = ("line",)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Open(Message):
    """The telephony service opened the line."""

    type = "open"
    needed = ("line",)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Opened(Message):
    """The answer: its calls follow."""

    type = "opened"
    needed = ("line",)
    line: int = 0
    rc: int = 0


@dataclass(frozen=True, slots=True)
class Close(Message):
    """Nobody has the line open any more."""

    type = "close"
    needed = ("line",)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Feature(Message):
    """A service of the line changed."""

    type = "feature"
    needed = ("line", "feature")
    line: int = 0
    feature: int = 0
    active: int = 0
    number: str = ""


# Calls


@dataclass(frozen=True, slots=True)
class Call(Message):
    """A call, all of it. `event` and `info` say what of it is to be told."""

    type = "call"
    needed = ("line", "call", "state")
    line: int = 0
    call: int = 0
    state: int = 0
    mode: int = 0
    event: int = 0
    info: int = 0
    features: int = 0
    features2: int = 0
    parent: int = 0
    media: int = 0
    bearer: int = 0
    origin: int = 0
    reason: int = 0
    callid: int = 0
    relid: int = 0
    states: int = 0
    callerflags: int = 0
    caller: str = ""
    callername: str = ""
    calledflags: int = 0
    called: str = ""
    calledname: str = ""
    connflags: int = 0
    conn: str = ""
    connname: str = ""
    redirectionflags: int = 0
    redirection: str = ""
    redirectionname: str = ""
    redirectingflags: int = 0
    redirecting: str = ""
    redirectingname: str = ""
    trunk: int = 0


@dataclass(frozen=True, slots=True)
class NewCall(Call):
    """A call that no request of the TSP made."""

    type = "newcall"


@dataclass(frozen=True, slots=True)
class Forget(Message):
    """The TSP will not hear of this call any more."""

    type = "forget"
    needed = ("line", "call")
    line: int = 0
    call: int = 0


# Requests


@dataclass(frozen=True, slots=True)
class Req(Message):
    """What an application asks for. None: the key is not there."""

    type = "req"
    needed = ("id", "op", "line")
    id: int = 0
    op: str = ""
    line: int = 0
    call: int | None = None
    call2: int | None = None
    new: int | None = None
    new2: int | None = None
    dest: str | None = None
    digits: str | None = None
    mode: int | None = None
    group: str | None = None
    rings: int = 0
    mask: int | None = None
    on: int = 0
    feature: int | None = None
    action: int | None = None
    number: str = ""
    forwards: tuple[Forward, ...] = field(default=(), metadata={"numbered": ("count", "mode", "dest")})


@dataclass(frozen=True, slots=True)
class Res(Message):
    """What came of it."""

    type = "res"
    needed = ("id",)
    id: int = 0
    rc: int = 0
    addr: str = ""
    active: int = 0
    number: str = ""


FROM_TSP: dict[str, type[Message]] = {kind.type: kind for kind in (Hello, Proof, Pong, Open, Close, Forget, Req)}
FROM_SERVICE: dict[str, type[Message]] = {
    kind.type: kind
    for kind in (Challenge, Welcome, Bye, Ping, Caps, Line, Ready, Remove, Opened, Feature, Call, NewCall, Res)
}
