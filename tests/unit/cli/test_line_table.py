"""What the administrator sees of the lines."""

from __future__ import annotations

import time
from io import StringIO

from rich.console import Console

from ctibridge.cli.line_table import picture
from ctibridge.diagnostics.health_texts import Language
from ctibridge.servers.admin.messages import CallRow, Health, LineRow, Lines
from tests.unit.cli.locked import LOCKED, NOW


def shown(*rows: LineRow, counts: dict[str, int], language: Language = Language.ENGLISH) -> str:
    console = Console(file=StringIO(), width=160)
    console.print(picture(Lines(rows, counts), language))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def line(extension: str, provider: str = "office", health: Health | None = None, *calls: CallRow) -> LineRow:
    return LineRow(
        provider, f"{extension}@x", f"{extension}@x", None, extension, "[Anna]", None, None, True, health, calls
    )


def test_counts_stand_above_the_lines_with_the_good_state_and_the_others():
    text = shown(line("101"), counts={"in-service": 1_200, "locked": 3})
    assert "1,203 lines: 1,200 in-service, 3 locked" == text.splitlines()[0].strip()
    assert ["line", "name", "state", "calls"] == text.splitlines()[1].split()
    assert ["101", "[Anna]", "in-service", "idle"] == text.splitlines()[2].split()


def test_a_line_that_is_out_says_since_when_why_when_it_is_tried_again_and_who_must_act():
    text = shown(line("101", "office", LOCKED), counts={"locked": 1})
    clock = [time.strftime("%H:%M:%S", time.localtime(at)) for at in (NOW - 5, NOW + 60)]
    for word in ("locked", *clock, "account locked; next try", "the user", "who must act"):
        assert word in text


def test_the_same_is_told_in_german_but_for_the_state_that_commands_take():
    text = shown(line("101", "office", LOCKED), counts={"locked": 1}, language=Language.GERMAN)
    assert "1 Leitungen: 1 locked" == text.splitlines()[0].strip()
    for word in ("Ursache", "locked", "Konto gesperrt; nächster Versuch", "der Benutzer", "frei"):
        assert word in text


def test_what_was_another_day_has_its_date():
    health = Health("in-service", NOW - 200_000)
    assert time.strftime("%Y-%m-%d", time.localtime(NOW - 200_000)) in shown(line("1", "office", health), counts={})


def test_calls_are_shown_with_their_parties_and_providers_when_there_are_several():
    calls = (CallRow("1:1", "connected", ("102", "+4930")), CallRow("1:2", "initiated", ()))
    text = shown(line("101", "office", None, *calls), line("201", "branch"), counts={"in-service": 2})
    assert "connected 102, +4930; initiated nobody yet" in text
    assert ["branch", "office"] == [row.split()[0] for row in text.splitlines()[2:]]


def test_no_lines_are_no_table():
    assert "0 lines" == shown(counts={}).strip()
