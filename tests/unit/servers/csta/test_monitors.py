"""The monitors of one session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.errors import NotSupported, UnknownLine
from ctibridge.model import changes as c
from ctibridge.model.ids import LineId
from ctibridge.servers.csta.monitors import MonitorEvent, SessionMonitors, hidden_changes
from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.wire.csta.monitoring import MonitorFilter, MonitorObject, MonitorStart, MonitorType
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.unit.servers.csta.office import Office


class Session:
    """Monitors, and what they tell."""

    def __init__(self, office: Office) -> None:
        self.told: list[tuple[MonitorEvent, LineId]] = []
        self.dropped: list[LineId] = []
        self.monitors = SessionMonitors(
            office.desk, lambda event, line: self.told.append((event, line)), lambda line, _: self.dropped.append(line)
        )

    def start(self, device: str, requested: MonitorFilter | None = None):
        watched = MonitorObject(device_object=DeviceID(device))
        return self.monitors.start(MonitorStart(monitor_object=watched, requested_monitor_filter=requested))

    def names(self) -> list[str]:
        return [f"{event.cross_ref} {type(event.change).__name__}" for event, _ in self.told]


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
    assert {LineId("a")} == {line for _, line in session.told}


def test_nothing_is_told_of_what_was_before(office, session):
    office.call()
    session.start("101")
    assert [] == session.told


def test_what_is_stopped_tells_nothing_more(office, session):
    watch = session.start("101")
    assert session.monitors.stop(watch.cross_ref)
    assert not session.monitors.stop(watch.cross_ref)
    assert [LineId("a")] == session.dropped, "also what is held back"
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
        (MonitorStart(monitor_object=MonitorObject(call_object=ConnectionID("1"))), NotSupported),
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


@pytest.mark.parametrize("change", FILTER_NAMES)
def test_every_change_can_be_hidden_alone(change):
    group, name = FILTER_NAMES[change]
    assert frozenset({change}) == hidden_changes(replace(MonitorFilter(), **{group: frozenset({name})}))


def test_without_a_filter_nothing_is_hidden():
    assert frozenset() == hidden_changes(None)
    assert frozenset() == hidden_changes(MonitorFilter())
    assert c.Originated not in hidden_changes(MonitorFilter(callcontrol=frozenset({"a name of a later edition"})))
