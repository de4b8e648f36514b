"""The switch's time."""

from ctibridge.sim.clock import Clock


def test_timers_happen_in_order_at_their_own_time():
    clock = Clock(epoch_s=1000.0)
    seen = []
    for delay in (3, 1, 2):
        clock.after(delay, lambda: seen.append((clock.now, clock.ms)))
    clock.advance(2.5)
    assert [(1, 1_001_000), (2, 1_002_000)] == seen
    assert (3, 2.5) == (clock.next_due(), clock.now)


def test_a_timer_that_sets_another_is_followed():
    clock = Clock()
    seen = []

    def again():
        clock.after(1, lambda: seen.append(clock.now))

    clock.after(1, again)
    clock.advance(5)
    assert [2] == seen


def test_a_cancelled_timer_is_not_due():
    clock = Clock()
    timer = clock.after(1, lambda: seen.append("never"))
    seen: list[str] = []
    timer.cancel()
    assert None is clock.next_due()
    clock.advance(2)
    assert [] == seen


def test_time_never_goes_back():
    clock = Clock()
    clock.advance(5)
    clock.advance(3)
    assert 5 == clock.now
