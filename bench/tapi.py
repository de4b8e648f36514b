"""The way of Windows applications: provider and harness under Wine, gateway, platform. Each is a process of its own."""

from __future__ import annotations

from bench import tapi_calls, tapi_changes, tapi_events, tapi_lines
from bench.effort import Effort
from bench.harness import Skipped
from bench.table import Figure, Sample

PARTS = {"make call": tapi_calls, "events": tapi_events, "lines": tapi_lines}


def measure(effort: Effort) -> list[Figure]:
    """Changes in Python alone; then calls, events and lines through the provider, where it can be built and run."""
    figures = tapi_changes.measure(effort)
    for what, part in PARTS.items():
        try:
            figures += part.measure(effort)
        except Skipped as exc:
            figures.append(Figure("TAPI", what, "", Sample.of(()), notes=(f"skipped: {exc}",)))
    return figures
