"""`python -m bench [question ...]`: measures, and prints one table. Exit code 0 whatever the figures are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields

from bench import (
    accounts,
    cti_way_through,
    decode,
    failover,
    kept_lines,
    latency,
    many_clients,
    many_lines,
    memory,
    recovery,
    start_up,
    steady,
    tapi,
    way_through,
)
from bench.effort import Effort
from bench.table import Figure, json_of, machine, text_of

QUESTIONS: dict[str, Callable[[Effort], list[Figure]]] = {
    "decode": decode.measure,
    "way_through": way_through.measure,
    "cti_way_through": cti_way_through.measure,
    "latency": latency.measure,
    "memory": memory.measure,
    "many_lines": many_lines.measure,
    "many_clients": many_clients.measure,
    "start_up": start_up.measure,
    "kept_lines": kept_lines.measure,
    "steady": steady.measure,
    "recovery": recovery.measure,
    "failover": failover.measure,
    "accounts": accounts.measure,
    "tapi": tapi.measure,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked, or everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and size, each beside its floor.")
    parser.add_argument("questions", nargs="*", metavar="question", help=", ".join(QUESTIONS))
    parser.add_argument("--json", action="store_true", help="for programs")
    for field in fields(Effort):
        if isinstance(field.default, int) and not isinstance(field.default, bool):
            parser.add_argument(f"--{field.name}", type=int, default=field.default, help=f"default {field.default:,}")
    options = parser.parse_args(arguments)
    unknown = set(options.questions) - QUESTIONS.keys()
    if unknown:
        parser.error(f"there is no question {', '.join(sorted(unknown))}")
    figures = answers(options.questions or list(QUESTIONS), _effort(options))
    print(json_of(figures) if options.json else _page(figures))


def _effort(options: argparse.Namespace) -> Effort:
    given = {field.name: getattr(options, field.name) for field in fields(Effort) if hasattr(options, field.name)}
    return Effort(**given)


def answers(questions: Sequence[str], effort: Effort) -> list[Figure]:
    """The figures of these questions; says on standard error what is going on."""
    figures = []
    for question in questions:
        print(f"measuring {question} ...", file=sys.stderr)
        figures += QUESTIONS[question](effort)
    return figures


def _page(figures: Sequence[Figure]) -> str:
    where = "\n".join(f"{key + ':':<9}{value}" for key, value in machine().items())
    return f"{text_of(figures)}\n\n{where}"


if __name__ == "__main__":
    main()
