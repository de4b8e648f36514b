"""What the gateway asks has a request of the CTI interface, or is known to have none."""

from dataclasses import replace

import pytest

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.catalogue import ACTIONS, EVENTS, PASSTHROUGH, Expanded, expanded, tunnelled
from ctibridge.wire.cti.messages import Tunnelled
from ctibridge.wire.cti.profile import DEFAULT, QueryStyle, UriMode
from ctibridge.wire.cti.requests import REQUESTS

A, E = "/com.broadsoft.xsi-actions/v2.0/", "/com.broadsoft.xsi-events/v2.0/"
CALLS = "user/a@x/calls"

ASKED = [
    ("DialRequest", ACTIONS, "POST", f"{CALLS}/New", (("address", "1"),)),
    ("TalkRequest", ACTIONS, "PUT", f"{CALLS}/c:1/Talk", ()),
    ("HoldRequest", ACTIONS, "PUT", f"{CALLS}/c:1/Hold", ()),
    ("ReleaseRequest", ACTIONS, "DELETE", f"{CALLS}/c:1", ()),
    ("ReleaseRequest", ACTIONS, "DELETE", f"{CALLS}/c:1", (("decline", "true"),)),
    ("BlindTransferRequest", ACTIONS, "PUT", f"{CALLS}/c:1/BlindTransfer", (("address", "1"),)),
    ("ConsultativeTransferRequest", ACTIONS, "PUT", f"{CALLS}/c:1/ConsultTransfer/c:2", ()),
    ("DirectedCallPickupRequest", ACTIONS, "POST", f"{CALLS}/DirectedCallPickup", (("address", "1"),)),
    ("ConferenceStartRequest", ACTIONS, "POST", f"{CALLS}/Conference", ()),
    ("ConferenceAddParticipantRequest", ACTIONS, "PUT", f"{CALLS}/Conference/c:1", ()),
    ("ConferenceRetrieveRequest", ACTIONS, "PUT", f"{CALLS}/Conference/Talk", ()),
    ("ConferenceHoldRequest", ACTIONS, "PUT", f"{CALLS}/Conference/Hold", ()),
    ("ConferenceReleaseRequest", ACTIONS, "DELETE", f"{CALLS}/Conference", ()),
    ("TransmitDTMFRequest", ACTIONS, "PUT", f"{CALLS}/c:1/TransmitDTMF", (("playdtmf", "12#"),)),
    ("GetDoNotDisturbRequest", ACTIONS, "GET", "user/a@x/services/DoNotDisturb", ()),
    ("ModifyDoNotDisturbRequest", ACTIONS, "PUT", "user/a@x/services/DoNotDisturb", ()),
    ("GetCallForwardingAlwaysRequest", ACTIONS, "GET", "user/a@x/services/CallForwardingAlways", ()),
    ("ModifyCallForwardingBusyRequest", ACTIONS, "PUT", "user/a@x/services/CallForwardingBusy", ()),
    ("ModifyCallForwardingNoAnswerRequest", ACTIONS, "PUT", "user/a@x/services/CallForwardingNoAnswer", ()),
    ("RetrieveCallIdInfoListRequest", ACTIONS, "GET", CALLS, ()),
    ("RetrieveCallDetailsRequest", ACTIONS, "GET", f"{CALLS}/c:1", (("allowDetached", "true"),)),
    ("AddChannelRequest", EVENTS, "POST", "channel", ()),
    ("UpdateChannelRequest", EVENTS, "PUT", "channel/c1", ()),
    ("DeleteChannelRequest", EVENTS, "DELETE", "channel/c1", ()),
    ("GetChannelSetRequest", EVENTS, "GET", "channelset/s1", ()),
    ("AddUserSubscriptionRequest", EVENTS, "POST", "user/a@x", ()),
    ("AddUserSubIdSubscriptionRequest", EVENTS, "POST", "user/a@x/subId/s", ()),
    ("AddGroupSubscriptionRequest", EVENTS, "POST", "serviceprovider/sp/group/g%20h", ()),
    ("AddServiceProviderSubscriptionRequest", EVENTS, "POST", "serviceprovider/sp", ()),
    ("AddEnterpriseSubscriptionRequest", EVENTS, "POST", "enterprise/e", ()),
    ("AddSystemSubscriptionRequest", EVENTS, "POST", "system", ()),
    ("UpdateSubscriptionRequest", EVENTS, "PUT", "subscription/s1", ()),
    ("DeleteSubscriptionRequest", EVENTS, "DELETE", "subscription/s1", ()),
    ("GetSubscriptionsRequest", EVENTS, "GET", "subscription", (("subscriberId", "a@x"),)),
]
BY_REQUEST = pytest.mark.parametrize(("name", "application", "method", "path", "query"), ASKED)


@BY_REQUEST
def test_what_the_gateway_asks_has_a_request(name, application, method, path, query):
    request = tunnelled(application, method, path, query)
    assert request is not None
    assert (name, method) == (request.name, request.method)


def lower(told):
    return [segment.lower() for segment in told.segments], [(name.lower(), value) for name, value in told.query]


