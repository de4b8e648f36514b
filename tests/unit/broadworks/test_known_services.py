"""Whose services are kept right."""

from __future__ import annotations

from ctibridge.broadworks.known_services import KnownServices, learned
from ctibridge.broadworks.resync import WatchedService
from ctibridge.model import commands as k
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.wire.xsi import events as e

ANNA, BERT, DND = "anna", "bert", "Do Not Disturb"
FORWARDINGS = ["Call Forwarding Always", "Call Forwarding Busy", "Call Forwarding No Answer"]


def test_what_an_event_told_is_known():
    known = KnownServices()
    assert WatchedService(ANNA, DND) == known.told(ANNA, e.DoNotDisturbEvent)
    assert [WatchedService(ANNA, DND)] == list(known.of(DND))
    assert [] == list(known.of(DND, BERT))


def test_calls_are_no_services():
    known = KnownServices()
    assert known.told(ANNA, e.CallReceivedEvent) is None
    assert [] == list(known.of(DND))


def test_what_was_asked_for_is_new_once():
    known = KnownServices()
    assert [WatchedService(ANNA, package) for package in FORWARDINGS] == known.asked(k.GetForwarding(ANNA))
    assert [] == known.asked(k.GetForwarding(ANNA))
    assert [WatchedService(BERT, DND)] == known.asked(k.GetDoNotDisturb(BERT))
    assert [] == known.asked(k.SetDoNotDisturb(BERT, active=True))


def test_lines_that_are_gone_are_forgotten():
    known = KnownServices()
    known.told(ANNA, e.DoNotDisturbEvent)
    known.told(BERT, e.DoNotDisturbEvent)
    known.forget({ANNA})
    assert [WatchedService(BERT, DND)] == list(known.of(DND))


def test_the_message_lamp_counts_as_well():
    known = KnownServices()
    lamp = WatchedService(ANNA, "Voice Mail Message Summary")
    assert lamp == known.told(ANNA, e.VoiceMailMessageSummaryEvent)
    assert [] == known.asked(k.GetMessageWaitingIndicator(ANNA))


def test_services_that_are_asked_for_or_set_by_name_matter_from_then_on():
    known = KnownServices()
    office, waiting = WatchedService(ANNA, "Remote Office"), WatchedService(ANNA, "Call Waiting")
    both = k.GetServices(ANNA, (ServiceKind.REMOTE_OFFICE, ServiceKind.CALL_WAITING))
    assert [office, waiting] == known.asked(both)
    assert [] == known.asked(k.SetService(ANNA, ServiceKind.REMOTE_OFFICE, active=True))
    assert (True, False) == (known.has("Remote Office", ANNA), known.has("Remote Office", BERT))
    assert {"Remote Office", "Call Waiting"} == set(known.packages)


def test_what_no_event_tells_is_read_after_each_setting():
    known = KnownServices()
    service = WatchedService(ANNA, "Call Forwarding Not Reachable")
    wish = k.SetService(ANNA, ServiceKind.FORWARDING_NOT_REACHABLE, active=True, to="102")
    assert [[service], [service]] == [known.asked(wish), known.asked(wish)]
    assert [] == known.asked(k.GetServices(ANNA, (ServiceKind.FORWARDING_NOT_REACHABLE,)))


def test_events_of_every_service_make_it_known():
    known = KnownServices()
    told = {kind: known.told(ANNA, kind) for kind in (e.RemoteOfficeEvent, e.BroadWorksAnywhereEvent,
                                                      e.HotelingGuestEvent, e.CallWaitingEvent)}  # fmt: skip
    packages = ["Remote Office", "BroadWorks Anywhere", "Hoteling Guest", "Call Waiting"]
    assert packages == [service.package for service in told.values() if service is not None]


def test_a_service_of_which_nothing_could_be_learned_does_not_matter():
    both = k.GetServices(ANNA, (ServiceKind.DO_NOT_DISTURB, ServiceKind.REMOTE_OFFICE))
    closed = ServiceState(ServiceKind.REMOTE_OFFICE, unknown="closed")
    answer = k.ServiceStates((ServiceState(ServiceKind.DO_NOT_DISTURB, active=False), closed))
    assert k.GetServices(ANNA, (ServiceKind.DO_NOT_DISTURB,)) == learned(both, answer)
    other = k.GetDoNotDisturb(ANNA)
    assert other == learned(other, k.DoNotDisturbState(active=True))
