"""What platforms and clients write, in documents that our own writer did not make: they mean what the JSON says."""

from __future__ import annotations

from collections import Counter

import pytest

from ctibridge.wire.markup.binding import Kind, fields_of
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.documents import ROOTS, Document, decode, encode
from ctibridge.wire.xsi.events import EVENT_DATA, EVENTS
from ctibridge.wire.xsi.stream import EventStream
from tests.contract.schema import xsi_validator
from tests.contract.xsi_recordings import (
    UNUSUAL,
    Recorded,
    Recording,
    content_of,
    name_of,
    recordings,
    said_in,
    structures_in,
    told_in,
)

ALL = recordings()
DOCUMENTS = [(recording, item) for recording in ALL for item in recording.documents]


def parametrized(documents: list[tuple[Recording, Recorded]]) -> pytest.MarkDecorator:
    names = [f"{recording.name}-{item.name}" for recording, item in documents]
    return pytest.mark.parametrize(("recording", "item"), documents, ids=names)


BY_RECORDING = pytest.mark.parametrize("recording", ALL, ids=lambda recording: recording.name)
BY_DOCUMENT = parametrized(DOCUMENTS)
OF_KNOWN_TYPES = [(recording, item) for recording, item in DOCUMENTS if "'unknown':" not in str(item.content)]
KNOWN = parametrized(OF_KNOWN_TYPES)
LACKING = "18_older_release"  # nobody can make up what that release leaves out
WHOLE = parametrized([(recording, item) for recording, item in OF_KNOWN_TYPES if recording.name != LACKING])


def document_of(item: Recorded) -> Document:
    document = decode(item.payload)
    assert not isinstance(document, Unknown)
    return document


@BY_DOCUMENT
def test_a_document_means_what_is_written_beside_it(recording, item):
    document = decode(item.payload)
    assert (item.name, item.content) == (name_of(document), content_of(document))


@BY_DOCUMENT
def test_nothing_that_a_document_says_is_lost(recording, item):
    """Asks another parser, so that a wrong expectation is found out too."""
    assert Counter() == said_in(item.payload, recording.passed_over) - told_in(item.content)


@BY_DOCUMENT
def test_a_document_is_valid_unless_it_is_unusual_on_purpose(recording, item):
    complaint = xsi_validator()(item.payload.strip())
    assert recording.unusual is (complaint is not None), complaint


@KNOWN
def test_what_was_read_can_be_written_and_read_again(recording, item):
    document = document_of(item)
    assert document == decode(encode(document))


@WHOLE
def test_what_was_read_is_written_as_the_schema_wants_it(recording, item):
    assert xsi_validator()(encode(document_of(item))) is None


@BY_RECORDING
@pytest.mark.parametrize("size", [1, 100, 1_000_000])
def test_documents_back_to_back_are_told_apart_however_they_are_cut(recording, size):
    data = b"\n".join(item.payload for item in recording.documents)
    stream = EventStream()
    found = [document for at in range(0, len(data), size) for document in stream.receive_data(data[at : at + size])]
    assert [decode(item.payload) for item in recording.documents] == found
    assert 0 == stream.pending


def test_there_is_no_document_without_a_recording():
    met = {type(decode(item.payload)) for _, item in DOCUMENTS}
    assert set() == {*ROOTS.values(), *EVENTS.values()} - met


def test_there_is_no_name_of_an_event_without_a_recording():
    payloads = [item.payload for _, item in DOCUMENTS]
    assert set() == {name for name in EVENT_DATA if not any(f'xsi:{name}"'.encode() in text for text in payloads)}


def test_there_is_no_structure_and_no_field_of_one_without_a_recording():
    met = {found for _, item in DOCUMENTS for found in structures_in(decode(item.payload))}
    assert set() == fields_below(*ROOTS.values(), *EVENTS.values()) - met


def fields_below(*structures: type) -> set[tuple[type, str | None]]:
    """Everything that `structures_in` can find in these."""
    found: set[tuple[type, str | None]] = set()
    waiting = list(structures)
    while waiting:
        structure = waiting.pop()
        if (structure, None) in found:
            continue
        found.add((structure, None))
        for bound in fields_of(structure):
            found.add((structure, bound.field))
            waiting += [bound.structure] if bound.kind is Kind.STRUCT else bound.variants.values()
    return found


def test_all_of_it_is_our_own_text():
    assert all(recording.provenance == "own" or recording.unusual for recording in ALL)
    assert all(recording.provenance.removeprefix(UNUSUAL) for recording in ALL)
