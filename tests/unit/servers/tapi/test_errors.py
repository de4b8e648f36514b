"""Every reason that ctibridge knows has an answer in TAPI."""

from __future__ import annotations

import pytest

from ctibridge import errors as e
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.errors import DIALS, REJECTED, VALUES, error_from_exception
from ctibridge.servers.tapi.session import ALL_OPERATIONS
from tests.unit.servers.csta.test_errors import all_subclasses, made

KINDS = sorted(all_subclasses(e.CommandError) - {e.CommandError}, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", KINDS)
def test_every_reason_has_an_answer(cls):
    assert error_from_exception(made(cls), "drop") in {
        value for name, value in vars(t).items() if name.startswith("LINEERR_")
    }


def test_there_is_no_answer_without_a_reason():
    assert {*VALUES} == {*KINDS}


@pytest.mark.parametrize(("status", "value"), [*REJECTED.items(), (500, t.LINEERR_OPERATIONFAILED)])
def test_the_platforms_status_decides(status, value):
    assert value == error_from_exception(e.Rejected(status, "no"), "hold")


@pytest.mark.parametrize("op", sorted(DIALS))
def test_a_destination_that_the_platform_does_not_like_is_an_address(op):
    assert op in ALL_OPERATIONS
    assert t.LINEERR_INVALADDRESS == error_from_exception(e.Rejected(400, "no"), op)
