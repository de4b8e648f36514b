"""What was dialled, and how parties are shown."""

import pytest

from ctibridge.sim.numbers import Far, Nobody, destination, dialled_digits, e164, shown
from tests.unit.sim.bench import ANNA, BERT, CUSTOMER, EMIL, ZOE, people


@pytest.mark.parametrize(
    ("address", "digits"),
    [
        (" 102 ", "102"),
        ("+49 (30) 231-25.102", "+493023125102"),
        ("tel:+493023125102;ext=102", "+493023125102"),
        ("sip:bert@ent1.example;user=phone", "bert@ent1.example"),
        ("bert%40ent1.example", "bert@ent1.example"),
        ("*69", "*69"),
    ],
)
def test_digits_are_freed_of_what_surrounds_them(address, digits):
    assert digits == dialled_digits(address)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("102", BERT),
        ("201", EMIL),
        ("301", Nobody("301")),
        ("+493023125301", ZOE),
        ("zoe@ent2.example", ZOE),
        ("sip:+493023125102@elsewhere.example", BERT),
        ("sip:stranger@elsewhere.example", Nobody("stranger")),
        ("08920300", Far("+498920300")),
        ("0043123456", Far("+43123456")),
        ("112", Far("112", call_type="Emergency")),
        ("+493023125150", Nobody("+493023125150")),
        ("*69", Nobody("*69")),
        ("12", Nobody("12")),
    ],
)
def test_where_an_address_leads(address, where):
    assert where == destination(people(), ANNA, address)


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("+49", None),
        ("+4930", None),
        ("+49301", "+49301"),
        ("030123", "+4930123"),
        ("0049301", "+49301"),
        ("30123", None),
        ("٣", None),
    ],
)
def test_e164(digits, number):
    assert number == e164(people(), digits)


def test_a_colleague_is_shown_with_extension_and_full_number():
    party = shown(EMIL, ANNA, people())
    assert ("tel:201", "tel:+493023125201;ext=201", "49", "Enterprise") == (
        party.address.value if party.address else None,
        party.user_dn.value if party.user_dn else None,
        party.user_dn.country_code if party.user_dn else None,
        party.call_type,
    )


def test_a_customer_is_shown_with_number_and_name():
    party = shown(CUSTOMER, ANNA, people())
    assert ("Kunde", "tel:+493023125999", None) == (party.name, party.address and party.address.value, party.user_id)
