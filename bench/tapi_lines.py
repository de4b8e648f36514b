"""Many lines in the telephony service: how long until they are there, and how much memory they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench import echo
from bench.effort import Effort
from bench.harness import Harness, under_wine
from bench.processes import Child
from bench.table import Figure, Sample
from bench.tapi_rigs import TOKEN, milliseconds, replayed

QUESTION = "TAPI"
STARTS = 3
FEW = 10  # lines that the memory of many is compared with


@dataclass(frozen=True, slots=True)
class Start:
    """A provider that has started.

    Args:
        lines: How many it has.
        seconds: Until all were known.
        floor_s: As many bytes read by the same process from asyncio streams.
        size: By so many bytes the process has grown meanwhile.
    """

    lines: int
    seconds: float
    floor_s: float
    size: int


def measure(effort: Effort) -> list[Figure]:
    """Milliseconds, and kilobytes in the process of the telephony service."""
    words = under_wine()
    few, many = (_starts(words, lines, STARTS) for lines in (FEW, effort.tapi_lines))
    sizes = [(more.size - less.size) / (more.lines - less.lines) / 1000 for less, more in zip(few, many, strict=True)]
    least = median(start.size for start in few) / 1e6
    what = f"{effort.tapi_lines:,} lines"
    known = (
        "from TSPI_providerEnumDevices until the capabilities of each line and address were read",
        "floor: as many bytes read from asyncio streams by the same process",
    )
    size = (
        f"private memory of the process, less that for {FEW} lines, which is {least:.1f} MB, Wine's sockets included",
    )
    seconds, floors = [start.seconds for start in many], [start.floor_s for start in many]
    return [
        Figure(QUESTION, f"{what}, all known", "ms", _ms(seconds), _ms(floors), notes=known),
        Figure(QUESTION, f"{what}, memory of the provider", "kB/line", Sample.of(sizes), notes=size),
    ]


def _starts(words: Sequence[str], lines: int, rounds: int) -> list[Start]:
    """The same gateway, and one provider after the other."""
    with replayed(lines) as (_, middle, port), Child(echo.main) as echoes:
        size = middle.ask("tapi_listing")
        floor = echoes.ask("open", 1, size)
        return [_start(words, port, floor, size) for _ in range(rounds)]


def _start(words: Sequence[str], port: int, floor: int, listing: int) -> Start:
    with Harness(words, port, TOKEN) as harness:
        (floor_s,) = harness.echoes(floor, 1, listing, 1)
        return Start(harness.lines, harness.started_s, floor_s, harness.grown)


def _ms(seconds: Sequence[float]) -> Sample:
    return Sample.of(milliseconds(seconds))
