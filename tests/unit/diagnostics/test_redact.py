"""What must not stand in a log is taken out, and what one needs to find one's way stays."""

from __future__ import annotations

import pytest

from ctibridge.diagnostics.redact import HIDDEN, redacted, redacted_value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+493023125900", "+493…00"),
        ("03023125900", "030…00"),
        ("0302312", "030…12"),
        ("tel:+493023125900", "tel:+493…00"),
        ("tel:03023125900", "tel:030…00"),
        ("sip:03023125900@pbx.example", "sip:030…00@pbx.example"),
        ("sips:03023125900@pbx.example", "sips:030…00@pbx.example"),
        ("+1-2405551234", "+124…34"),
        ("+49 30 23125900", "+493…00"),
        ("+49 (30) 2312-5900", "+493…00"),
        ("calls/new?address=%2B493023125900", "calls/new?address=%2B493…00"),
        ("5615550001@customer.example", "561…01@customer.example"),
        ("+493023125900: busy", "+493…00: busy"),
        ("03023125900: busy", "030…00: busy"),
        ("from 03023125900, to '03023125901'.", "from 030…00, to '030…01'."),
    ],
)
def test_a_telephone_number_is_shortened(text, shown):
    assert shown == redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        *("101", "911", "030231", "4+5", "+49", "anna@ent1.example"),
        *("callhalf-123456789:0", "1234567890:1", "call 1:1", "localHost1234567:0"),
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        *("127.0.0.1:33373", "[::1]:8080", "192.168.100.200", "https://xsi.example:8443/com.broadsoft.xsi-actions"),
        *("2026-11-25T02:05:08.827702Z", "ctibridge-0123456789ab", "try again in 300 s"),
    ],
)
def test_identifiers_addresses_and_times_stay_as_they_are(text):
    assert text == redacted(text)


def test_two_numbers_can_still_be_told_apart():
    assert redacted("+493023125900") != redacted("+493023125901")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic YWRtOnMzY3JldHB3",
        "{'Authorization': 'Basic YWRtOnMzY3JldHB3'}",
        "authorization=YWRtOnMzY3JldHB3",
        "sent Basic YWRtOnMzY3JldHB3 to it",
        "sent Bearer YWRtOnMzY3JldHB3 to it",
        "redirects to https://adm:YWRtOnMzY3JldHB3@xsi.example/login",
    ],
)
def test_credentials_inside_a_text_are_hidden(text):
    shown = redacted(text)
    assert "YWRtOnMzY3JldHB3" not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "key", ["password", "PASSWORD", "Authorization", "crm_password", "client_secret", "token", "set_cookie", "passwd"]
)
@pytest.mark.parametrize("value", ["s3cret", 1234, None, ["s3cret"]])
def test_the_value_of_a_secret_key_is_hidden_whatever_it_is(key, value):
    assert HIDDEN == redacted_value(key, value)


@pytest.mark.parametrize("value", [8, 86_400, 0.5, True, None])
def test_counts_and_times_are_no_numbers_of_telephones(value):
    assert value is redacted_value("life_s", value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (["+493023125900", 5], ["+493…00", 5]),
        (("+493023125900",), ["+493…00"]),
        ({"to": "+493023125900", "password": "s3cret"}, {"to": "+493…00", "password": HIDDEN}),
        ([{"token": "s3cret"}], [{"token": HIDDEN}]),
        ({"+493023125900": 1}, {"+493…00": 1}),
        (ValueError("cannot dial +493023125900"), "ValueError('cannot dial +493…00')"),
        (b"+493023125900", "b'+493…00'"),
    ],
)
def test_values_are_looked_into(value, shown):
    assert shown == redacted_value("x", value)