@BY_REQUEST
@pytest.mark.parametrize("uri_mode", UriMode)
@pytest.mark.parametrize("query_style", QueryStyle)
def test_a_server_understands_it_as_it_was_asked(name, application, method, path, query, uri_mode, query_style):
    request = tunnelled(application, method, path, query, None, replace(DEFAULT, uri_mode=uri_mode,
                                                                        query_style=query_style))  # fmt: skip
    assert request is not None
    told = expanded(request)
    assert (application, method) == (told.application, told.method)
    asked = [segment.lower().replace("%20", " ") for segment in path.split("/")]
    assert (asked, [(name.lower(), value) for name, value in query]) == lower(told)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "user/a@x/directories/Group"),
        ("GET", "user/a@x/directories/Enterprise"),
        ("GET", "user/a@x/services/RemoteOffice"),
        ("PUT", "user/a@x/services/RemoteOffice"),
        ("PUT", f"{CALLS}/c:1/Park"),
        ("POST", f"{CALLS}/CallPickup"),
        ("GET", "user/a@x/profile"),
        ("GET", f"{CALLS}/Conference"),
        ("GET", f"{CALLS}/MessageSummary"),
        ("DELETE", f"{CALLS}/MessageSummary"),
        ("GET", ""),
    ],
)
def test_what_the_interface_lacks_is_told(method, path):
    assert tunnelled(ACTIONS, method, path) is None


def test_a_parameter_that_the_interface_lacks_is_no_reason_to_drop_it():
    assert tunnelled(ACTIONS, "POST", f"{CALLS}/New", (("address", "1"), ("secretly", "true"))) is None


def test_a_call_is_declined_even_if_the_reason_cannot_be_said():
    request = tunnelled(ACTIONS, "DELETE", f"{CALLS}/c", (("decline", "true"), ("declineReason", "Busy")))
    assert request is not None
    assert (("subscriberid", "a@x"), ("callid", "c"), ("decline", "true")) == request.params


def test_the_template_stands_in_the_uri_and_the_values_in_the_params():
    request = tunnelled(ACTIONS, "POST", "user/a%2Fb@x/calls/New", (("address", "tel:+49"),))
    expected = (("subscriberid", "a/b@x"), ("address", "tel:+49"))
    assert request == Tunnelled("DialRequest", A + "user/%subscriberid%/calls/new?%address%", "POST", expected)


def test_an_expanded_uri_has_its_values_encoded():
    how = replace(DEFAULT, uri_mode=UriMode.EXPANDED, actions_context="xsi-actions", protocol_version="22.0")
    request = tunnelled(ACTIONS, "POST", "user/a%2Fb@x/calls/New", (("address", "*&#"),), None, how)
    uri = "/xsi-actions/v2.0/user/a%2Fb@x/calls/new?address=%2A%26%23"
    assert Tunnelled("DialRequest", uri, "POST", version="22.0") == request
    assert Expanded(ACTIONS, "POST", ("user", "a/b@x", "calls", "new"), (("address", "*&#"),)) == expanded(request)


def test_a_placeholder_may_be_named_in_the_query():
    request = tunnelled(ACTIONS, "POST", f"{CALLS}/New", (("address", "1"),), None,
                        replace(DEFAULT, query_style=QueryStyle.NAMED))  # fmt: skip
    assert request is not None
    assert request.uri.endswith("?address=%address%")


def test_names_are_matched_in_whatever_letters():
    request = Tunnelled("X", A + "user/%subscriberId%/calls/%callid%", "DELETE",
                        (("SubscriberID", "a@x"), ("callId", "c")))  # fmt: skip
    assert ("user", "a@x", "calls", "c") == expanded(request).segments


def test_the_slip_of_the_schema_about_the_user_is_understood():
    request = Tunnelled("PlayMusicOnHoldRequest", A + "user/%userId%/calls/%callId%/playmusiconhold", "PUT",
                        (("subscriberId", "a@x"), ("callId", "c")))  # fmt: skip
    assert ("user", "a@x", "calls", "c", "playmusiconhold") == expanded(request).segments


def test_optional_placeholders_without_value_vanish():
    request = Tunnelled("DialRequest", A + "user/%u%/calls/new?%address%&%clid%", "POST",
                        (("u", "a"), ("address", "1")))  # fmt: skip
    assert (("address", "1"),) == expanded(request).query


def test_a_question_mark_that_the_schema_forgot_is_supplied():
    row = next(row for row in REQUESTS if row.name == "MeetMeConferenceOutgoingDialRequest")
    request = Tunnelled(row.name, A + row.uri, row.method,
                        (("bridgeId", "b"), ("conferenceId", "1"), ("address", "tel:1")))  # fmt: skip
    assert ("outgoingdial", (("address", "tel:1"),)) == (expanded(request).segments[-1], expanded(request).query)


@pytest.mark.parametrize("uri", ["", "/", "x", "/other/v2.0/user", "/com.broadsoft.xsi-actions", A,
                                 A + "user/%missing%"])  # fmt: skip
def test_a_uri_that_leads_nowhere_is_refused(uri):
    with pytest.raises(RemoteProtocolError):
        expanded(Tunnelled("X", uri, "GET"))


def test_unlisted_requests_are_tried_only_when_that_is_switched_on():
    how = replace(DEFAULT, cti_passthrough=True)
    request = tunnelled(ACTIONS, "GET", "user/a@x/directories/Group", (("start", "1"),), None, how)
    assert Tunnelled(PASSTHROUGH, A + "user/a@x/directories/Group?start=1", "GET") == request
    assert tunnelled(ACTIONS, "PUT", "user/a@x/services/RemoteOffice", (), None, how) is None


@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: row.name)
def test_every_request_finds_itself_by_its_own_uri(row):
    path = row.uri.partition("?")[0].replace("outgoingdial%address%&%uniqueIdentifier%", "outgoingdial")
    if row.name == "AddUserSubIdSubscriptionRequest":
        path += "/subId/%s%"
    found = tunnelled(row.application, row.method, path.replace("%", "-"))
    assert found is not None
    assert row.name == found.name
