"""Xsi-Actions: the table of its requests, and what each does (3.5).

Success of a call action means accepted; what becomes of the call is told by events. Actions of services that nobody
has here (voice mail ...) are refused as not assigned.
"""

from __future__ import annotations

import re

from ctibridge.errors import InvalidDestination, NotAllowed, Rejected, WrongState
from ctibridge.sim import directories, view
from ctibridge.sim.asks import Ask, Handler
from ctibridge.sim.calls import Half
from ctibridge.sim.numbers import destination
from ctibridge.sim.people import User
from ctibridge.sim.requests import DONE, Charset, Reply
from ctibridge.sim.routes import Routes
from ctibridge.sim.rules import (
    clearing,
    conferencing,
    dialling,
    features,
    holding,
    parking,
    recording,
    ringing,
    routing,
    transferring,
)
from ctibridge.sim.services import KINDS, VOICE_MAIL, ServiceKind
from ctibridge.wire.xsi import calls as c
from ctibridge.wire.xsi.directory import Commands, Versions
from ctibridge.wire.xsi.services import BroadWorksAnywhere, BroadWorksAnywhereLocation, ServiceEntry, Services

_DTMF = re.compile(r"[0-9*#A-Da-d, ]+")


def versions(ask: Ask) -> Reply:
    """GET versions."""
    return Reply(200, Versions(commands=Commands(baseline=ask.x.knobs.release)))


def list_calls(ask: Ask) -> Reply:
    """GET calls."""
    user = ask.user
    conference = ask.x.conferences.get(user.user_id)
    entries = [
        c.CallInfo(
            call_id=half.call_id,
            uri=_uri(half),
            in_conference="true" if conference is not None and half in conference.halves else "false",
        )
        for half in ask.x.calls(user)
    ]
    return Reply(200, c.Calls(call=tuple(entries)))


def call_details(ask: Ask) -> Reply:
    """GET calls/<id>."""
    half = ask.x.half(ask.user, ask.variables["call"], detached=ask.flag("allowDetached"))
    return Reply(200, view.call_of(half, remote_control=ask.x.knobs.remote_control))


def new_call(ask: Ask) -> Reply:
    """POST calls/New?address=."""
    return _started(dialling.click_to_dial(ask.x, ask.user, ask.parameter("address")))


def talk(ask: Ask) -> Reply:
    """PUT calls/<id>/Talk: one verb for answering, picking up and retrieving."""
    half = _half(ask)
    if not ask.x.knobs.remote_control:
        raise WrongState("the telephone cannot be answered or retrieved by request")
    if half.state is c.CallState.HELD:
        holding.retrieve(ask.x, half)
    elif half.personality is c.Personality.CLICK_TO_DIAL:
        dialling.pick_up(ask.x, half)
    else:
        ringing.answer(ask.x, half)
    return DONE


def hold(ask: Ask) -> Reply:
    """PUT calls/<id>/Hold."""
    holding.hold(ask.x, _half(ask))
    return DONE


def reconnect(ask: Ask) -> Reply:
    """PUT calls/<id>/Reconnect: retrieves, and releases the user's other calls."""
    half = _half(ask)
    if half.state is not c.CallState.HELD:
        raise WrongState(f"call {half.call_id} is {half.state}; only a held call can be reconnected")
    for other in ask.x.calls(half.user):
        if other is not half and not other.is_over:
            clearing.hang_up(ask.x, other)
    holding.retrieve(ask.x, half)
    return DONE


def release(ask: Ask) -> Reply:
    """DELETE calls/<id>[?decline=true[&declineReason=]]."""
    half = _half(ask)
    rings = half.state is c.CallState.ALERTING and half.personality is c.Personality.TERMINATOR
    if rings and ask.flag("decline"):
        routing.decline(ask.x, half, busy=ask.request.query.get("declineReason") == "Busy")
    elif rings:
        routing.stop_ringing(half)
    else:
        clearing.hang_up(ask.x, half)
    return DONE


def blind_transfer(ask: Ask) -> Reply:
    """PUT calls/<id>/BlindTransfer?address=."""
    half = _half(ask)
    transferring.blind(ask.x, half, ask.parameter("address"))
    return DONE


def consult_transfer(ask: Ask) -> Reply:
    """PUT calls/<id1>/ConsultTransfer/<id2>."""
    transferring.consult(ask.x, _half(ask), ask.x.half(ask.user, ask.variables["second"]))
    return DONE


