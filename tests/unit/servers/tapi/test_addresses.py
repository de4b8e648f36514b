"""Addresses as TAPI applications give them."""

import pytest

from ctibridge.errors import InvalidDestination
from ctibridge.servers.tapi.addresses import dialable


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("102", "102"),
        ("+49 (30) 231-25102", "+493023125102"),
        ("+49 (30) 231-25102 | 7 ^ Anna Adler", "+493023125102"),
        ("T0,W030 23125102;", "003023125102"),
        ("T 030/231.25", "03023125"),
        ("*97102", "*97102"),
        (" 102 \r\n 103", "102"),
        ("anna@ent1.example", "anna@ent1.example"),
        ("Anna", "Anna"),
    ],
)
def test_what_is_dialled(address, number):
    assert number == dialable(address)


@pytest.mark.parametrize("address", [None, "", "  ", "|7", "^Anna", "a/b", ";"])
def test_nothing_to_dial_is_refused(address):
    with pytest.raises(InvalidDestination):
        dialable(address)
