"""Whose services are kept right."""

from __future__ import annotations

from ctibridge.broadworks.known_services import KnownServices
from ctibridge.broadworks.resync import WatchedService
from ctibridge.model import commands as k
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