def mute_transfer(ask: Ask) -> Reply:
    """PUT calls/<id>/MuteTransfer?address=."""
    half = _half(ask)
    return Reply(200, _start_info(transferring.mute(ask.x, half, ask.parameter("address"))))


def park(ask: Ask) -> Reply:
    """PUT calls/<id>/Park[?address=]: without an address against the user."""
    parking.park(ask.x, _half(ask), _colleague(ask, ask.request.query.get("address")))
    return DONE


def group_call_park(ask: Ask) -> Reply:
    """PUT calls/<id>/GroupCallPark: Content-Location says where to retrieve the call; its form is inferred."""
    user = parking.group_park(ask.x, _half(ask))
    where = user.extension or user.number or user.user_id
    uri = f"/v2.0/user/{ask.user.user_id}/calls/ParkRetrieve?address={where}"
    return Reply(200, headers={"Content-Location": uri})


def park_retrieve(ask: Ask) -> Reply:
    """POST calls/ParkRetrieve[?address=]: without an address what is parked against the user."""
    code = features.CALL_PARK_RETRIEVE
    return _started(dialling.click_to_dial(ask.x, ask.user, code + ask.request.query.get("address", "")))


def call_pickup(ask: Ask) -> Reply:
    """POST calls/CallPickup: takes what rings in the group; the user's own telephone rings first, as for New."""
    return _started(dialling.click_to_dial(ask.x, ask.user, features.CALL_PICKUP))


def directed_call_pickup(ask: Ask) -> Reply:
    """POST calls/DirectedCallPickup?address=: nobody here asks for an address that is missing."""
    code = features.DIRECTED_CALL_PICKUP
    return _started(dialling.click_to_dial(ask.x, ask.user, code + ask.parameter("address")))


def transmit_dtmf(ask: Ask) -> Reply:
    """PUT calls/<id>/TransmitDTMF?playdtmf=, or the digits in the body."""
    half = _half(ask)
    body = ask.request.body
    digits = body.dtmf_to_transmit if isinstance(body, c.TransmitDtmf) else ask.parameter("playdtmf")
    if not _DTMF.fullmatch(digits):
        raise InvalidDestination(f"{digits!r} has other characters than 0-9 * # A-D and the comma")
    if not half.talks:
        raise WrongState(f"call {half.call_id} is {half.state}; nobody hears digits")
    half.digits.append(digits)
    return DONE


def conference_details(ask: Ask) -> Reply:
    """GET calls/Conference."""
    return Reply(200, view.conference_of(conferencing.find(ask.x, ask.user)))


def start_conference(ask: Ask) -> Reply:
    """POST calls/Conference."""
    conferencing.start(ask.x, ask.user, [item.call_id for item in ask.body(c.Conference).participants])
    return DONE


def end_conference(ask: Ask) -> Reply:
    """DELETE calls/Conference."""
    clearing.end_conference(ask.x, ask.user)
    return DONE


def add_to_conference(ask: Ask) -> Reply:
    """PUT calls/Conference[/<id>]; the id in the path wins, else the first in the body counts."""
    call_id = ask.variables.get("call") or next((item.call_id for item in ask.body(c.Conference).participants), None)
    if call_id is None:
        raise Rejected(400, "a callId is needed")
    conferencing.add(ask.x, ask.user, call_id)
    return DONE


def hold_conference(ask: Ask) -> Reply:
    """PUT calls/Conference/Hold."""
    conferencing.hold(ask.x, ask.user)
    return DONE


def talk_conference(ask: Ask) -> Reply:
    """PUT calls/Conference/Talk."""
    conferencing.talk(ask.x, ask.user)
    return DONE


def mark_participant(ask: Ask) -> Reply:
    """PUT calls/Conference/<id>/Mute, UnMute, Deaf, UnDeaf."""
    conferencing.mark(ask.x, ask.user, ask.variables["call"], ask.request.path[-1].lower())
    return DONE


def hook_status(ask: Ask) -> Reply:
    """GET calls/HookStatus."""
    return Reply(200, c.HookStatus(hook_status=ask.x.hook_status(ask.user)))


