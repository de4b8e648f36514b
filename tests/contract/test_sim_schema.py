"""Everything that the simulator says is valid by the published schema."""

from __future__ import annotations

import dataclasses

import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.disguises import disguised
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.populations import demo
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.calls import Conference, ConferenceParticipant, MessageSummary
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.documents import Document, encode
from ctibridge.wire.xsi.events import ChannelTerminatedEvent, SubscriptionEvent
from tests.contract.schema import Validate, xsi_validator
from tests.unit.sim.platform import Platform

ANNA = "user/anna@ent1.example"


@pytest.fixture
def validate():
    return xsi_validator()


def test_the_validator_refuses_what_is_wrong(validate):
    right = encode(c.Channel(channel_set_id="set", expires=3600))
    assert validate(right) is None
    assert "expires" in (validate(right.replace(b"3600", b"long")) or "")
    assert validate(right.replace(b"Channel>", b"Kanal>")) is not None


def watched(knobs: Knobs | None = None) -> tuple[Platform, str]:
    """A demonstration platform of which everything is watched, and the channel."""
    platform = Platform(knobs, demo())
    platform.knobs.event_timeout_s = 1e6
    admin = platform.switch.people.administrators[0]
    channel = platform.channel(account=admin, expires=86400)
    for package in EventPackage:
        platform.subscribe(ANNA, package, account=admin, expires=86400)
        platform.subscribe("enterprise/ent1", package, account=admin, expires=86400)
    return platform, channel


def complaints(validate: Validate, documents: list[Document]) -> list[str]:
    found = ((document, validate(encode(document))) for document in documents)
    return [f"{complaint} in {encode(document).decode()}" for document, complaint in found if complaint]


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("knobs", [Knobs(), Knobs(update_when_ringing=True, click_to_dial_changes_id=True)])
def test_events_of_every_scenario_are_valid(validate, name, knobs):
    platform, channel = watched(dataclasses.replace(knobs, faults=Faults()))
    scenarios.play_at_once(scenarios.load(name)(platform.phones), platform.wait)
    documents = platform.take(channel)
    assert len(documents) > 15, "the first events of all packages, and those of the calls"
    assert [] == complaints(validate, documents)


def test_events_of_the_middle_of_things_are_valid(validate):
    """Full states with calls and a conference, after a refresh and a resync; services, messages, ends."""
    platform, channel = watched()
    admin = platform.switch.people.administrators[0]
    anna = platform.phones["anna"]
    for name in ("bert", "carla"):
        anna.dial(platform.phones[name])
        platform.phones[name].answer()
    anna.conference()
    first = anna.calls[0].call_id
    for what in ("Mute", "Deaf", "UnMute", "UnDeaf"):
        platform.ask("PUT", f"{ANNA}/calls/Conference/{first}/{what}", None, admin)
    platform.phones.outside("anonymous").call(anna)
    platform.switch.set_messages(anna.user, MessageSummary(new_messages=2), platform.now)
    for item in platform.switch.core.subscriptions.all():
        platform.ask("PUT", f"subscription/{item.subscription_id}", c.Subscription(expires=3600), admin)
    platform.switch.resync(platform.now)
    for item in platform.switch.core.subscriptions.all():
        platform.ask("DELETE", f"subscription/{item.subscription_id}", None, admin)
    platform.ask("DELETE", f"channel/{channel}", None, admin)
    documents = platform.take(channel)
    kinds = {type(item.event_data).__name__ for item in documents if isinstance(item, SubscriptionEvent)}
    assert {"ConferenceCallMadeUnDeafEvent", "CallSubscriptionResyncEvent", "SubscriptionTerminatedEvent",
            "VoiceMailMessageSummaryEvent"} <= kinds  # fmt: skip
    assert isinstance(documents[-1], ChannelTerminatedEvent)
    assert [] == complaints(validate, documents)


def replies() -> list[Document]:
    """The documents of all replies that there are."""
    platform, channel = watched()
    admin = platform.switch.people.administrators[0]
    anna = platform.phones["anna"]
    anna.forward("always", "+493023125999")
    found: list[Document | None] = []

    def ask(method: str, path: str, body: Document | None = None, **query: str) -> None:
        found.append(platform.ask(method, path, body, admin, **query).document)

    ask("GET", "actions/versions")
    ask("GET", "versions")
    ask("POST", f"{ANNA}/calls/New", address="102")
    anna.answer()
    platform.phones["bert"].answer()
    for path in ("profile", "profile/Device", "profile/Registrations",
                 "directories/Group", "directories/Enterprise", "services", "services/DoNotDisturb",
                 "services/CallForwardingAlways", "services/CallForwardingBusy", "services/CallForwardingNoAnswer",
                 "services/CallWaiting", "calls", f"calls/{anna.calls[0].call_id}", "calls/HookStatus",
                 "calls/MessageSummary", "calls/nothing", "nothing"):  # fmt: skip
        ask("GET", f"{ANNA}/{path}")
    anna.dial("103")
    platform.phones["carla"].answer()
    both = tuple(ConferenceParticipant(call_id=half.call_id) for half in anna.calls)
    ask("POST", f"{ANNA}/calls/Conference", Conference(participants=both))
    ask("GET", f"{ANNA}/calls/Conference")
    ask("GET", f"{ANNA}/calls")
    ask("POST", "channel", c.Channel(channel_set_id="another", application_id="app"))
    ask("PUT", f"channel/{channel}", c.Channel(expires=7200))
    ask("GET", "channelset/set")
    ask("GET", "channelset/another")
    ask("GET", "subscription")
    ask("GET", "subscription/none")
    for item in platform.switch.core.subscriptions.all():
        ask("GET", f"subscription/{item.subscription_id}")
        ask("PUT", f"subscription/{item.subscription_id}", c.Subscription(expires=7200))
    lists = c.Subscription(event_package_list=("Basic Call", "Call Park"), channel_set_id="set")
    ask("POST", ANNA, lists)
    ask("GET", "subscription")
    return [document for document in found if document is not None]


def test_replies_are_valid(validate):
    documents = replies()
    assert len(documents) > 50
    assert [] == complaints(validate, documents)


@pytest.mark.parametrize("fault", ["odd_white_space", "other_prefixes"])
def test_disguised_events_are_still_valid(validate, fault):
    platform, channel = watched()
    scenarios.play_at_once(scenarios.load("consult_transfer_inside")(platform.phones), platform.wait)
    for document in platform.take(channel):
        written = disguised(encode(document, declaration=False), Faults(**{fault: True}))
        assert validate(written) is None, written
