"""The link's page is all that the other side, in C, is written by."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctibridge.servers.tapi.caps import CAPS
from ctibridge.servers.tapi.line_services import FEATURES, REMOTE_OFFICE
from ctibridge.servers.tapi.session import ALL_OPERATIONS
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import slots
from tests.unit.docs.pages import code_words, text

ROOT = Path(__file__).parents[3]
PAGE = "reference/tapi-link.md"
NUMBERED = {"fmode": "fmode1", "fdest": "fdest1", "mode": "mode1", "dest": "dest1"}
KINDS = {**m.FROM_TSP, **m.FROM_SERVICE}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_message_and_key_is_described(kind):
    keys = {slot.key for slot in slots(kind)}
    keys |= {NUMBERED[name] for slot in slots(kind) for name in slot.numbered or ()}
    assert set() == {kind.type, *keys} - words()


def test_every_operation_is_described_with_what_it_needs():
    rows = {line.split("`")[1]: line for line in text(PAGE).splitlines() if line.startswith("| `")}
    for name, operation in ALL_OPERATIONS.items():
        for need in operation.needs:
            assert f"`{need}`*" in rows[name], f"{name} needs {need}"


def test_every_member_of_the_capabilities_is_listed():
    page = text(PAGE)
    listed = {word for word in page.replace("`", " ").replace(",", " ").split() if word.startswith(("dev_", "addr_"))}
    assert {*CAPS.members} <= listed


def test_every_feature_is_numbered():
    page = text(PAGE)
    assert [] == [number for number in (*FEATURES, REMOTE_OFFICE) if f"{number:,}" not in page]


def test_every_farewell_is_numbered():
    page = text(PAGE)
    codes = page[page.index("Codes:") : page.index("After 5 the TSP")]
    assert [] == [fault.value for fault in m.Fault if f"{fault.value} " not in codes]


def test_every_function_of_the_provider_is_an_operation_or_described():
    exports = (ROOT / "tests/windows/exports.txt").read_text().split()
    operations = {f"tspi_line{name}" for name in ALL_OPERATIONS}
    described = {word for word in words() if word.startswith(("TSPI_", "TUISPI_")) and word != "TSPI_line"}
    assert [] == [name for name in exports if name not in described and name.lower() not in operations]
    assert set() == described - set(exports)


def words() -> set[str]:
    return {word.rstrip("*") for word in code_words(PAGE)}
