"""Devices: announced in one form, understood in all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctibridge.errors import InvalidDestination, UnknownLine
from ctibridge.model import reports as r
from ctibridge.model.ids import CallId, LineId
from ctibridge.model.lines import Line
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.servers.csta.devices import bare, dialable
from ctibridge.servers.csta.settings import DeviceForm
from ctibridge.wire.csta.types import (
    NOT_KNOWN,
    NOT_REQUIRED,
    RESTRICTED,
    ConnectionID,
    DeviceID,
    Endpoint,
    TypeOfNumber,
)
from tests.unit.servers.csta.office import LINES, Office

ANNA, BERT, CARLA = LINES


@pytest.fixture
def office():
    return Office()


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (DeviceForm.EXTENSION, ["101", "102", "103"]),
        (DeviceForm.E164, ["+4930555101", "+4930555102", "103"]),
        (DeviceForm.USER_ID, ["a", "b", "c"]),
    ],
)
def test_lines_are_announced_in_the_form_that_is_set_or_the_next_best(form, names):
    office = Office(form)
    assert [DeviceID(name) for name in names] == [office.devices.of_line(line.id) for line in LINES]


def test_an_extension_that_two_lines_have_announces_neither():
    twin = Line(LineId("d"), "d", "+4930777101", "101")
    office = Office(lines=(ANNA, twin, BERT))
    assert ["+4930555101", "+4930777101", "102"] == [
        office.devices.of_line(line.id).value for line in (ANNA, twin, BERT)
    ]
    with pytest.raises(UnknownLine):
        office.devices.line(DeviceID("101"))


def test_a_line_that_is_not_there_has_no_device(office):
    assert office.devices.of_line(LineId("x")) is None


def test_lines_that_change_are_announced_anew(office):
    office.devices.of_line(ANNA.id)
    office.hub.listen(lambda _news: office.devices.forget())
    office.hub.on_report(r.LinesRead("p", (replace(ANNA, extension="999"), BERT, CARLA)))
    assert DeviceID("999") == office.devices.of_line(ANNA.id)


@pytest.mark.parametrize(
    "name",
    [
        "101", "+4930555101", "4930555101", "004930555101", "+49 (30) 555-101", "a", "A", "tel:+4930555101",
        "TEL:+4930555101", "tel:+4930555101;ext=101", "sip:+4930555101@host.example", "sips:+4930555101@host.example",
        "+4930555101@host.example", "sip:a;transport=tcp",
        "tel:%2B4930555101", '"Anna A" <sip:+4930555101@host>', "N<101>Anna;x", "N<+4930555101>", "<101>", " 101 ",
    ],
)  # fmt: skip
def test_a_line_is_found_in_every_spelling(office, name):
    assert ANNA == office.devices.line(DeviceID(name))


@pytest.mark.parametrize("name", ["", " ", "1", "10", "1010", "nobody", "tel:", "N<>", "sip:@", "<", "+", "a@b", "\0"])
def test_what_is_no_line_is_not_found(office, name):
    with pytest.raises(UnknownLine):
        office.devices.line(DeviceID(name))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+4930123", "+4930123"),
        ("tel:+4930123;phone-context=x", "+4930123"),
        ("sip:anna@host", "anna@host"),
        ("sip:+4930123@host;user=phone", "+4930123"),
        ("sip:anna@host;transport=tcp", "anna@host"),
        ("50%2", "50%2"),
        ("Anna <sip:+4930123@host>;tag=1", "+4930123"),
        ("N<+4930123>Anna Adler;local", "+4930123"),
        ("*21*5#", "*21*5#"),
    ],
)
def test_what_stands_for_a_device_is_found(text, found):
    assert found == bare(text)
    assert found == dialable(DeviceID(text))


def test_a_type_of_number_may_stand_for_the_plus(office):
    typed = DeviceID("4930555101", TypeOfNumber.EXPLICIT_PUBLIC_INTERNATIONAL)
    assert ANNA == office.devices.line(typed)
    assert "+4930555101" == dialable(typed)
    assert "4930555101" == dialable(DeviceID("4930555101", TypeOfNumber.DIALING_NUMBER))
    with pytest.raises(UnknownLine):
        office.devices.line(DeviceID("101", TypeOfNumber.EXPLICIT_PUBLIC_INTERNATIONAL))


@pytest.mark.parametrize("text", ["", "  ", "tel:", "N<>", "12/../13", "1\n2", "1\r2"])
def test_what_cannot_be_dialled_is_refused(text):
    with pytest.raises(InvalidDestination, match="cannot be dialled"):
        dialable(DeviceID(text))


def test_parties_are_devices_or_say_why_not(office):
    devices = office.devices
    ours, outside, hidden, unknown = (
        Party(line=ANNA.id, number="x"), Party(number="+49891"), Party(restricted=True), Party()
    )  # fmt: skip
    assert DeviceID("101") == devices.of_party(ours)
    assert DeviceID("+49891") == devices.of_party(outside)
    assert [None, None] == [devices.of_party(hidden), devices.of_party(unknown)]
    assert [RESTRICTED, NOT_KNOWN] == [devices.extended(hidden), devices.extended(unknown)]
    assert [Endpoint(restricted=True), Endpoint(not_known=True)] == [
        devices.endpoint(hidden),
        devices.endpoint(unknown),
    ]
    assert DeviceID("+49892") == devices.of_party(Party(line=LineId("stranger"), number="+49892"))


def test_no_number_ever_becomes_an_empty_text(office):
    call = CallId("1")
    for party in (Party(), Party(number=""), Party(restricted=True), Party(line=LineId("gone"))):
        connection = office.devices.connection(call, party)
        assert connection.device_id is not None
        assert connection.device_id.value
        assert TypeOfNumber.DYNAMIC == connection.device_id.type_of_number
    assert ConnectionID(call, DeviceID("101")) == office.devices.connection(call, Party(line=ANNA.id))


def test_where_a_call_was_before(office):
    def told(party: Party):
        return office.devices.redirection(Redirection(party, Cause.CALL_FORWARD_BUSY))

    assert NOT_REQUIRED == office.devices.redirection(None)
    assert DeviceID("102") == told(Party(line=BERT.id)).number_dialed
    assert told(Party(restricted=True)).restricted
    assert told(Party()).not_known


def test_a_party_is_called_by_the_number_that_is_shown(office):
    customer = Party(number="+4930900", shown="030900")
    assert DeviceID("030900") == office.devices.of_party(customer)
    assert ConnectionID(CallId("1"), DeviceID("030900")) == office.devices.connection(CallId("1"), customer)


def test_a_line_of_ours_is_found_by_its_number_and_never_by_what_is_shown(office):
    assert DeviceID("101") == office.devices.of_party(Party(number="+4930555101", shown="102"))
    assert DeviceID("a, shown") == office.devices.of_party(Party(number="+4930900", shown="a, shown"))
