"""Xsi-Actions, request by request."""

from typing import Any

import pytest

from ctibridge.sim.populations import demo, many
from ctibridge.sim.requests import Charset, Unreadable
from ctibridge.wire.xsi import calls as c
from ctibridge.wire.xsi import services as s
from tests.unit.sim.bench import ADMIN, ANNA, BERT, GROUP_ADMIN, SYSTEM, ZOE
from tests.unit.sim.platform import Platform

CALLS = "user/anna@ent1.example/calls"


def talk(platform):
    """Anna talks to Bert; returns the address of her call."""
    platform.phones["anna"].dial("102")
    platform.phones["bert"].answer()
    return f"{CALLS}/{platform.phones['anna'].calls[0].call_id}"


def states(platform, name):
    return [half.state for half in platform.phones[name].calls]


def test_versions(platform):
    assert "25.0" == platform.ask("GET", "actions/versions").document.commands.baseline
    events = platform.ask("GET", "versions").document
    assert ("25.0", "25.0") == (events.commands.baseline, events.event_packages.baseline)


def test_dialling_answers_201_with_the_call_and_its_place(platform):
    reply = platform.ask("POST", f"{CALLS}/New", address="102")
    (half,) = platform.phones["anna"].calls
    assert (201, half.call_id, half.tracking) == (
        reply.status, reply.document.call_id, reply.document.external_tracking_id,
    )  # fmt: skip
    assert f"/v2.0/{CALLS}/{half.call_id}" == reply.headers["Location"]


def test_a_dial_request_needs_an_address(platform):
    assert 400 == platform.ask("POST", f"{CALLS}/New").status


@pytest.mark.parametrize("name", ["new", "New", "NEW"])
def test_resource_names_are_found_in_any_case(platform, name):
    assert 201 == platform.ask("POST", f"{CALLS}/{name}", address="102").status


def test_the_list_of_calls(platform):
    assert () == platform.ask("GET", CALLS).document.call
    call = talk(platform)
    (entry,) = platform.ask("GET", CALLS).document.call
    assert (f"/v2.0/{call}", "false") == (entry.uri, entry.in_conference)


def test_the_details_of_a_call(platform):
    details = platform.ask("GET", talk(platform)).document
    assert ("Active", "Originator", BERT.user_id) == (details.state, details.personality, details.remote_party.user_id)
    assert 404 == platform.ask("GET", f"{CALLS}/callhalf-1:1").status


def test_a_detached_call_is_shown_to_who_asks_for_it(platform):
    call = talk(platform)
    platform.phones["anna"].transfer("103")
    assert 404 == platform.ask("GET", call).status
    assert "Detached" == platform.ask("GET", call, allowDetached="True").document.state


def test_talk_answers_picks_up_and_retrieves(platform):
    platform.ask("POST", f"{CALLS}/New", address="102")
    call = f"{CALLS}/{platform.phones['anna'].calls[0].call_id}"
    ringing = lambda: f"user/bert@ent1.example/calls/{platform.phones['bert'].calls[0].call_id}"  # noqa: E731 -- later
    assert [200, 200] == [platform.ask("PUT", f"{path()}/Talk").status for path in (lambda: call, ringing)]
    assert (["Active"], ["Active"]) == (states(platform, "anna"), states(platform, "bert"))
    assert 200 == platform.ask("PUT", f"{call}/Hold").status
    assert (["Held"], ["Remote Held"]) == (states(platform, "anna"), states(platform, "bert"))
    assert 200 == platform.ask("PUT", f"{call}/Talk").status
    assert ["Active"] == states(platform, "anna")
    assert 409 == platform.ask("PUT", f"{call}/Talk").status


def test_telephones_without_remote_control_refuse_talk(platform):
    platform.knobs.remote_control = False
    platform.phones["anna"].dial("102")
    call = f"user/bert@ent1.example/calls/{platform.phones['bert'].calls[0].call_id}"
    assert 409 == platform.ask("PUT", f"{call}/Talk").status
    assert not platform.ask("GET", call).document.allow_answer


def test_reconnect_retrieves_and_releases_the_others(platform):
    call = talk(platform)
    platform.phones["anna"].dial("103")
    assert 200 == platform.ask("PUT", f"{call}/Reconnect").status
    assert (["Active"], []) == (states(platform, "anna"), states(platform, "carla"))
    assert 409 == platform.ask("PUT", f"{call}/Reconnect").status


