"""Whatever a platform says in well-formed documents, the gateway digests it and can tell clients of it.

Identifiers repeat where they should not, states and personalities are of a later release, parties are nobody.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from ctibridge.broadworks.translate_events import line_id, line_report, report_from_event
from ctibridge.hub.hub import Hub
from ctibridge.model import reports as r
from ctibridge.model.lines import Line
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import events as e
from tests.unit.model.bench import TROUBLE

USERS = ("anna@x", "bert@x", "carla@x")
CALL_IDS, TRACKING_IDS = ("c1", "c2"), ("1:1", "2:1", "3:1")
ODD = "of a later release"
CALL_EVENTS, CONFERENCE_EVENTS = e.CallEvent.__subclasses__(), e.ConferenceEvent.__subclasses__()
STEPS = 80


class Platform:
    """Says anything, by its dice."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311  reproducible on purpose
        self.events = 0

    def one(self, *values: Any) -> Any:
        return self.dice.choice(values)

    def some(self, make, most: int = 3) -> tuple[Any, ...]:
        return tuple(make() for _ in range(self.dice.randint(0, most)))

    def address(self) -> x.Address | None:
        text = self.one(None, "tel:+4930;ext=1", "sip:nobody@x", "tel:", "", "<&\"'>")
        return None if text is None else x.Address(value=text)

    def party(self) -> x.PartyInformation:
        return x.PartyInformation(
            name=self.one(None, "N", "<&>"),
            address=self.address(),
            user_id=self.one(None, *USERS, "ANNA@X", "stranger@x"),
            privacy=self.one(True, False, False),
            call_type=self.one(None, ODD, *x.CallType),
        )

    def call(self) -> x.Call:
        cause = self.one(None, None, ODD, *x.InternalReleaseCause)
        return x.Call(
            call_id=self.one(*CALL_IDS),
            ext_tracking_id=self.one(*TRACKING_IDS),
            personality=self.one(ODD, *x.Personality),
            state=self.one(ODD, *x.CallState),
            remote_party=self.party(),
            start_time=0,
            release_cause=None if cause is None else x.ReleaseCause(internal_release_cause=cause),
            releasing_party=self.one(None, ODD, *x.ReleasingParty),
            redirect=self.one(
                None, x.Redirect(address=self.address(), reason=self.one(ODD, "Transfer"), redirect_time=0)
            ),
            redirections=self.some(
                lambda: x.Redirection(party=self.one(None, self.party()), reason=self.one(None, ODD))
            ),
            recall_type=self.one(None, ODD),
        )

    def conference(self) -> x.Conference:
        members = self.some(lambda: x.ConferenceParticipant(call_id=self.one(*CALL_IDS, ODD)))
        return x.Conference(state=self.one(None, ODD, *x.ConferenceState), participants=members)

    def data(self) -> Any:
        match self.dice.randint(0, 9):
            case 0:
                return self.one(*CONFERENCE_EVENTS)(conference=self.conference())
            case 1 | 2:
                return e.CallRedirectedEvent(calls=self.some(self.call))
            case 3:
                conference = self.one(None, self.conference())
                return e.CallSubscriptionEvent(calls=self.some(self.call), conference=conference, hook_status=ODD)
            case _:
                return self.one(*CALL_EVENTS)(call=self.call())

    def report(self) -> Any:
        user = self.one(*USERS)
        self.events += 1
        match self.dice.randint(0, 9):
            case 0:
                return self.one(r.LineUp(line_id(user)), r.LineDown(line_id(user), TROUBLE))
            case 1:
                return line_report(line_id(user), None, self.some(self.call), self.one(None, self.conference()), ODD)
            case _:
                event = e.SubscriptionEvent(
                    event_id=str(self.events),
                    sequence_number=self.events,
                    user_id=user,
                    external_application_id="app",
                    subscription_id="s",
                    event_data=self.data(),
                )
                return report_from_event(event)


@pytest.mark.parametrize("seed", range(50))
def test_everything_is_digested_and_told(seed):
    hub = Hub(later=lambda _seconds, what: what())
    lines = [Line(line_id(user), user, extension=str(number)) for number, user in enumerate(USERS)]
    hub.on_report(r.LinesRead("test", tuple(lines)))
    translator = EventTranslator(Devices(hub.lines, DeviceForm.EXTENSION), names=True)

    def tell(_monitor, change):
        event = translator.event_from_change(change, "1")
        if event is not None:
            encode(event, Edition(3 + seed % 4))

    for line in lines:
        hub.monitor(line.id, tell)
    platform = Platform(seed)
    for _ in range(STEPS):
        report = platform.report()
        if report is not None:
            hub.on_report(report)
            for line in lines:
                hub.snapshot(line.id)
