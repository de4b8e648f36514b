"""Everything the platform knows, as plain data for JSON: what a test compares a client's view with."""

from __future__ import annotations

from typing import Any

from ctibridge.sim.calls import End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.sim.services import KINDS, VOICE_MAIL, ServiceKind
from ctibridge.wire.xsi.calls import PartyInformation
from ctibridge.wire.xsi.services import BroadWorksAnywhere, HotelingGuest

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
        "services": {kind.resource: _service(x, user, kind) for kind in KINDS.values()},
        "messages": _messages(x, user),
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


def _service(x: Exchange, user: User, kind: ServiceKind) -> Plain | None:
    if not x.services.has(user, kind.resource):
        return None
    state = x.services.get(user, kind.structure)
    plain: Plain = {"active": x.services.is_active(user, kind.structure)}
    for name, shown in _NUMBERS.items():
        address = getattr(state, name, None)
        if address is not None:
            plain[shown] = address.value
    if isinstance(state, HotelingGuest) and state.host_user_id is not None:
        plain["hostUserId"] = state.host_user_id
    if isinstance(state, BroadWorksAnywhere):
        plain["locations"] = {each.phone_number.value: bool(each.active) for each in state.locations}
    return plain


_NUMBERS = {"forward_to_phone_number": "forwardToPhoneNumber", "remote_office_number": "remoteOfficeNumber"}


def _messages(x: Exchange, user: User) -> Plain | None:
    if not x.services.has(user, VOICE_MAIL):
        return None
    box = x.messages(user)
    return {
        "new": box.new_messages or 0,
        "old": box.old_messages or 0,
        "newUrgent": box.new_urgent_messages or 0,
        "oldUrgent": box.old_urgent_messages or 0,
    }


def _party(party: PartyInformation) -> Plain:
    address = party.address.value if party.address else None
    return {"name": party.name, "address": address, "userId": party.user_id, "callType": party.call_type}


def _end(end: End | None) -> str | None:
    if isinstance(end, Half):
        return f"{end.user.user_id} {end.call_id}"
    return end.outside_id if end is not None else None