def test_releasing_declining_and_silencing(platform):
    platform.phones["bert"].dial("101")
    call = f"{CALLS}/{platform.phones['anna'].calls[0].call_id}"
    assert 200 == platform.ask("DELETE", call).status
    assert ([False], ["Alerting"]) == ([half.rings for half in platform.phones["anna"].calls], states(platform, "bert"))
    assert 200 == platform.ask("DELETE", call, decline="true").status
    assert ([], "Temporarily Unavailable") == (
        platform.phones["anna"].calls, platform.phones["bert"].calls[0].cause.internal_release_cause,
    )  # fmt: skip
    assert 404 == platform.ask("DELETE", call).status


def test_declining_as_busy(platform):
    platform.phones["bert"].dial("101")
    call = f"{CALLS}/{platform.phones['anna'].calls[0].call_id}"
    platform.ask("DELETE", call, decline="true", declineReason="Busy")
    assert "Busy" == platform.phones["bert"].calls[0].cause.internal_release_cause


def test_transfers(platform):
    call = talk(platform)
    assert 400 == platform.ask("PUT", f"{call}/BlindTransfer").status
    assert 200 == platform.ask("PUT", f"{call}/BlindTransfer", address="103").status
    assert ([], ["Alerting"], ["Alerting"]) == tuple(states(platform, name) for name in ("anna", "bert", "carla"))


def test_transfer_after_consultation(platform):
    first = talk(platform)
    platform.phones["anna"].dial("103")
    second = platform.phones["anna"].calls[1].call_id
    assert 200 == platform.ask("PUT", f"{first}/ConsultTransfer/{second}").status
    assert ([], ["Alerting"]) == (states(platform, "anna"), states(platform, "bert"))
    assert 404 == platform.ask("PUT", f"{first}/ConsultTransfer/{second}").status


def test_mute_transfer_names_the_new_call(platform):
    reply = platform.ask("PUT", f"{talk(platform)}/MuteTransfer", address="103")
    assert (200, True) == (reply.status, reply.document.call_id.startswith("callhalf-"))


def test_digits_are_heard(platform):
    call = talk(platform)
    assert 200 == platform.ask("PUT", f"{call}/TransmitDTMF", playdtmf="12*#").status
    assert 200 == platform.ask("PUT", f"{call}/transmitDTMF", c.TransmitDtmf(dtmf_to_transmit="3,4")).status
    assert ["12*#", "3,4"] == platform.phones["anna"].calls[0].digits
    assert 400 == platform.ask("PUT", f"{call}/TransmitDTMF", playdtmf="12x").status
    assert 400 == platform.ask("PUT", f"{call}/TransmitDTMF").status


def test_nobody_hears_digits_while_it_rings(platform):
    platform.phones["anna"].dial("102")
    call = f"{CALLS}/{platform.phones['anna'].calls[0].call_id}"
    assert 409 == platform.ask("PUT", f"{call}/TransmitDTMF", playdtmf="1").status


def test_a_conference_from_start_to_end(platform):
    talk(platform)
    platform.phones["anna"].dial("103")
    platform.phones["carla"].answer()
    first, second = (half.call_id for half in platform.phones["anna"].calls)
    assert 404 == platform.ask("GET", f"{CALLS}/Conference").status
    assert 400 == platform.ask("POST", f"{CALLS}/Conference", conference(first)).status
    assert 400 == platform.ask("POST", f"{CALLS}/Conference").status
    assert 200 == platform.ask("POST", f"{CALLS}/Conference", conference(first, second)).status
    shown = platform.ask("GET", f"{CALLS}/conference").document
    assert ("Active", [first, second]) == (shown.state, [item.call_id for item in shown.participants])
    assert ["true", "true"] == [entry.in_conference for entry in platform.ask("GET", CALLS).document.call]
    for what in ("Hold", "Talk", f"{first}/Mute", f"{first}/UnMute", f"{second}/Deaf", f"{second}/UnDeaf"):
        assert 200 == platform.ask("PUT", f"{CALLS}/Conference/{what}").status, what
    assert 200 == platform.ask("DELETE", f"{CALLS}/Conference").status
    assert [[], [], []] == [states(platform, name) for name in ("anna", "bert", "carla")]


def conference(*calls):
    return c.Conference(participants=tuple(c.ConferenceParticipant(call_id=call) for call in calls))


def test_a_participant_is_added_by_address_or_by_body(platform):
    talk(platform)
    for extension, name in (("103", "carla"), ("201", "emil")):
        platform.phones["anna"].dial(extension)
        platform.phones[name].answer()
    first, second, third = (half.call_id for half in platform.phones["anna"].calls)
    platform.ask("POST", f"{CALLS}/Conference", conference(first, second))
    assert 400 == platform.ask("PUT", f"{CALLS}/Conference", conference()).status
    assert 200 == platform.ask("PUT", f"{CALLS}/Conference", conference(third, first)).status
    assert 409 == platform.ask("PUT", f"{CALLS}/Conference/{third}", conference(first)).status
    assert 3 == len(platform.ask("GET", f"{CALLS}/Conference").document.participants)


