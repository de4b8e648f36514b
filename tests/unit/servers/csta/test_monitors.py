"""The monitors of one session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ctibridge.errors import NotSupported, UnknownCall, UnknownLine
from ctibridge.model import changes as c
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.line_services import ServiceKind, ServiceState
from ctibridge.servers.csta.monitors import MonitorEvent, SessionMonitors, hidden_changes
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire.csta.line_services import tell_services
from ctibridge.wire.csta.monitoring import (
    ChangeMonitorFilter,
    MonitorFilter,
    MonitorObject,
    MonitorStart,
    MonitorType,
)
from ctibridge.wire.csta.types import ConnectionID, DeviceID, private
from tests.unit.model.bench import BERT, CARLA
from tests.unit.servers.csta.office import Office


class Session:
    """Monitors, and what they tell."""

    def __init__(self, office: Office) -> None:
        self.told: list[tuple[Any, tuple[LineId, ...]]] = []
        self.unwanted: list[Callable[[object], bool]] = []
        self.monitors = SessionMonitors(office.desk, self.put, self.unwanted.append)

    def put(self, item: Any, /, *lines: LineId) -> None:
        self.told.append((item, lines))

    def start(self, device: str, requested: MonitorFilter | None = None, *, services: bool = False):
        watched = MonitorObject(device_object=DeviceID(device))
        wish = private(tell_services()) if services else None
        request = MonitorStart(monitor_object=watched, requested_monitor_filter=requested, extensions=wish)
        return self.monitors.start(request)

    def names(self) -> list[str]:
        return [
            f"{item.cross_ref} {type(item.change).__name__}"
            if isinstance(item, MonitorEvent)
            else f"{item.monitor_cross_ref_id} {type(item).__name__}"
            for item, _ in self.told
        ]

    def follow(self, call: ConnectionID, requested: MonitorFilter | None = None):
        followed = MonitorObject(call_object=call)
        return self.monitors.start(MonitorStart(monitor_object=followed, requested_monitor_filter=requested))


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def session(office):
    return Session(office)


def test_a_device_is_watched_by_whatever_name(office, session):
    session.start("101")
    session.start("+4930555101")
    office.call()
    assert ["1 Originated", "2 Originated"] == session.names()[:2]
    assert {(LineId("a"),)} == {lines for _, lines in session.told}


def test_nothing_is_told_of_what_was_before(office, session):
    office.call()
    session.start("101")
    assert [] == session.told


def test_what_is_stopped_tells_nothing_more(office, session):
    watch = session.start("101")
    assert session.monitors.stop(watch.cross_ref)
    assert not session.monitors.stop(watch.cross_ref)
    (unwanted,) = session.unwanted
    assert unwanted(MonitorEvent(watch.cross_ref, c.BackInService(LineId("a")))), "also what is held back"
    assert not unwanted(MonitorEvent("another", c.BackInService(LineId("a"))))
    office.call()
    assert ([], 0) == (session.told, len(session.monitors))


def test_cross_references_are_never_used_again(session):
    first = session.start("101").cross_ref
    session.monitors.stop(first)
    assert first != session.start("101").cross_ref


def test_all_end_with_the_session(office, session):
    for device in ("101", "102", "103"):
        session.start(device)
    session.monitors.stop_all()
    office.call()
    assert ([], 0, 0) == (session.told, len(session.monitors), len(office.hub._monitors))


def test_the_monitors_of_lines_that_go_are_found(session):
    session.start("101")
    watch = session.start("102")
    assert [watch] == session.monitors.on_lines(frozenset({LineId("b"), LineId("x")}))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (MonitorStart(monitor_object=MonitorObject(device_object=DeviceID("x"))), UnknownLine),
        (MonitorStart(monitor_object=MonitorObject(call_object=ConnectionID("1"))), UnknownCall),
        (MonitorStart(monitor_object=MonitorObject(call_object=ConnectionID(device_id=DeviceID("x")))), UnknownLine),
        (MonitorStart(monitor_object=MonitorObject(call_object=ConnectionID(device_id=DeviceID("101")))), UnknownCall),
        (MonitorStart(monitor_object=MonitorObject(call_object=ConnectionID("1")), monitor_type=MonitorType.DEVICE),
         NotSupported),
        (MonitorStart(monitor_object=MonitorObject()), NotSupported),
        (MonitorStart(monitor_object=MonitorObject(device_object=DeviceID("101")), monitor_type=MonitorType.CALL),
         NotSupported),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused(session, request_, error):
    with pytest.raises(error):
        session.monitors.start(request_)
    assert 0 == len(session.monitors)


def test_a_filter_hides_exactly_what_it_names(office, session):
    session.start("101", MonitorFilter(callcontrol=frozenset({"originated", "delivered"})))
    office.call()
    assert ["1 Established"] == session.names()


def test_a_filter_that_is_changed_holds_from_then_on(office, session):
    watch = session.start("101", MonitorFilter(callcontrol=frozenset({"originated"})))
    wanted = MonitorFilter(callcontrol=frozenset({"delivered", "established"}))
    ref = watch.cross_ref
    assert session.monitors.change_filter(ChangeMonitorFilter(monitor_cross_ref_id=ref, requested_filter_list=wanted))
    assert not session.monitors.change_filter(
        ChangeMonitorFilter(monitor_cross_ref_id="9", requested_filter_list=wanted)
    )
    a, _ = office.call()
    a.released()
    assert ["1 Originated", "1 ConnectionCleared"] == session.names()


def test_what_is_held_back_when_the_filter_is_changed_goes_through_the_new_one(office, session):
    ref = session.start("101").cross_ref
    wanted = MonitorFilter(callcontrol=frozenset({"originated"}))
    session.monitors.change_filter(ChangeMonitorFilter(monitor_cross_ref_id=ref, requested_filter_list=wanted))
    office.call()
    (unwanted,) = session.unwanted
    originated, delivered = (MonitorEvent(ref, change) for change in told_to(office, c.Originated, c.Delivered))
    assert (True, False) == (unwanted(originated), unwanted(delivered))


def told_to(office, *kinds):
    """One change of each kind, of a call of Anna's."""
    changes = {}
    office.watch("c", lambda change: changes.setdefault(type(change), change))
    a, b = office.bench.call(CARLA, BERT, "9:9")
    a.originated(), b.received()
    return [changes[kind] for kind in kinds]


