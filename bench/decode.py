"""Decoding: the bytes of a channel to typed documents, against expat that only finds the tokens of the same bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from xml.parsers import expat

from bench.effort import Effort
from bench.events import scenario_mix
from bench.table import Figure, Goal, Sample
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import EventStream

READ = 65_536  # bytes at a time, as they come from a socket


def measure(effort: Effort) -> list[Figure]:
    """Events per second of both."""
    documents = scenario_mix(effort.decoded)
    stream = b"".join(documents)
    assert all(isinstance(item, SubscriptionEvent) for item in EventStream().receive_data(stream))
    size = f"{len(documents):,} different events of all scenarios, {len(stream) / len(documents):,.0f} bytes each"
    ways: list[Callable[[], None]] = [
        lambda: _decode(stream, len(documents)),
        lambda: _tokens(documents),
        lambda: _tokens_of_one(documents),
    ]
    seconds = in_turn(ways, effort.rounds)
    ours, floor, lowest = ([len(documents) / each for each in way] for way in seconds)
    return [
        Figure(
            "decode",
            "full decoder",
            "events/s",
            Sample.of(ours),
            Sample.of(floor),
            Goal(0.4, of_ratio=True),
            (size, "floor: expat with empty handlers for tags and text, a parser for each event"),
        ),
        Figure(
            "decode",
            "the same, against one parser for all",
            "events/s",
            Sample.of(ours),
            Sample.of(lowest),
            notes=("floor: as if all events were one document, so that expat does not start anew each time",),
        ),
    ]


def in_turn(ways: Sequence[Callable[[], None]], rounds: int) -> list[list[float]]:
    """The seconds that each way takes, round by round; they take turns, after one round that is not counted."""
    seconds: list[list[float]] = [[] for _ in ways]
    for number in range(rounds + 1):
        for way, taken in zip(ways, seconds, strict=True):
            start = time.perf_counter()
            way()
            if number:
                taken.append(time.perf_counter() - start)
    return seconds


def _decode(stream: bytes, expected: int) -> None:
    decoder, found = EventStream(), 0
    for start in range(0, len(stream), READ):
        found += len(decoder.receive_data(stream[start : start + READ]))
    assert found == expected


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = _start
    parser.EndElementHandler = parser.CharacterDataHandler = _nothing
    return parser


def _start(_name: str, _attributes: dict[str, str]) -> None:
    pass


def _nothing(_text: str) -> None:
    pass


def _tokens(documents: list[bytes]) -> None:
    for document in documents:
        _parser().Parse(document, True)


def _tokens_of_one(documents: list[bytes]) -> None:
    parser = _parser()
    parser.Parse(b"<all>", False)
    for document in documents:
        parser.Parse(document[document.index(b"?>") + 2 :], False)
    parser.Parse(b"</all>", True)