def test_a_call_is_recorded_for_a_user_who_has_the_service(platform):
    platform.phones["anna"].call_recording("on-demand")
    talk(platform)
    (half,) = platform.phones["anna"].calls
    for what, state in (("Record", "Started"), ("PauseRecording", "Paused"), ("ResumeRecording", "Started")):
        assert 200 == platform.ask("PUT", f"{CALLS}/{half.call_id}/{what}").status
        assert state == platform.ask("GET", f"{CALLS}/{half.call_id}").document.recording_state
    assert 403 == platform.ask("PUT", f"{CALLS}/{half.call_id}/StopRecording").status


def test_hook_and_messages(platform):
    assert "On-Hook" == platform.ask("GET", f"{CALLS}/HookStatus").document.hook_status
    talk(platform)
    assert "Off-Hook" == platform.ask("GET", f"{CALLS}/hookstatus").document.hook_status
    assert c.MessageSummary() == platform.ask("GET", f"{CALLS}/MessageSummary").document.summary


def test_messages_are_cleared_and_a_third_party_says_whether_one_waits(platform):
    path = f"{CALLS}/MessageSummary"
    for waits, new in (("true", 1), ("false", None)):
        assert 200 == platform.ask("PUT", path, thirdPartyNewMessage=waits).status
        assert c.MessageSummary(new_messages=new) == platform.ask("GET", path).document.summary
    assert 400 == platform.ask("PUT", path).status
    assert 400 == platform.ask("PUT", path, thirdPartyNewMessage="perhaps").status
    assert 200 == platform.ask("DELETE", path).status
    assert c.MessageSummary() == platform.ask("GET", path).document.summary


@pytest.mark.parametrize(("method", "action"), [("PUT", "callhalf-1:0/VmTransfer"), ("POST", "CallReturn")])
def test_services_that_nobody_has_are_refused(platform, method, action):
    assert 403 == platform.ask(method, f"{CALLS}/{action}").status


def test_a_call_is_parked_against_somebody_and_retrieved(platform):
    own = talk(platform)
    assert 400 == platform.ask("PUT", f"{own}/Park", address="+493023125999").status
    assert 200 == platform.ask("PUT", f"{own}/Park", address="103").status
    assert 404 == platform.ask("PUT", f"{own}/Park", address="103").status
    reply = platform.ask("POST", f"{CALLS}/ParkRetrieve", address="103")
    assert 201 == reply.status
    assert "Alerting" == platform.ask("GET", reply.headers["Location"].removeprefix("/v2.0/")).document.state
    platform.phones["anna"].answer()
    (half,) = platform.phones["anna"].calls
    assert ("Active", reply.document.external_tracking_id) == (half.state, half.tracking)
    assert platform.phones["bert"].calls[0].tracking == half.tracking


def test_group_call_park_says_where_to_retrieve_the_call(platform):
    own = talk(platform)
    reply = platform.ask("PUT", f"{own}/GroupCallPark")
    where = reply.headers["Content-Location"]
    assert (200, "/v2.0/user/anna@ent1.example/calls/ParkRetrieve?address=101") == (reply.status, where)
    path, _, address = where.removeprefix("/v2.0/").partition("?address=")
    assert 201 == platform.ask("POST", path, address=address).status


@pytest.mark.parametrize(("action", "query"), [("CallPickup", {}), ("DirectedCallPickup", {"address": "103"})])
def test_a_call_is_picked_up_when_the_own_telephone_is(platform, action, query):
    platform.phones["bert"].dial("103")
    reply = platform.ask("POST", f"{CALLS}/{action}", **query)
    assert 201 == reply.status
    assert ["Alerting"] == [half.state for half in platform.phones["carla"].calls]
    platform.phones["anna"].answer()
    assert [] == platform.phones["carla"].calls
    assert ["Active"] == [half.state for half in platform.phones["bert"].calls]
    assert reply.document.call_id == platform.phones["anna"].calls[0].call_id


def test_directed_call_pickup_needs_an_address_here(platform):
    assert 400 == platform.ask("POST", f"{CALLS}/DirectedCallPickup").status


