"""XML as JSON and back."""

import json

import pytest

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim.badgerfish import json_from_xml, xml_from_json
from ctibridge.wire.xsi import calls as c
from ctibridge.wire.xsi import services as s
from ctibridge.wire.xsi.documents import decode, encode

CALL = c.Call(
    call_id="callhalf-1:0",
    ext_tracking_id="1:1",
    personality="Originator",
    state="Active",
    remote_party=c.PartyInformation(name="Böse & Söhne", privacy=True),
    endpoint=c.AccessEndpoint(address_of_record="1@ent1.example"),
    start_time=1,
)
CALLS = c.Calls(call=(c.CallInfo(call_id="a", in_conference="true"), c.CallInfo(call_id="b")))


def test_the_published_example():
    """3.3.3.1.1, with today's name of the element."""
    document = encode(s.DoNotDisturb(active=True, ring_splash=True))
    assert {
        "DoNotDisturb": {
            "@xmlns": {"$": "http://schema.broadsoft.com/xsi"},
            "active": {"$": "true"},
            "ringSplash": {"$": "true"},
        }
    } == json.loads(json_from_xml(document))


def test_variants_are_named_as_live_platforms_name_them():
    data = json.loads(json_from_xml(encode(CALL)))["Call"]
    assert ("xsi:AccessEndpoint", "1@ent1.example") == (
        data["endpoint"]["@xsi1:type"], data["endpoint"]["addressOfRecord"]["$"],
    )  # fmt: skip
    assert ("Böse & Söhne", {}) == (data["remoteParty"]["name"]["$"], data["remoteParty"]["privacy"])


def test_several_elements_are_an_array_and_one_is_an_object():
    data = json.loads(json_from_xml(encode(CALLS)))["Calls"]
    assert [{"callId": {"$": "a"}, "@inConference": "true"}, {"callId": {"$": "b"}}] == data["call"]
    one = json.loads(json_from_xml(encode(c.Calls(call=CALLS.call[:1]))))["Calls"]
    assert {"$": "a"} == one["call"]["callId"]


@pytest.mark.parametrize("document", [CALL, CALLS, s.CallForwardingBusy(forward_to_phone_number=c.Address(value=""))])
def test_there_and_back(document):
    assert document == decode(xml_from_json(json_from_xml(encode(document))))


def test_values_may_be_plain_json():
    xml = xml_from_json(b'{"CallForwardingNoAnswer": {"active": true, "numberOfRings": {"$": 4}}}')
    assert s.CallForwardingNoAnswer(active=True, number_of_rings=4) == decode(xml)


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"a": 1, "b": 2}', b"\xff", b'"x"'])
def test_other_things_are_refused(body):
    with pytest.raises(RemoteProtocolError):
        xml_from_json(body)


def test_depth_has_a_limit():
    with pytest.raises(RemoteProtocolError, match="deep"):
        xml_from_json(b'{"a":' * 100 + b"1" + b"}" * 100)
