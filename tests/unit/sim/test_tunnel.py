"""From the tunnel of the CTI interface to the requests of the core, and what the schema has against some."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.errors import Rejected
from ctibridge.sim.faces.tunnel import not_by_schema, request_of
from ctibridge.sim.requests import Api, Credentials
from ctibridge.wire.cti.catalogue import ACTIONS, EVENTS, Expanded, expanded, tunnelled
from ctibridge.wire.cti.envelopes import decode, encode
from ctibridge.wire.cti.messages import Authentication, EventResponse, KeepAlive, Request, Tunnelled, login
from ctibridge.wire.cti.profile import DEFAULT, AuthMode, QueryStyle, RequestDialect, UriMode
from ctibridge.wire.cti.requests import REQUESTS, Row
from ctibridge.wire.xsi.calls import Conference
from ctibridge.wire.xsi.channels import EventResponse as Answer

WHO = login("anna@ent1.example", "se:cret")
USER = "user/anna@ent1.example"


def asked(method, path, query=(), body=None, profile=DEFAULT, who=WHO, application=ACTIONS) -> Request:
    request = tunnelled(application, method, path, tuple(query), body, profile)
    assert request is not None
    return Request("7", "s", who, request)


def of(request: Request, *, passthrough: bool = False):
    return request_of(request, DEFAULT, "xsp1", passthrough=passthrough)


def test_a_request_is_the_one_that_http_would_bring():
    found = of(asked("POST", f"{USER}/calls/new", [("address", "+49 30")]))
    assert (Api.ACTIONS, "POST") == (found.api, found.method)
    assert ("user", "anna@ent1.example", "calls", "new") == found.path
    assert {"address": "+49 30"} == found.query
    assert Credentials("anna@ent1.example", "se:cret") == found.credentials
    assert ("xsp1", True, False, None) == (found.instance, found.bound, found.streaming, found.version)


def test_the_body_and_the_version_go_along():
    body = Conference(participants=())
    request = asked("POST", f"{USER}/calls/conference", body=body)
    found = of(replace(request, tunnelled=replace(request.tunnelled, version="22.0")))
    assert (body, "22.0") == (found.body, found.version)


def test_of_a_repeated_parameter_the_first_counts():
    request = Tunnelled("DialRequest", f"/com.broadsoft.xsi-actions/v2.0/{USER}/calls/new?address=1&address=2", "POST")
    assert {"address": "1"} == of(Request("1", "s", WHO, request)).query


def test_parameters_have_the_names_of_xsi():
    request = asked("PUT", f"{USER}/calls/call-1/transmitDTMF", [("playDTMF", "1")])
    assert {"playdtmf": "1"} == of(request).query


@pytest.mark.parametrize("secret", ["", "%%%", "bm9jb2xvbg=="])
def test_credentials_that_cannot_be_read_are_none(secret):
    assert of(asked("GET", f"{USER}/calls", who=Authentication(AuthMode.CREDENTIALS, secret))).credentials is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "directories/Group"),
        ("GET", "directories/Enterprise"),
        ("GET", "profile"),
        ("GET", "services"),
        ("GET", "services/RemoteOffice"),
        ("PUT", "services/RemoteOffice"),
        ("PUT", "calls/c1/park"),
        ("POST", "calls/parkretrieve"),
        ("POST", "calls/CallPickup"),
        ("GET", "calls/MessageSummary"),
        ("DELETE", "calls/messagesummary"),
        ("GET", "calls/Conference"),
    ],
)
def test_what_is_not_among_the_138_is_let_through_or_not(method, path):
    request = Request("1", "s", WHO, Tunnelled("AnyRequest", f"/com.broadsoft.xsi-actions/v2.0/{USER}/{path}", method))
    with pytest.raises(Rejected, match="the CTI interface has no request for") as refused:
        of(request)
    assert 404 == refused.value.status
    assert ("user", "anna@ent1.example", *path.split("/")) == of(request, passthrough=True).path


@pytest.mark.parametrize(
    "uri", ["", "/", "/com.broadsoft.xsi-actions", "/x/v2.0/user", "/com.broadsoft.xsi-events/v2.0/user/%userId%"]
)
def test_a_uri_that_means_nothing_is_a_bad_request(uri):
    with pytest.raises(Rejected) as refused:
        of(Request("1", "s", WHO, Tunnelled("TalkRequest", uri, "PUT")))
    assert 400 == refused.value.status


def every(row: Row) -> Request:
    """A request of this row, as a client by the schema writes it: with all values in place, and a query."""
    context = DEFAULT.actions_context if row.application == ACTIONS else DEFAULT.events_context
    names = set(row.uri.split("%")[1::2])
    params = tuple((name, f"v-{name}") for name in sorted(names))
    if row.name == "AddUserSubIdSubscriptionRequest":
        params = (*params, ("targetSubId", "part"))
    bare = Tunnelled(row.name, f"/{context}/v2.0/{row.uri}", row.method, params)
    wanted: Expanded = expanded(bare)
    written = tunnelled(row.application, row.method, "/".join(wanted.segments), wanted.query)
    assert written is not None
    return Request("1", "s", WHO, written)


@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: row.name)
def test_each_of_the_138_is_let_through_and_nothing_is_said_against_it(row):
    request = every(row)
    assert row.name == request.tunnelled.name
    assert row.method == of(request).method
    document = encode(request)
    assert decode(document) == request
    assert not_by_schema(request, document, DEFAULT) is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"request_dialect": RequestDialect.UNQUALIFIED}, "what is asked is not in the namespace"),
        ({"uri_mode": UriMode.EXPANDED}, "the uri of HoldRequest is"),
        ({"actions_context": "xsi-actions"}, "the uri of HoldRequest is"),
    ],
)
def test_another_dialect_is_not_by_the_schema(changes, complaint):
    profile = replace(DEFAULT, **changes)
    request = asked("PUT", f"{USER}/calls/c1/hold", profile=profile)
    assert complaint in (not_by_schema(request, encode(request, profile), DEFAULT) or "")


def test_a_named_placeholder_is_not_by_the_schema():
    request = asked(
        "POST", f"{USER}/calls/new", [("address", "1")], profile=replace(DEFAULT, query_style=QueryStyle.NAMED)
    )
    assert "not /com.broadsoft.xsi-actions" in (not_by_schema(request, encode(request), DEFAULT) or "")


def test_a_request_under_another_name_is_not_by_the_schema():
    request = asked("PUT", f"{USER}/calls/c1/hold")
    request = replace(request, tunnelled=replace(request.tunnelled, name="TalkRequest"))
    assert "HoldRequest does" in (not_by_schema(request, encode(request), DEFAULT) or "")


def test_a_value_that_is_missing_is_not_by_the_schema():
    request = asked("PUT", f"{USER}/calls/c1/hold")
    request = replace(request, tunnelled=replace(request.tunnelled, params=()))
    assert "a value of the uri is missing" in (not_by_schema(request, encode(request), DEFAULT) or "")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b"http://schema.broadsoft.com/XspXMLInterface", b"urn:x", "is not in the namespace"),
        (b"<sessionId>s</sessionId>", b"", "a request has requestId, sessionId, credentials"),
        (b"<payload/>", b"<cti:payload/>", "has a namespace; in the schema it has none"),
    ],
)
def test_namespaces_and_parts_are_looked_at(old, new, complaint):
    request = asked("PUT", f"{USER}/calls/c1/hold")
    document = encode(request)
    assert old in document
    assert complaint in (not_by_schema(request, document.replace(old, new), DEFAULT) or "")


@pytest.mark.parametrize(
    "message", [KeepAlive("1"), EventResponse("1", Answer(event_id="e", status_code=200, reason="OK"))]
)
def test_of_other_messages_the_envelope_is_looked_at(message):
    document = encode(message)
    assert not_by_schema(message, document, DEFAULT) is None
    wrong = document.replace(b"http://schema.broadsoft.com/XspXMLInterface", b"urn:x")
    assert "is not in the namespace" in (not_by_schema(message, wrong, DEFAULT) or "")


def test_what_the_schema_does_not_list_is_no_matter_of_dialect():
    request = Request("1", "s", WHO, Tunnelled("AnyRequest", f"/com.broadsoft.xsi-actions/v2.0/{USER}/profile", "GET"))
    assert not_by_schema(request, encode(request), DEFAULT) is None


def test_channels_and_subscriptions_are_events():
    assert Api.EVENTS is of(asked("POST", "channel", application=EVENTS)).api