def test_who_is_unplugged_is_not_registered(platform):
    registrations = "user/anna@ent1.example/profile/Registrations"
    platform.phones["anna"].unplug()
    assert () == platform.ask("GET", registrations).document.registration
    platform.phones["anna"].plug_in()
    assert 1 == len(platform.ask("GET", registrations).document.registration)


SERVICES = "user/anna@ent1.example/services"


def test_the_list_of_services_leads_to_each(platform):
    entries = platform.ask("GET", SERVICES).document.service
    assert {"Do Not Disturb", "Call Forwarding Always", "Call Forwarding Busy", "Call Forwarding No Answer",
            "Call Forwarding Not Reachable", "Call Waiting", "Remote Office", "BroadWorks Anywhere",
            "Hoteling Guest"} == {entry.name for entry in entries}  # fmt: skip
    for entry in entries:
        assert 200 == platform.ask("GET", entry.uri.removeprefix("/v2.0/")).status, entry.uri


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("DoNotDisturb", s.DoNotDisturb(active=False, ring_splash=False)),
        ("CallForwardingAlways", s.CallForwardingAlways(active=False, ring_splash=False)),
        ("CallForwardingBusy", s.CallForwardingBusy(active=False)),
        ("callforwardingnoanswer", s.CallForwardingNoAnswer(active=False, number_of_rings=3)),
        ("CallForwardingNotReachable", s.CallForwardingNotReachable(active=False)),
        ("CallWaiting", s.CallWaiting(active=True)),
    ],
)
def test_services_begin_like_this(platform, name, state):
    reply = platform.ask("GET", f"{SERVICES}/{name}")
    assert (state, Charset.LOCALE) == (reply.document, reply.charset)


def test_a_service_is_changed_in_part(platform):
    path = f"{SERVICES}/CallForwardingNoAnswer"
    number = c.Address(value="tel:+493023125999")
    assert 200 == platform.ask("PUT", path, s.CallForwardingNoAnswer(forward_to_phone_number=number)).status
    assert 200 == platform.ask("PUT", path, s.CallForwardingNoAnswer(active=True)).status
    assert s.CallForwardingNoAnswer(active=True, forward_to_phone_number=number, number_of_rings=3) == (
        platform.ask("GET", path).document
    )
    nothing = c.Address(value="")
    assert (
        200 == platform.ask("PUT", path, s.CallForwardingNoAnswer(active=False, forward_to_phone_number=nothing)).status
    )
    assert None is platform.ask("GET", path).document.forward_to_phone_number


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("CallForwardingAlways", s.CallForwardingAlways(active=True)),
        ("CallForwardingNoAnswer", s.CallForwardingNoAnswer(number_of_rings=1)),
        ("CallForwardingNoAnswer", s.CallForwardingNoAnswer(number_of_rings=21)),
        ("DoNotDisturb", s.CallWaiting(active=True)),
        ("DoNotDisturb", None),
        ("DoNotDisturb", Unreadable("no XML")),
    ],
)
def test_what_a_service_refuses(platform, name, body):
    before = platform.ask("GET", f"{SERVICES}/{name}").document
    assert 400 == platform.ask("PUT", f"{SERVICES}/{name}", body).status
    assert before == platform.ask("GET", f"{SERVICES}/{name}").document


def test_a_service_that_there_is_not(platform):
    assert 404 == platform.ask("GET", f"{SERVICES}/MeetMeConferencing").status


@pytest.mark.parametrize(
    ("account", "user", "status"),
    [
        (ANNA, "anna@ent1.example", 200),
        (ANNA, "ANNA@ent1.example", 200),
        (ANNA, "+493023125101", 200),
        (ANNA, "bert@ent1.example", 403),
        (ANNA, "nobody@ent1.example", 403),
        (ADMIN, "bert@ent1.example", 200),
        (ADMIN, "zoe@ent2.example", 403),
        (ADMIN, "nobody@ent1.example", 404),
        (ADMIN, "admin@ent1.example", 404),
        (GROUP_ADMIN, "admin@ent1.example", 404),
        (GROUP_ADMIN, "anna@ent1.example", 200),
        (GROUP_ADMIN, "emil@ent1.example", 403),
        (SYSTEM, "zoe@ent2.example", 200),
        (ZOE, "anna@ent1.example", 403),
    ],
)
def test_who_may_see_whom(platform, account, user, status):
    assert status == platform.ask("GET", f"user/{user}/profile", None, account).status