def message_summary(ask: Ask) -> Reply:
    """GET calls/MessageSummary."""
    _check_assigned(ask, VOICE_MAIL)
    return Reply(200, c.VoiceMailMessageSummary(summary=ask.x.messages(ask.user)))


def record(ask: Ask) -> Reply:
    """PUT calls/<id>/Record, PauseRecording, ResumeRecording, StopRecording; success means accepted."""
    recording.request(ask.x, _half(ask), ask.request.path[-1].lower())
    return DONE


def clear_messages(ask: Ask) -> Reply:
    """DELETE calls/MessageSummary."""
    _check_assigned(ask, VOICE_MAIL)
    ask.x.set_messages(ask.user, c.MessageSummary())
    return DONE


def set_messages(ask: Ask) -> Reply:
    """PUT calls/MessageSummary?thirdPartyNewMessage=: one new message or none, and no others."""
    _check_assigned(ask, VOICE_MAIL)
    wish = ask.parameter("thirdPartyNewMessage").lower()
    if wish not in {"true", "false"}:
        raise Rejected(400, f"thirdPartyNewMessage is true or false, not {wish}")
    ask.x.set_messages(ask.user, c.MessageSummary(new_messages=1 if wish == "true" else None))
    return DONE


def not_assigned(ask: Ask) -> Reply:
    """An action of a service that nobody has here."""
    raise NotAllowed(f"the service of {ask.request.path[-1]} is not assigned to {ask.user.user_id}")


def list_services(ask: Ask) -> Reply:
    """GET services."""
    base = f"/v2.0/user/{ask.user.user_id}/services"
    assigned = [kind for kind in KINDS.values() if ask.x.services.has(ask.user, kind.resource)]
    entries = [ServiceEntry(name=kind.label, uri=f"{base}/{kind.resource}") for kind in assigned]
    return Reply(200, Services(service=tuple(entries)), charset=Charset.LOCALE)


def get_service(ask: Ask) -> Reply:
    """GET services/<service>."""
    return Reply(200, ask.x.services.get(ask.user, _kind(ask).structure), charset=Charset.LOCALE)


def put_service(ask: Ask) -> Reply:
    """PUT services/<service>, whole or in part; subscribers learn the new state."""
    kind = _kind(ask)
    ask.x.services.change(ask.user, ask.body(kind.structure))
    ask.x.tell_service(ask.user, kind)
    return DONE


def _kind(ask: Ask) -> ServiceKind:
    kind = KINDS.get(ask.variables["service"].lower())
    if kind is None:
        raise Rejected(404, f"{ask.user.user_id} has no service {ask.variables['service']}")
    _check_assigned(ask, kind.resource)
    return kind


def _check_assigned(ask: Ask, resource: str) -> None:
    if not ask.x.services.has(ask.user, resource):
        raise Rejected(ask.x.knobs.unassigned_status, f"{resource} is not assigned to {ask.user.user_id}")


def _anywhere(ask: Ask) -> ServiceKind:
    _check_assigned(ask, BroadWorksAnywhere.__name__)
    return KINDS["broadworksanywhere"]


def get_location(ask: Ask) -> Reply:
    """GET services/BroadWorksAnywhere/Location/<number>."""
    _anywhere(ask)
    location = ask.x.services.location(ask.user, ask.variables["number"])
    number = location.phone_number.value.removeprefix("tel:")
    reply = BroadWorksAnywhereLocation(
        phone_number=number, description=location.description, active=bool(location.active)
    )
    return Reply(200, reply, charset=Charset.LOCALE)


def add_location(ask: Ask) -> Reply:
    """POST services/BroadWorksAnywhere/Location."""
    kind = _anywhere(ask)
    ask.x.services.add_location(ask.user, ask.body(BroadWorksAnywhereLocation))
    ask.x.tell_service(ask.user, kind)
    return Reply(201)


def change_location(ask: Ask) -> Reply:
    """PUT and DELETE services/BroadWorksAnywhere/Location/<number>."""
    kind = _anywhere(ask)
    wish = ask.body(BroadWorksAnywhereLocation) if ask.request.method == "PUT" else None
    ask.x.services.change_location(ask.user, ask.variables["number"], wish)
    ask.x.tell_service(ask.user, kind)
    return DONE


def _half(ask: Ask) -> Half:
    return ask.x.half(ask.user, ask.variables["call"])


