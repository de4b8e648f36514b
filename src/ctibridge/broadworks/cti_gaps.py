"""What the gateway does that the CTI interface cannot carry, by the catalogue of its requests. Pure."""

from __future__ import annotations

from ctibridge.broadworks.requests import XsiRequest, call_action, read, user_path
from ctibridge.broadworks.side_path import is_over_cti

_USER = "user@platform.example"

FUNCTIONS: tuple[tuple[str, XsiRequest], ...] = (
    ("reading the lines", read(user_path(_USER, "profile"))),
    ("Remote Office", read(user_path(_USER, "services", "RemoteOffice"))),
    ("Call Waiting", read(user_path(_USER, "services", "CallWaiting"))),
    ("BroadWorks Anywhere", read(user_path(_USER, "services", "BroadWorksAnywhere"))),
    ("the message lamp", read(user_path(_USER, "calls", "MessageSummary"))),
    ("parking", call_action(_USER, "call", "Park", address="101")),
    ("group pickup", XsiRequest("POST", user_path(_USER, "calls", "CallPickup"))),
    ("directed pickup", XsiRequest("POST", user_path(_USER, "calls", "DirectedCallPickup"), (("address", "101"),))),
    ("Do Not Disturb", read(user_path(_USER, "services", "DoNotDisturb"))),
    ("call forwarding", read(user_path(_USER, "services", "CallForwardingAlways"))),
)
"""Functions in people's words, and a request that each of them needs."""


def gaps() -> tuple[str, ...]:
    """The functions that go over http(s) beside the CTI interface, or not at all."""
    return tuple(name for name, request in FUNCTIONS if not is_over_cti(request))
