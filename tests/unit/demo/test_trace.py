"""`--trace`: both wires as the gateway sees them, in the form that the command's page tells."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from ctibridge.demo.meter import Meter
from ctibridge.demo.screen import Screen, indented

WIDE = 10  # far narrower than a message: lines of a trace are never wrapped


def traced(tell) -> list[str]:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=WIDE), {}, live=False)
    tell(Meter(screen.message))
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("direction", "what", "head"),
    [
        ("sent", "POST /com.broadsoft.xsi-events/v2.0/channel/eventresponse", r"XSI -> POST /com\.broadsoft\.\S+"),
        ("sent", "GET /v2.0/user/a%40b/calls?x=[red]", r"XSI -> GET /v2\.0/user/a%40b/calls\?x=\[red\]"),
        ("received", "200 OK", "XSI <- 200 OK"),
        ("received", "channel", "XSI <- channel"),
    ],
)
def test_behind_xsi_stands_the_request_the_status_or_the_channel(direction, what, head):
    lines = traced(lambda meter: meter.xsi(direction, what, b"<a><b>1</b></a>"))
    assert re.fullmatch(rf" +\d+\.\d\d  {head}", lines[0])
    assert ["<a>", "  <b>1</b>", "</a>"] == lines[1:]


@pytest.mark.parametrize(("direction", "arrow"), [("sent", "->"), ("received", "<-")])
@pytest.mark.parametrize("invoke_id", ["0001", "9999"])
def test_behind_csta_stands_the_invoke_id(direction, arrow, invoke_id):
    lines = traced(lambda meter: meter.csta(direction, invoke_id, b"<MakeCall/>"))
    assert re.fullmatch(rf" +\d+\.\d\d  CSTA {arrow} {invoke_id}", lines[0])
    assert ["<MakeCall/>"] == lines[1:]


def test_a_message_without_a_body_is_one_line():
    assert 1 == len(traced(lambda meter: meter.xsi("sent", "DELETE /x", b"")))


@pytest.mark.parametrize("document", ["<a><b>", "no document", "<a>1</a><a>2</a>", "[red]text[/]"])
def test_half_a_document_and_what_is_none_is_shown_as_it_came(document):
    assert document == indented(f" {document}\n")
    assert [document] == traced(lambda meter: meter.xsi("received", "channel", document.encode()))[1:]


@pytest.mark.parametrize("wire", ["xsi", "csta"])
@pytest.mark.parametrize(
    "body",
    [
        "<a><password>s3cret</password></a>",
        "<a><password><![CDATA[s3cret]]></password></a>",
        "<?xml version='1.0' encoding='UTF-16'?><a><password>s3cret</password></a>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_password_is_shown_on_neither_wire(wire, body, encoding):
    text = "\n".join(traced(lambda meter: getattr(meter, wire)("received", "0001", body.encode(encoding))))
    assert "s3cret" not in text.replace("\0", "")
    assert "***" in text


def test_entities_of_a_stranger_are_not_followed(tmp_path):
    (tmp_path / "file").write_text("of ours")
    document = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/file">]><a>&x;</a>'
    assert "of ours" not in "\n".join(traced(lambda meter: meter.csta("received", "0001", document.encode())))


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x9b2J"])
def test_a_message_cannot_move_the_cursor(hidden):
    lines = traced(lambda meter: meter.csta("received", "0001", f"no document {hidden}".encode()))
    assert all(line.isprintable() for line in lines)
