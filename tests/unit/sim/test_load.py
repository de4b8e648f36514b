"""The artificial load: how many calls, of which kinds, between whom, and what is left of them."""

from collections import Counter

import pytest

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.load import Load
from ctibridge.sim.phones import Phone
from ctibridge.sim.plans import KINDS
from ctibridge.sim.populations import demo, many
from ctibridge.sim.switch import Switch
from ctibridge.sim.truth import truth
from ctibridge.wire.xsi.calls import CallState, Personality
from tests.unit.sim.platform import Platform

MINUTE_S = 60.0


def loaded(rate=2.0, users=400, talk_s=20.0, seed=5):
    platform = Platform(population=many(users))
    load = Load(platform.switch, seed)
    load.run(rate, talk_s)
    return platform, load


def standing(platform):
    """Everybody's hook, calls, conference, and which services are on. Numbers of services that are off may stay."""
    users = truth(platform.switch.x)["users"]
    for user in users.values():
        user["services"] = [name for name, state in user["services"].items() if state["active"]]
    return users


def test_calls_begin_as_often_as_was_asked_for():
    platform, load = loaded(rate=5.0)
    platform.wait(10 * MINUTE_S)
    assert 2800 < load.begun.total() < 3200
    assert (0, 0) == (load.skipped, load.disturbed)


def test_the_kinds_come_in_their_shares():
    platform, load = loaded(rate=5.0)
    platform.wait(20 * MINUTE_S)
    share = {kind.name: kind.share for kind in KINDS}
    found = {name: 100 * count / load.begun.total() for name, count in load.begun.items()}
    assert share.keys() == found.keys()
    assert all(abs(found[name] - share[name]) < 2.5 for name in share)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_comes_to_its_end_undisturbed_and_leaves_nothing(kind, monkeypatch):
    monkeypatch.setattr("ctibridge.sim.load.KINDS", (kind,))
    platform, load = loaded(rate=0.2)
    before = standing(platform)
    platform.wait(10 * MINUTE_S)
    load.run(0.0)
    platform.wait(60 * MINUTE_S)
    assert {kind.name} == set(load.begun)
    assert (0, 0) == (load.under_way, load.disturbed)
    assert before == standing(platform)
    assert all(outside.is_over for outside in platform.switch.x.outside.values())


def test_the_same_seed_gives_the_same_calls_and_another_seed_others():
    def told(seed):
        platform, _ = loaded(seed=seed)
        channel = platform.channel(account=platform.switch.people.administrators[0])
        platform.subscribe("enterprise/ent1", account=platform.switch.people.administrators[0])
        platform.knobs.event_timeout_s = 1e9
        platform.wait(20.0)
        return platform.words(channel)

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_users_carry_one_call_at_a_time_and_every_tenth_none():
    platform, load = loaded(rate=100.0, users=40)
    busiest = 0
    for _ in range(120):
        platform.wait(1.0)
        busy = sum(bool(platform.switch.x.calls(user)) for user in platform.switch.people.users)
        busiest = max(busiest, busy)
    assert 20 < busiest <= 36
    assert load.skipped > load.begun.total() > 0
    assert 0 == load.disturbed


def test_users_who_have_a_call_of_their_own_are_left_alone():
    platform, load = loaded(rate=20.0, users=20)
    load.run(0.0)
    mine = Phone(platform.phones, platform.switch.people.users[0])
    mine.dial("user1@ent1.example")
    Phone(platform.phones, platform.switch.people.users[1]).answer()
    load.run(20.0)
    platform.wait(5 * MINUTE_S)
    assert [(Personality.ORIGINATOR, CallState.ACTIVE)] == [(half.personality, half.state) for half in mine.calls]


def test_a_call_that_somebody_else_ends_is_counted_and_its_users_are_free_again():
    platform, load = loaded(rate=5.0, users=40)
    platform.wait(10.0)
    load.run(0.0)
    disturbed = 0
    for half in list(platform.switch.x.everyone()):
        if not half.is_over:
            Phone(platform.phones, half.user).hangup(half.call_id)
            disturbed += 1
    assert disturbed
    platform.wait(10 * MINUTE_S)
    assert load.disturbed > 0
    assert (0, 0) == (load.under_way, platform.switch.x.calls_up)


def test_no_new_calls_after_a_stop_and_more_after_a_change():
    platform, load = loaded(rate=1.0)
    platform.wait(30.0)
    load.run(0.0)
    before = load.begun.total()
    platform.wait(MINUTE_S)
    assert before == load.begun.total()
    load.run(10.0)
    platform.wait(MINUTE_S)
    assert load.begun.total() > before + 450


def test_eight_users_carry_what_they_can():
    switch = Switch(demo(), Knobs(), seed=1)
    load = Load(switch)
    load.run(50.0)
    switch.advance(60.0)
    assert load.skipped > 2000
    assert Counter() != load.begun