def test_a_call_is_followed_on_all_its_lines_and_ends_with_a_stop(office, session):
    a, b = office.call()
    session.follow(ConnectionID("1:1"))
    b.held(), a.remote_held(), b.retrieved(), a.retrieved(), a.released(), b.released()
    office.wait()
    expected = ["Held", "Retrieved", "ConnectionCleared", "ConnectionCleared", "CallCleared", "MonitorStop"]
    assert [f"1 {name}" for name in expected] == session.names()
    assert {LineId("a"), LineId("b")} == {line for _, lines in session.told for line in lines}
    assert (0, 0) == (len(session.monitors), len(office.hub._call_monitors))


def test_a_call_is_followed_from_any_of_its_connections(office, session):
    office.call()
    assert session.follow(ConnectionID(device_id=DeviceID("102"))).monitor.call.id == "1:1"


def test_events_of_a_followed_call_are_filtered_too(office, session):
    a, b = office.call()
    hidden = frozenset({"callCleared", "connectionCleared"})
    session.follow(ConnectionID("1:1"), MonitorFilter(callcontrol=hidden))
    a.released(), b.released()
    office.wait()
    assert ["1 MonitorStop"] == session.names()


def test_what_follows_a_call_can_be_stopped(office, session):
    a, b = office.call()
    watch = session.follow(ConnectionID("1:1"))
    assert session.monitors.stop(watch.cross_ref)
    a.released(), b.released()
    office.wait()
    assert ([], 0) == (session.told, len(office.hub._call_monitors))


@pytest.mark.parametrize("change", FILTER_NAMES)
def test_every_change_can_be_hidden_alone(change):
    group, name = FILTER_NAMES[change]
    assert frozenset({change}) == hidden_changes(replace(MonitorFilter(), **{group: frozenset({name})}))


def test_without_a_filter_nothing_is_hidden():
    assert frozenset() == hidden_changes(None)
    assert frozenset() == hidden_changes(MonitorFilter())
    assert c.Originated not in hidden_changes(MonitorFilter(callcontrol=frozenset({"a name of a later edition"})))


def test_services_are_told_to_who_asked_for_them_whatever_the_filter(office):
    session = Session(office)
    plain, asking = session.start("101"), session.start("101", services=True)
    for watch in (plain, asking):
        assert session.monitors.change_filter(
            ChangeMonitorFilter(monitor_cross_ref_id=watch.cross_ref, requested_filter_list=MonitorFilter())
        )
    state = ServiceState(ServiceKind.REMOTE_OFFICE, active=True, to="+4930")
    office.hub.on_report(r.ServiceReported(LineId("a"), None, state))
    assert [f"{asking.cross_ref} ServiceChanged"] == session.names()
