"""Whoever looks at the wire is shown everything but passwords, in whatever way a client writes them."""

from __future__ import annotations

import pytest

from ctibridge.client.session import application_info
from ctibridge.client.trace import masked, without_password
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode
from ctibridge.wire.csta.sessions import StartApplicationSession

WRITTEN = [
    "<password>s3cret</password>",
    "<Password>s3cret</Password>",
    "<userPassword>s3cret</userPassword>",
    "<agentPassword>s3cret</agentPassword>",
    "<v:password xmlns:v='urn:vendor'>s3cret</v:password>",
    "<password\n  >s3cret</password >",
    "<password xml:space='preserve'>s3cret</password>",
    "<password hint='a/>b'>s3cret</password>",
    "<password hint='a>b'>s3cret</password>",
    "<password><![CDATA[s3cret]]></password>",
    "<password><![CDATA[a</password>s3cret]]></password>",
    "<password>a<!-- </password> -->s3cret</password>",
    "<password><value>s3cret</value></password>",
    "<password>two\ns3cret\nlines</password>",
    "<password/><password>s3cret</password>",
    "<login user='crm' password='s3cret'/>",
    '<login Password = "s3cret" user="crm"/>',
    "<password>s3cret",
    "<password><![CDATA[s3cret",
    "<password><!-- s3cret",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("written", WRITTEN)
def test_a_password_is_hidden_however_it_is_written(written, encoding):
    shown = without_password(f"<a><user>crm</user>{written}".encode(encoding))
    assert "s3cret" not in shown.replace("\0", "")
    assert "***" in shown
    assert "<user>crm</user>" in shown


@pytest.mark.parametrize(
    "document",
    [
        "<a><user>crm</user></a>",
        "<a><password/>shown</a>",
        "<a><passwordExpiresDays>30</passwordExpiresDays></a>",
        "<a>the password is not here</a>",
        "",
    ],
)
def test_all_else_is_shown_as_it_is(document):
    assert document == without_password(document.encode())


def test_what_follows_a_password_is_shown():
    document = b"<a><password>one</password><b>between</b><password>two</password><c>behind</c></a>"
    expected = "<a><password>***</password><b>between</b><password>***</password><c>behind</c></a>"
    assert expected == without_password(document)


def test_bytes_that_are_no_text_are_shown_all_the_same():
    assert "<a>�</a>" == without_password(b"<a>\xff</a>")


@pytest.mark.parametrize("edition", list(Edition))
def test_the_librarys_own_login_is_hidden_in_every_edition(edition):
    info = application_info("app", "crm", "s3cret")
    payload = encode(StartApplicationSession(application_info=info), edition)
    assert b"s3cret" in payload
    shown = without_password(payload)
    assert "s3cret" not in shown
    assert payload.decode().replace("s3cret", "***") == shown


def test_a_trace_is_told_direction_id_and_document():
    told: list[tuple[str, str, str]] = []
    trace = masked(lambda *what: told.append(what))
    assert trace is not None
    trace("sent", "0001", b"<password>s3cret</password>")
    assert [("sent", "0001", "<password>***</password>")] == told


def test_nobody_looks_without_a_trace():
    assert masked(None) is None
