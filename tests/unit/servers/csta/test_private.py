"""Private data: names and linkage, as the package's schema says, and only where they may be told."""

from __future__ import annotations

import pytest

from ctibridge.client.telling import linked_calls, private_text
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.reports import Occasion
from ctibridge.model.states import ConnectionState as S
from ctibridge.servers.csta.snapshots import snapshot_call, snapshot_device
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.wire.csta import snapshots
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.line_services import PRIVATE_NAMESPACE
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.private_schema import NAMESPACE, PrivateSchema
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE
from tests.unit.servers.csta.office import Office


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def told(office):
    """What monitors of all lines are told, by the names of the changes; every event is valid."""
    schema, translator, events = PrivateSchema(), EventTranslator(office.devices, names=True), {}

    def deliver(change):
        event = translator.event_from_change(change, "1")
        assert [] == schema.faults(encode(event, Edition.ED5))
        events[change.line, type(change)] = event

    for line in "abc":
        office.watch(line, deliver)
    return events


def parties(message) -> dict[str, str]:
    data = message.extensions.private_data.private
    found = [item.children for item in data.children if item.name == f"{{{NAMESPACE}}}party"]
    return {device.text: name.text for device, name in found}


def test_the_schema_is_of_the_namespace_that_is_sent():
    assert NAMESPACE == PRIVATE_NAMESPACE


def test_names_belong_to_the_calling_and_the_called_device(office, told):
    office.bench.half(ANNA, OUTSIDE, "1:1", outgoing=False).received()
    delivered = told["a", c.Delivered]
    assert ("Zoe", "Anna A") == (private_text(delivered, "callingName"), private_text(delivered, "calledName"))
    assert () == linked_calls(delivered)


def test_a_transfer_names_everybody_and_links_the_calls_for_both_parties(office, told):
    a, b, d, e = office.consultation()
    office.bench.redirect_both(ANNA, a.facts(S.NULL), d.facts(S.NULL))
    transferred = told["a", c.Transferred]
    assert {"102": "b", "103": "c"} == parties(transferred)
    b.tracking, b.far, e.far = "2:1", CARLA, BERT
    b.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER), e.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER)
    b.released(), e.released()
    for line in "bc":
        assert ("1:1",) == linked_calls(told[line, c.Transferred])
        assert ("1:1",) == linked_calls(told[line, c.ConnectionCleared]), "to the last hang-up"


def test_a_conference_links_the_call_that_was_added(office, told):
    a, _b, d, _e = office.consultation()
    office.bench.conference(ANNA, a, d)
    for line in "abc":
        assert ("2:1",) == linked_calls(told[line, c.Conferenced])
    assert {"101": "Anna A", "102": "b", "103": "c"} == parties(told["a", c.Conferenced])


def test_names_are_kept_back_where_they_may_not_be_told_and_linkage_is_not(office):
    translator, events = EventTranslator(office.devices, names=False), []
    office.watch("b", lambda change: events.append(translator.event_from_change(change, "1")))
    a, b, d, _e = office.consultation()
    assert all(event.extensions is None for event in events)
    office.bench.redirect_both(ANNA, a.facts(S.NULL), d.facts(S.NULL))
    b.tracking, b.far = "2:1", CARLA
    b.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER)
    assert ("1:1",) == linked_calls(events[-1])
    assert {} == parties(events[-1])


def test_snapshots_tell_the_same(office):
    office.consultation()
    (device,) = snapshot_device(office.desk, snapshots.SnapshotDevice(snapshot_object=DeviceID("101")), "1")
    (call,) = snapshot_call(office.desk, snapshots.SnapshotCall(snapshot_object=ConnectionID("2:1")), "1")
    assert [] == PrivateSchema().faults(encode(device, Edition.ED6)) + PrivateSchema().faults(encode(call, Edition.ED6))
    told = device.extensions.private_data.private.children
    assert ["1:1", "2:1"] == [item.find(f"{{{NAMESPACE}}}callID") for item in told]
    assert ["b", "c"] == [item.find(f"{{{NAMESPACE}}}calledName") for item in told]
    assert {"101": "Anna A"} == parties(call), "the directory has no name for the other line"


def test_a_line_without_calls_has_nothing_private(office):
    (device,) = snapshot_device(office.desk, snapshots.SnapshotDevice(snapshot_object=DeviceID("101")), "1")
    assert device.extensions is None


def test_an_end_that_nobody_reported_says_so(office, told):
    half = office.bench.half(ANNA, BERT, "1:1", outgoing=True)
    half.originated()
    office.hub.on_report(r.LineReported(LineId("a"), None, ()))
    assert "true" == private_text(told["a", c.ConnectionCleared], "unreported")
