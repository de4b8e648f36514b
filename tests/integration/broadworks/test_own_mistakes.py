"""Mistakes of ours in digesting what the platform says: logged with the line, mended by asking, felt by nobody."""

from __future__ import annotations

from unittest.mock import patch

from ctibridge.model.changes import Change
from ctibridge.model.reports import CallReported, LineReported, Report
from tests.integration.broadworks.stage import Stage, on_stage


@on_stage()
async def test_a_state_that_cannot_be_digested_is_logged_and_fetched_again(stage: Stage):
    """A mistake of ours in one line must not end the others."""
    book = stage.gateway.hub._book
    digest = book.apply
    faults: list[Report] = []

    def once_wrong(report: Report) -> tuple[Change, ...]:
        if isinstance(report, LineReported) and not faults:
            faults.append(report)
            raise LookupError("a mistake of ours")
        return digest(report)

    with patch.object(book, "apply", once_wrong):
        stage.relay.cut()
        line = await stage.happens("state.undigested")
        assert line["line"].endswith("@ent1.example")
        await stage.recovers()


@on_stage()
async def test_an_event_that_cannot_be_digested_is_logged_and_its_line_fetched_anew(stage: Stage):
    book = stage.gateway.hub._book
    digest = book.apply
    faults: list[Report] = []

    def once_wrong(report: Report) -> tuple[Change, ...]:
        if isinstance(report, CallReported) and not faults:
            faults.append(report)
            raise LookupError("a mistake of ours")
        return digest(report)

    with patch.object(book, "apply", once_wrong):
        stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
        line = await stage.happens("event.undigested")
        assert ("anna@ent1.example", "CallOriginatedEvent") == (line["line"], line["kind"])
        await stage.recovers()
        assert [] == stage.said("channel.lost")