def _colleague(ask: Ask, address: str | None) -> User:
    whom = destination(ask.x.people, ask.user, address) if address else ask.user
    if not isinstance(whom, User):
        raise InvalidDestination(f"nobody here has the address {address}")
    return whom


def _uri(half: Half) -> str:
    return f"/v2.0/user/{half.user.user_id}/calls/{half.call_id}"


def _start_info(half: Half) -> c.CallStartInfo:
    return c.CallStartInfo(call_id=half.call_id, external_tracking_id=half.tracking)


def _started(half: Half) -> Reply:
    return Reply(201, _start_info(half), {"Location": _uri(half)})


_USER = "user/{user}"
_CALLS = f"{_USER}/calls"
_LOCATIONS = f"{_USER}/services/broadworksanywhere/location"
_CALL = f"{_CALLS}/{{call}}"
_CONFERENCE = f"{_CALLS}/conference"

ROUTES: Routes[Handler] = Routes(
    [
        ("GET", "versions", versions),
        ("GET", f"{_USER}/profile", directories.profile),
        ("GET", f"{_USER}/profile/device", directories.devices),
        ("GET", f"{_USER}/profile/registrations", directories.registrations),
        ("GET", f"{_USER}/directories/group", directories.group),
        ("GET", f"{_USER}/directories/enterprise", directories.enterprise),
        ("GET", f"{_USER}/services", list_services),
        ("GET", f"{_USER}/services/{{service}}", get_service),
        ("PUT", f"{_USER}/services/{{service}}", put_service),
        ("POST", _LOCATIONS, add_location),
        ("GET", f"{_LOCATIONS}/{{number}}", get_location),
        ("PUT", f"{_LOCATIONS}/{{number}}", change_location),
        ("DELETE", f"{_LOCATIONS}/{{number}}", change_location),
        ("GET", _CALLS, list_calls),
        ("POST", f"{_CALLS}/new", new_call),
        ("GET", f"{_CALLS}/hookstatus", hook_status),
        ("GET", f"{_CALLS}/messagesummary", message_summary),
        ("DELETE", f"{_CALLS}/messagesummary", clear_messages),
        ("PUT", f"{_CALLS}/messagesummary", set_messages),
        # The same under the name that the CTI schema has for it.
        ("GET", f"{_CALLS}/messaging/voicemailmessagesummary", message_summary),
        ("DELETE", f"{_CALLS}/messaging/voicemailmessagesummary", clear_messages),
        ("GET", _CALL, call_details),
        ("DELETE", _CALL, release),
        ("PUT", f"{_CALL}/talk", talk),
        ("PUT", f"{_CALL}/hold", hold),
        ("PUT", f"{_CALL}/reconnect", reconnect),
        ("PUT", f"{_CALL}/blindtransfer", blind_transfer),
        ("PUT", f"{_CALL}/consulttransfer/{{second}}", consult_transfer),
        ("PUT", f"{_CALL}/mutetransfer", mute_transfer),
        ("PUT", f"{_CALL}/transmitdtmf", transmit_dtmf),
        ("PUT", f"{_CALL}/park", park),
        ("PUT", f"{_CALL}/groupcallpark", group_call_park),
        ("POST", f"{_CALLS}/parkretrieve", park_retrieve),
        ("POST", f"{_CALLS}/callpickup", call_pickup),
        ("POST", f"{_CALLS}/directedcallpickup", directed_call_pickup),
        *(("PUT", f"{_CALL}/{what}", record) for what in recording.MODES),
        ("GET", _CONFERENCE, conference_details),
        ("POST", _CONFERENCE, start_conference),
        ("PUT", _CONFERENCE, add_to_conference),
        ("DELETE", _CONFERENCE, end_conference),
        ("PUT", f"{_CONFERENCE}/hold", hold_conference),
        ("PUT", f"{_CONFERENCE}/talk", talk_conference),
        ("PUT", f"{_CONFERENCE}/{{call}}", add_to_conference),
        *(("PUT", f"{_CONFERENCE}/{{call}}/{what}", mark_participant) for what in conferencing.MARKS),
        *(("PUT", f"{_CALL}/{action}", not_assigned) for action in ("vmtransfer",)),
        *(
            ("POST", f"{_CALLS}/{action}", not_assigned)
            for action in ("callretrieve", "directedcallpickupbargein", "lastnumberredial", "callreturn")
        ),
    ]
)
