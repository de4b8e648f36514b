"""Every scenario that comes with the simulator, with all that subscribers of Advanced Call are told of it."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo
from ctibridge.wire.xsi.events import SubscriptionEvent
from tests.unit.sim import diverting
from tests.unit.sim.bench import short
from tests.unit.sim.platform import Platform

# What each user's events say: what happened, the state (for an ended call: who ended it, and why), the other party.
EXPECTED: dict[str, dict[str, str]] = {
    "abandoned": {
        "anna": "Received Alerting kunde; Released remote kunde",
    },
    "blind_transfer": {
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Redirected [Detached transfer]; Released "
            "local bert; On-Hook"
        ),
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Transferred Alerting carla; Answered "
            "Active carla; Released local carla; On-Hook"
        ),
        "carla": "Received Alerting bert; Off-Hook; Answered Active bert; Released remote bert; On-Hook",
    },
    "blind_transfer_recall": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Redirected [Detached transfer]; "
            "Released local kunde; On-Hook; Received Alerting kunde; Off-Hook; Answered Active kunde; "
            "Released remote kunde; On-Hook"
        ),
        "carla": "Received Alerting kunde; Released local (Temporarily Unavailable) kunde",
    },
    "busy": {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released local bert; On-Hook",
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting carla; Released local "
            "(Busy) carla; Released remote anna; On-Hook"
        ),
        "carla": (
            "Off-Hook; Originated Alerting bert; Releasing Active (Busy) bert; Released remote (Busy) bert; On-Hook"
        ),
    },
    "click_to_dial": {
        "anna": (
            "Originating Alerting tel:+493023125102; Off-Hook; Originated Alerting bert; Answered Active "
            "bert; Released local bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "conference_grows": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Originated Alerting carla; "
            "Answered Active carla; ConferenceStarted Active 2; Retrieved Active bert; ConferenceHeld Held 2; "
            "Originated Alerting dieter; Answered Active dieter; ConferenceRetrieved Active 2; ConferenceUpdated "
            "Active 3; ConferenceCallMuted Active 3; ConferenceCallMadeDeaf Active 3; ConferenceCallMadeUnDeaf "
            "Active 3; ConferenceCallUnMuted Active 3; Released remote bert; ConferenceUpdated Active 2; "
            "ConferenceReleased Released 0; Released local carla; Released local dieter; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Retrieved Active "
            "anna; Released local anna; On-Hook"
        ),
        "carla": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
        "dieter": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "conference_owner_leaves": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Originated Alerting carla; "
            "Answered Active carla; ConferenceStarted Active 2; Retrieved Active bert; ConferenceReleased "
            "Released 0; Redirected [Active transfer] [Detached transfer]; Released local bert; Released local "
            "carla; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Retrieved Active "
            "anna; Transferred Active carla; Held Held carla; Retrieved Active carla; Released remote carla; "
            "On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Updated Active bert; Held Remote Held bert; "
            "Retrieved Active bert; Released local bert; On-Hook"
        ),
    },
    "conference_with_customer": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Held Held kunde; Originated Alerting bert; "
            "Answered Active bert; ConferenceStarted Active 2; Retrieved Active kunde; Released remote kunde; "
            "ConferenceUpdated Active 1; ConferenceReleased Released 0; Released remote bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook",
    },
    "consult_transfer": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Held Held kunde; Originated Alerting "
            "carla; Answered Active carla; Redirected [Held transfer] [Detached transfer]; Released local "
            "kunde; Released local carla; On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Updated Active kunde; Released remote "
            "kunde; On-Hook"
        ),
    },
    "consult_transfer_inside": {
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting "
            "carla; Answered Active carla; Redirected [Held transfer] [Detached transfer]; Released local "
            "bert; Released local carla; On-Hook"
        ),
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred "
            "Remote Held carla; Retrieved Active carla; Released remote carla; On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Updated Active bert; Released local bert; On-Hook"
        ),
    },
    "declined": {
        "anna": "Received Alerting kunde; Released local (Temporarily Unavailable) kunde",
    },
    "deflection": {
        "anna": "Received Alerting kunde; Redirected [Detached deflection]; Released local kunde",
        "carla": "Received Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "dialled_call": {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released local bert; On-Hook",
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "do_not_disturb": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Releasing Active (Busy) bert; Released remote (Busy) bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Released local (Busy) anna",
    },
    "voice_messages": {
        "anna": "Received Alerting bert; Released remote bert",
        "bert": "Off-Hook; Originated Alerting anna; Released local anna; On-Hook",
    },
    "voice_mail_counts": {},
    "remote_office_switched": {},
    "services_set": {},
    "forwarded_always": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting carla; Answered Active carla; Released "
            "local carla; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached unconditional]; Released local anna",
        "carla": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "forwarded_busy": {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released local bert; On-Hook",
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting kunde; Redirected "
            "[Detached user-busy]; Released local kunde; Released remote anna; On-Hook"
        ),
        "carla": "Received Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "forwarded_no_answer": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting carla; Answered Active carla; Released "
            "local carla; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached no-answer]; Released local anna",
        "carla": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "hold_and_retrieve": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Retrieved Active bert; "
            "Released remote bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Retrieved Active "
            "anna; Released local anna; On-Hook"
        ),
    },
    "hold_on_both_sides": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Retrieved Active bert; "
            "Held Remote Held bert; Retrieved Active bert; Released local bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Held Held anna; "
            "Retrieved Active anna; Released remote anna; On-Hook"
        ),
    },
    "inbound_answered": {
        "anna": "Received Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "no_answer": {
        "anna": "Off-Hook; Originated Alerting bert; Released local bert; On-Hook",
        "bert": "Received Alerting anna; Released remote anna",
    },
    "nobody_picks_up": {
        "anna": ("Originating Alerting tel:+493023125102; Released local (Temporarily Unavailable) tel:+493023125102"),
    },
    "outbound": {
        "anna": (
            "Off-Hook; Originated Alerting tel:+493023125900; Answered Active tel:+493023125900; Released "
            "remote tel:+493023125900; On-Hook"
        ),
    },
    "phantom_second_call": {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released local bert; On-Hook",
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting kunde; Released local "
            "(Busy) kunde; Released remote anna; On-Hook"
        ),
    },
    "recording": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; RecordingStarted Active kunde; "
            "RecordingPaused Active kunde; RecordingResumed Active kunde; RecordingStopped; Held Held kunde; "
            "RecordingStarting Held kunde; Retrieved Active kunde; RecordingStarted Active kunde; Released remote "
            "kunde; On-Hook"
        ),
    },
    "recording_always": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; RecordingStarted Active bert; "
            "RecordingPaused Active bert; RecordingResumed Active bert; Released remote bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook",
    },
    "remote_office": {
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Released remote bert; On-Hook; Off-Hook; "
            "Originated Alerting bert; Answered Active bert; Released remote bert; On-Hook"
        ),
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Released local anna; On-Hook; Received "
            "Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook"
        ),
    },
    "second_call_waiting": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Remote Held bert; Retrieved "
            "Active bert; Released local bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting kunde; Held Held anna; "
            "Answered Active kunde; Released remote kunde; On-Hook; Off-Hook; Retrieved Active anna; Released "
            "remote anna; On-Hook"
        ),
    },
    "sequential_ring": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active tel:+493023125902; Released local "
            "tel:+493023125902; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached follow-me]; Released local anna",
        "carla": "Received Alerting anna; Released remote anna",
    },
    "shared_appearance": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Held Held kunde; Retrieved Active kunde; "
            "Updated Active kunde; Released local kunde; On-Hook; Off-Hook; Originated Alerting bert; Answered "
            "Active bert; Released local bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "simultaneous_ring": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active carla; Released remote carla; On-Hook; Off-Hook; "
            "Originated Alerting bert; Answered Active bert; Released local bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Redirected [Detached follow-me]; Released local anna; Received Alerting "
            "anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook; Received "
            "Alerting anna; Released remote anna"
        ),
        "dieter": (
            "Received Alerting anna; Released local (Temporarily Unavailable) anna; Received Alerting anna; "
            "Released remote anna"
        ),
    },
    "simultaneous_ring_mobile": {
        "anna": (
            "Received Alerting bert; Redirected [Detached follow-me]; Released local bert; Received Alerting "
            "kunde; Released remote kunde"
        ),
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active tel:+493023125901; Released local "
            "tel:+493023125901; On-Hook"
        ),
    },
    "three_way_conference": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Originated Alerting "
            "carla; Answered Active carla; ConferenceStarted Active 2; Retrieved Active bert; ConferenceHeld "
            "Held 2; ConferenceRetrieved Active 2; Released remote carla; ConferenceUpdated Active 1; "
            "ConferenceReleased Released 0; Released local bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Retrieved Active "
            "anna; Released remote anna; On-Hook"
        ),
        "carla": "Received Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook",
    },
    "transfer_while_ringing": {
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting "
            "carla; Redirected [Held transfer] [Detached transfer]; Released local bert; Released local "
            "carla; On-Hook"
        ),
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred "
            "Alerting carla; Answered Active carla; Released local carla; On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Updated Alerting bert; Off-Hook; Answered Active bert; Released remote "
            "bert; On-Hook"
        ),
    },
    "unknown_number": {
        "anna": (
            "Off-Hook; Originated Alerting tel:198; Releasing Active (User Not Found) tel:198; Released local "
            "(User Not Found) tel:198; On-Hook"
        ),
    },
    **diverting.EXPECTED,
}

LESSER: dict[tuple[str, str], dict[str, str]] = {
    ("Standard Call", "consult_transfer"): {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Held Held kunde; Originated Alerting "
            "carla; Answered Active carla; Released local kunde; Released local carla; On-Hook"
        ),
        "carla": EXPECTED["consult_transfer"]["carla"],
    },
    ("Standard Call", "forwarded_always"): {
        "anna": EXPECTED["forwarded_always"]["anna"],
        "carla": EXPECTED["forwarded_always"]["carla"],
    },
    ("Basic Call", "forwarded_always"): {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active carla; Released local carla; On-Hook",
        "carla": EXPECTED["forwarded_always"]["carla"],
    },
    ("Basic Call", "forwarded_no_answer"): {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active carla; Released local carla; On-Hook",
        "bert": "Received Alerting anna; Released local anna",
        "carla": EXPECTED["forwarded_no_answer"]["carla"],
    },
    ("Basic Call", "hold_and_retrieve"): {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released remote bert; On-Hook",
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released local anna; On-Hook",
    },
    ("Standard Call", "do_not_disturb"): {"anna": EXPECTED["do_not_disturb"]["anna"]},
    ("Standard Call", "phantom_second_call"): {
        "anna": EXPECTED["phantom_second_call"]["anna"],
        "bert": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
}


def play(name: str, package: str) -> tuple[Platform, dict[str, str]]:
    """Plays a scenario with the whole enterprise watched; returns what was told of each user."""
    scenario = scenarios.load(name)
    platform = Platform(population=demo())
    platform.knobs.event_timeout_s = 1e6  # nobody sends heartbeats here
    channels = []
    for admin in platform.switch.people.administrators:
        channels.append(platform.channel(account=admin))
        platform.subscribe(f"enterprise/{admin.enterprise}", package, account=admin)
    scenarios.play_at_once(scenario(platform.phones), platform.wait)
    told: dict[str, list[str]] = defaultdict(list)
    for event in chain.from_iterable(map(platform.take, channels)):
        assert isinstance(event, SubscriptionEvent)
        told[(event.target_id or "").partition("@")[0]].append(short(event.event_data))
    return platform, {user: "; ".join(words) for user, words in told.items()}


@pytest.mark.parametrize("name", scenarios.names())
def test_a_scenario_tells_each_user_exactly_this_and_leaves_nothing_behind(name):
    platform, told = play(name, "Advanced Call")
    assert EXPECTED[name] == told
    assert [] == list(platform.switch.x.everyone())
    assert (set(), {}) == (platform.switch.x.off_hook, platform.switch.x.conferences)
    assert all(outside.is_over for outside in platform.switch.x.outside.values())


@pytest.mark.parametrize(("package", "name"), LESSER)
def test_the_lesser_packages_leave_out_what_no_telephone_knew_of(package, name):
    assert LESSER[package, name] == play(name, package)[1]


def test_every_scenario_says_what_happens():
    assert [] == [name for name in scenarios.names() if not (scenarios.load(name).__doc__ or "").endswith(".")]


def test_a_scenario_can_be_a_file_of_ones_own(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text('def story(phones):\n    phones["anna"].dial("102")\n    yield 1, "it rings"\n')
    platform = Platform(population=demo())
    scenarios.play_at_once(scenarios.load(str(file))(platform.phones), platform.wait)
    assert [True] == [half.rings for half in platform.phones["bert"].calls]


@pytest.mark.parametrize(
    ("text", "reason"), [(None, "no such file"), ("x = 1\n", "defines no function"), (..., "no such scenario")]
)
def test_a_scenario_that_is_not_there_is_a_configuration_error(tmp_path, text, reason):
    file = tmp_path / "mine.py"
    if isinstance(text, str):
        file.write_text(text)
    with pytest.raises(ConfigError, match=reason):
        scenarios.load("no_story" if text is ... else str(file))
