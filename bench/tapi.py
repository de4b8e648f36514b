"""The way of Windows applications: provider and harness under Wine, gateway, platform. Each is a process of its own."""

from __future__ import annotations

from collections.abc import Callable

from bench import tapi_calls, tapi_changes, tapi_events, tapi_lines
from bench.effort import Effort
from bench.harness import Skipped
from bench.table import Figure, Sample

PARTS: dict[str, Callable[[Effort], list[Figure]]] = {
    "make call, under Wine": tapi_calls.with_wine,
    "make call, without Wine": tapi_calls.without_wine,
    "event to LINE_CALLSTATE": tapi_events.measure,
    "many lines": tapi_lines.measure,
}


def measure(effort: Effort) -> list[Figure]:
    """Changes in Python alone; then calls, events and lines through the provider, where it can be built and run."""
    figures = tapi_changes.measure(effort)
    for what, part in PARTS.items():
        try:
            figures += part(effort)
        except Skipped as exc:
            figures.append(Figure("TAPI", what, "", Sample.of(()), notes=(f"skipped: {exc}",)))
    return figures
