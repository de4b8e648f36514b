"""The bench of the artificial load, with so few calls that nothing is measured."""

from __future__ import annotations

from bench.sim_load import Load, measure


def test_calls_begin_and_their_events_are_acknowledged():
    before, after, late, share, seconds = measure(Load(users=200, rate=50.0, talk=0.5, warm_up=0.0, seconds=2.0))
    assert after["load"]["begun"] > before["load"]["begun"]
    assert after["eventsSent"] >= after["eventsAcknowledged"] > 0
    assert (2, 0) == (len(late), after["eventsUnacknowledged"])
    assert share > 0 < seconds
