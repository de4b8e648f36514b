"""Envelopes in all the forms that are published or likely mean the same."""

from dataclasses import replace

import pytest

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.envelopes import damaged, decode, encode, redacted
from ctibridge.wire.cti.messages import (
    Authentication,
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Request,
    Response,
    Tunnelled,
    login,
)
from ctibridge.wire.cti.profile import DEFAULT, AuthMode, RequestDialect
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi import channels, events
from ctibridge.wire.xsi.services import DoNotDisturb

XSP = 'xmlns:xsp="http://schema.broadsoft.com/XspXMLInterface"'
URI = "/com.broadsoft.xsi-actions/v2.0/user/%subscriberid%/services/DoNotDisturb"
TUNNELLED = Tunnelled("ModifyDoNotDisturbRequest", URI, "PUT", (("subscriberid", "a@x"),), DoNotDisturb(active=True))
REQUEST = Request("1", "s", login("a@x", "geheim"), TUNNELLED)
EVENT = events.SubscriptionEvent(
    event_id="e1",
    sequence_number=1,
    user_id="cti@x",
    external_application_id="app",
    subscription_id="s1",
    channel_id="c1",
    event_data=events.CallSubscriptionEvent(hook_status="On-Hook"),
)
MESSAGES = [
    REQUEST,
    Response("1", "s", 200, "OK", channels.Channel(channel_id="c1", expires=3600)),
    Response("1", "s", 401, "Unauthorized"),
    Event("7", EVENT),
    EventResponse("7", channels.EventResponse(event_id="e1", status_code=200, reason="OK")),
    KeepAlive("k", 10),
    KeepAliveResponse("k"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("dialect", RequestDialect)
def test_what_is_written_is_read_in_either_dialect(message, dialect):
    document = encode(message, replace(DEFAULT, request_dialect=dialect))
    assert message == decode(document)
    assert b"\n" not in document
    assert document.startswith(b"<xsp:")


def test_a_pretty_printed_envelope_means_the_same():
    document = encode(REQUEST).replace(b"><", b">\r\n  <").replace(b">geheim", b">\ngeheim")
    assert REQUEST == decode(document)


@pytest.mark.parametrize("payload", ["", "<xsp:payload/>", "<xsp:payload></xsp:payload>", "<xsp:emptyPayload/>",
                                     "<payload/>"])  # fmt: skip
def test_an_empty_payload_has_many_forms(payload):
    document = (
        f"<xsp:response {XSP}><requestId>1</requestId><sessionId>s</sessionId><statusCode>200</statusCode>"
        f"<reason>OK</reason>{payload}</xsp:response>"
    )
    assert Response("1", "s", 200, "OK") == decode(document.encode())


@pytest.mark.parametrize("space", ["", ' xmlns="http://schema.broadsoft.com/XspXMLInterface"', ' xmlns="urn:other"'])
def test_the_namespace_of_an_envelope_does_not_matter(space):
    assert KeepAlive("k", 5) == decode(f"<keepalive{space}><requestId>k</requestId><period>5</period></keepalive>"
                                       .encode())  # fmt: skip


def test_unknown_elements_and_a_missing_reason_are_passed_over():
    document = (
        f"<xsp:response {XSP}><new><deep>1</deep></new><requestId>1</requestId><statusCode>200</statusCode>"
        "</xsp:response>"
    )
    assert Response("1", "", 200, "") == decode(document.encode())


def test_a_root_that_nobody_knows_is_unknown():
    assert Unknown("goodbye") == decode(f"<xsp:goodbye {XSP}><x/></xsp:goodbye>".encode())


def test_a_payload_that_nobody_knows_is_unknown():
    document = f"<xsp:event {XSP}><requestId>1</requestId><xsp:payload><New xmlns='u'/></xsp:payload></xsp:event>"
    message = decode(document.encode())
    assert isinstance(message, Event)
    assert isinstance(message.document, Unknown)


@pytest.mark.parametrize(
    "document",
    [
        "<event/>",
        "<request><requestId>1</requestId><sessionId>s</sessionId><credentials>x</credentials></request>",
        "<request><requestId>1</requestId><sessionId/><XRequest><uri>/</uri><method>GET</method></XRequest></request>",
        "<response><requestId>1</requestId><statusCode>fine</statusCode></response>",
        "<keepalive><requestId>1</requestId><period>99999999999</period></keepalive>",
        "<event><requestId>1</requestId>",
        "<!DOCTYPE event><event><requestId>1</requestId></event>",
        "<event><requestId>1</requestId>" + "<a>" * 100 + "</a>" * 100 + "</event>",
    ],
)
def test_what_an_envelope_needs_must_be_there(document):
    with pytest.raises(RemoteProtocolError):
        decode(document.encode())


def test_what_is_damaged_still_tells_whom_to_answer():
    document = encode(Event("7", EVENT)).replace(b">1</xsi:sequenceNumber>", b">one</xsi:sequenceNumber>")
    with pytest.raises(RemoteProtocolError) as refused:
        decode(document)
    found = damaged(document, refused.value)
    assert ("event", "7", None, "e1") == (found.name, found.request_id, found.session_id, found.event_id)


SECRET = login("a@x", "geheim").secret


def test_credentials_show_in_no_repr():
    assert SECRET not in repr(REQUEST)


@pytest.mark.parametrize("mode", AuthMode)
def test_credentials_show_in_no_error(mode):
    request = Request("1", "s", Authentication(mode, SECRET), TUNNELLED)
    for document in (encode(request)[:-1], encode(request).replace(b"<method>", b"<other>")):
        with pytest.raises(RemoteProtocolError) as refused:
            decode(document)
        assert SECRET[:8] not in str(refused.value)
        assert refused.value.__cause__ is None


def test_credentials_that_are_cut_off_are_hidden_too():
    assert "<credentials>***" == redacted("<credentials>YWRtaW46")
    assert "POST / HTTP/1.1 Authorization:***" == redacted("POST / HTTP/1.1 Authorization: Basic YWRtaW46 Host: x")
    assert '<x:ssoCredentials a="b"><![CDATA[***' == redacted('<x:ssoCredentials a="b"><![CDATA[YWRtaW46')


@pytest.mark.parametrize("mode", [AuthMode.CREDENTIALS, AuthMode.AUTHORIZATION])
def test_user_and_password_can_be_read_back(mode):
    assert ("a@x", "p:ä") == login("a@x", "p:ä", mode).login


@pytest.mark.parametrize(
    "authentication",
    [
        Authentication(AuthMode.CREDENTIALS, "%%%"),
        Authentication(AuthMode.CREDENTIALS, "YWJj"),
        Authentication(AuthMode.CREDENTIALS, "/w=="),
        Authentication(AuthMode.SSO, SECRET),
        Authentication(AuthMode.AUTHORIZATION, f"Bearer {SECRET}"),
    ],
)
def test_what_holds_no_password_gives_none(authentication):
    assert authentication.login is None


def test_a_document_without_a_place_in_xsi_is_not_written():
    assert b"<xsp:payload/>" in encode(Event("1", Unknown("New")))
