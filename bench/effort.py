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
        recovering: The lines of a gateway that loses its channel.
        paces: Requests per second at which it recovers.
    """

    rounds: int = 5
    decoded: int = 5_000
    events: int = 10_000
    few: int = 100
    lots: int = 10_000
    idle: tuple[int, ...] = (2_000, 10_000)
    recovering: int = 2_000
    paces: tuple[float, ...] = (500.0, 50.0)