def test_a_profile(platform):
    reply = platform.ask("GET", "user/anna@ent1.example/profile")
    profile = reply.document
    assert ("anna@ent1.example", "office", "ent1", "true", "3023125101", "101", "49") == (
        profile.details.user_id, profile.details.group_id, profile.details.service_provider.value,
        profile.details.service_provider.is_enterprise, profile.details.number, profile.details.extension,
        profile.country_code,
    )  # fmt: skip
    assert ("/v2.0/user/anna@ent1.example/profile/Fac", Charset.LOCALE) == (profile.fac, reply.charset)


def test_an_administrator_may_have_a_profile_and_directories(platform):
    platform.knobs.administrators_have_profiles = True
    profile = platform.ask("GET", "user/admin@ent1.example/profile").document
    assert ("ent1", None, None) == (
        profile.details.service_provider.value, profile.details.group_id, profile.details.number,
    )  # fmt: skip
    found = platform.ask("GET", "user/admin@ent1.example/directories/Enterprise").document
    assert 4 == found.total_available_records
    group = platform.ask("GET", "user/office@ent1.example/directories/Group", None, GROUP_ADMIN).document
    assert 3 == group.total_available_records
    assert 404 == platform.ask("GET", "user/admin@ent1.example/calls").status


def test_a_users_telephone_is_set_up_and_signed_in(platform):
    (device,) = platform.ask("GET", "user/anna@ent1.example/profile/Device").document.access_device
    (registration,) = platform.ask("GET", "user/anna@ent1.example/profile/Registrations").document.registration
    assert ("493023125101@ent1.example", "Primary") == (device.device_line_port, device.endpoint_type)
    assert ("493023125101@ent1.example", "sip:493023125101@ent1.example") == (registration.line_port, registration.uri)


def directory(platform, kind="Enterprise", **query):
    return platform.ask("GET", f"user/anna@ent1.example/directories/{kind}", **query).document


def test_directories_hold_the_group_or_the_enterprise(platform):
    assert ["anna", "bert", "carla"] == [item.first_name.lower() for item in directory(platform, "Group").directory]
    assert 4 == directory(platform).total_available_records


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"firstName": "Anna"}, ["Anna"]),
        ({"firstName": "anna"}, []),
        ({"firstName": "anna/i"}, ["Anna"]),
        ({"firstName": "*a"}, ["Anna", "Carla", "Frieda", "Hanna"]),
        ({"firstName": "H*"}, ["Hanna"]),
        ({"lastName": "*ö*"}, ["Dieter"]),
        ({"lastName": "a.*"}, []),
        ({"extension": "10*", "firstName": "*ANNA*/i"}, ["Anna"]),
        ({"number": "+493023125102"}, ["Bert"]),
        ({"groupId": "werkstatt", "department": "Lager"}, ["Gustav", "Hanna"]),
        ({"department": "a\\/b"}, []),
        ({"mobileNo": "*"}, ["Anna", "Bert", "Carla", "Dieter", "Emil", "Frieda", "Gustav", "Hanna"]),
        ({"unknown": "x"}, ["Anna", "Bert", "Carla", "Dieter", "Emil", "Frieda", "Gustav", "Hanna"]),
    ],
)
def test_directory_filters(query, found):
    platform = Platform(population=demo())
    admin = platform.switch.people.administrators[0]
    reply = platform.ask("GET", "user/anna@ent1.example/directories/Enterprise", None, admin, **query)
    assert found == [item.first_name for item in getattr(reply.document, "directory", ())]


def test_a_user_may_have_no_number():
    platform = Platform(population=demo())
    admin = platform.switch.people.administrators[0]
    reply = platform.ask("GET", "user/anna@ent1.example/directories/Enterprise", None, admin, firstName="Hanna")
    assert [(None, "299")] == [(item.number, item.extension) for item in getattr(reply.document, "directory", ())]


def test_a_directory_comes_in_pages():
    platform = Platform(population=many(120))
    admin = platform.switch.people.administrators[0]

    def page(**query):
        path = "user/user0@ent1.example/directories/Enterprise"
        found: Any = platform.ask("GET", path, None, admin, **query).document
        return found.start_index, found.number_of_records, found.total_available_records, found.directory[0].user_id

    assert (1, 50, 120, "user0@ent1.example") == page()
    assert (51, 50, 120, "user50@ent1.example") == page(start="51", results="1000"), "the server caps"
    assert (111, 10, 120, "user110@ent1.example") == page(start="111")
    assert (3, 2, 120, "user2@ent1.example") == page(start="3", results="2")


@pytest.mark.parametrize("query", [{"start": "0"}, {"results": "0"}, {"results": "1001"}, {"start": "x"}])
def test_a_page_that_there_cannot_be(platform, query):
    assert 400 == platform.ask("GET", "user/anna@ent1.example/directories/Group", **query).status
