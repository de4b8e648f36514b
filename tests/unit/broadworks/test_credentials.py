"""Passwords by user id, in memory, shown nowhere; and what another one does to an account."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.credentials import Credentials
from ctibridge.errors import AuthFailed


def test_user_ids_are_known_in_any_case():
    credentials = Credentials({"Anna@x": "one"})
    credentials.set("anna@X", "two")
    assert ["anna@x"] == list(credentials)
    assert "two" == credentials.get("ANNA@x")
    credentials.set("anna@x", None)
    assert credentials.get("anna@x") is None


def test_passwords_are_not_shown():
    assert "<1 passwords>" == repr(Credentials({"anna@x": "secret"}))


def test_another_password_may_be_tried_at_once_and_the_same_one_waits():
    account = Account("u@d", "wrong", retry_s=60)
    account.was_refused(100.0)
    account.set_password("wrong")
    assert 60.0 == account.wait(100.0)
    account.set_password("right")
    assert account.try_now(100.0)
    assert "Basic dUBkOnJpZ2h0" == account.authorization


@pytest.mark.parametrize(
    ("text", "locked"), [("the account is locked", True), ("Account LOCKED out", True), ("invalid password", False)]
)
def test_a_locked_account_is_known_by_what_the_platform_says_until_it_is_accepted(text, locked):
    account = Account("u@d", "secret", retry_s=60)
    refusal = account.refusal("xsp1", 100.0, text)
    assert (locked, text in str(refusal)) == (refusal.locked, True)
    with pytest.raises(AuthFailed) as again:
        account.check("xsp2", 110.0)
    assert locked == again.value.locked
    account.was_accepted()
    assert not account.locked
