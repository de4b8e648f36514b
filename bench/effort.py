"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Numbers that make a run long and steady, or short.

    Args:
        rounds: How often each figure and its floor take turns.
        decoded: Events to decode in a round.
        events: Events that go through a gateway in a round.
        few: The lines of a small installation.
        lots: The lines of a large one.
        idle: How many idle lines are weighed.
        clients: CSTA clients at the same time.
        monitors: Of each.
        watchers: Clients that watch the same line, where several do.
        starts: How often a gateway is started.
        requests_per_s: What the platform bears then.
        calls: Calls after which memory should be as it was.
        acknowledged_calls: The same with acknowledgements, which take longer; 0: not measured.
        recovering: The lines of a gateway that loses its channel.
        paces: Requests per second at which it recovers.
        failing: The lines of a platform whose servers fail.
        servers: How many it has.
        call_rate: Calls that begin there in a second.
        fault_s: How long each fault lasts.
        settle_s: How long its consequences are watched.
        accounts: Lines that sign in each as its own user.
        wrong: How many of them have wrong passwords.
        watch_s: How long these are watched.
        tapi_changes: Changes of a line's call in a round, beside few calls and beside many.
        tapi_calls: Calls that a Windows application makes in a round.
        tapi_events: Events that it is told of in a round.
        tapi_rate: Of these, in a second.
        tapi_lines: Lines that it has.
    """

    rounds: int = 5
    decoded: int = 5_000
    events: int = 10_000
    few: int = 100
    lots: int = 10_000
    idle: tuple[int, ...] = (2_000, 10_000)
    clients: int = 200
    monitors: int = 50
    watchers: int = 10
    starts: int = 1
    requests_per_s: int = 500
    calls: int = 60_000
    acknowledged_calls: int = 0
    recovering: int = 2_000
    paces: tuple[float, ...] = (500.0, 50.0)
    failing: int = 2_000
    servers: int = 3
    call_rate: int = 50
    fault_s: int = 20
    settle_s: int = 5
    accounts: int = 5_000
    wrong: int = 50
    watch_s: int = 300
    tapi_changes: int = 500
    tapi_calls: int = 100
    tapi_events: int = 200
    tapi_rate: int = 300
    tapi_lines: int = 2_000
