"""Everything the platform knows, as plain data for JSON: what a test compares a client's view with."""

from __future__ import annotations

from typing import Any

from ctibridge.sim.calls import End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.services import KINDS, Service
from ctibridge.wire.xsi.calls import PartyInformation

Plain = dict[str, Any]  # JSON's own shapes


def truth(x: Exchange) -> Plain:
    """All users with hook, calls and services, and the calls of the public network."""
    return {
        "users": {user.user_id: user_truth(x, user) for user in x.people.users},
        "outside": [outside_truth(outside) for outside in x.outside.values()],
    }


def user_truth(x: Exchange, user: User) -> Plain:
    """One user."""
    conference = x.conferences.get(user.user_id)
    members = [half.call_id for half in conference.halves] if conference else []
    return {
        "hookStatus": x.hook_status(user).value,
        "calls": [call_truth(half) for half in x.calls(user)],
        "conference": {"held": conference.held, "calls": members} if conference else None,
        "services": {kind.resource: _service(x.services.get(user, kind.structure)) for kind in KINDS.values()},
    }


def call_truth(half: Half) -> Plain:
    """One user's half of a call."""
    return {
        "callId": half.call_id,
        "extTrackingId": half.tracking,
        "personality": half.personality.value,
        "state": half.state.value,
        "rings": half.rings,
        "remoteParty": _party(half.remote),
        "peer": _end(half.peer),
        "cause": half.cause.internal_release_cause if half.cause else None,
        "digits": "".join(half.digits),
    }


def outside_truth(outside: Outside) -> Plain:
    """A party in the public network."""
    return {
        "id": outside.outside_id,
        "number": outside.far.number,
        "name": outside.far.name,
        "incoming": outside.incoming,
        "state": outside.state.value,
        "peer": _end(outside.peer),
        "cause": outside.cause,
    }


def _service(state: Service) -> Plain:
    plain: Plain = {"active": state.active}
    address = getattr(state, "forward_to_phone_number", None)
    if address is not None:
        plain["forwardToPhoneNumber"] = address.value
    return plain


def _party(party: PartyInformation) -> Plain:
    address = party.address.value if party.address else None
    return {"name": party.name, "address": address, "userId": party.user_id, "callType": party.call_type}


def _end(end: End | None) -> str | None:
    if isinstance(end, Half):
        return f"{end.user.user_id} {end.call_id}"
    return end.outside_id if end is not None else None
