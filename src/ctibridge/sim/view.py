"""Calls and conferences as documents show them."""

from __future__ import annotations

from ctibridge.sim.calls import Conference, Half
from ctibridge.sim.people import User
from ctibridge.wire.xsi import calls as c

CLOSED = frozenset({c.CallState.RELEASED, c.CallState.DETACHED})


def call_of(half: Half, *, remote_control: bool) -> c.Call:
    """The call document of a half. Redirections are only shown on unanswered incoming calls (schema, Call)."""
    unanswered = half.answered is None and half.personality is c.Personality.TERMINATOR
    return c.Call(
        call_id=half.call_id,
        ext_tracking_id=half.tracking,
        personality=half.personality,
        state=half.state,
        release_cause=half.cause,
        releasing_party=half.releasing_party,
        remote_party=half.remote,
        redirections=half.redirections if unanswered else (),
        redirect=half.redirect,
        endpoint=(half.endpoint or endpoint_of(half.user)) if half.on_phone else None,
        appearance=None if half.state in CLOSED else half.appearance,
        allow_answer=remote_control and half.on_phone and half.rings,
        allow_retrieve=remote_control and half.state is c.CallState.HELD,
        recall_type=half.recall_type if half.recall_from is not None else None,
        start_time=half.started,
        answer_time=half.answered,
        held_time=half.held,
        detached_time=half.detached,
        release_time=half.released,
        group_call_park_location_selected=half.park_location,
        recorded=half.recorded,
        allowed_recording_controls=half.recording_controls,
        recording_state=half.recording,
        recall_from_party=half.recall_from,
    )


def endpoint_of(user: User) -> c.AccessEndpoint:
    """The user's telephone."""
    return c.AccessEndpoint(address_of_record=user.address_of_record)


def conference_of(conference: Conference, *, over: bool = False) -> c.Conference:
    """The conference document; of an ended conference nothing is told but that (4.7.1.2.5)."""
    if over:
        return c.Conference(state=c.ConferenceState.RELEASED)
    return c.Conference(
        state=c.ConferenceState.HELD if conference.held else c.ConferenceState.ACTIVE,
        endpoint=endpoint_of(conference.owner),
        appearance=conference.halves[0].appearance,
        participants=tuple(_participant(conference, half) for half in conference.halves),
    )


def _participant(conference: Conference, half: Half) -> c.ConferenceParticipant:
    muted, deaf = half.call_id in conference.muted, half.call_id in conference.deaf
    return c.ConferenceParticipant(call_id=half.call_id, muted=muted, deaf=deaf)
