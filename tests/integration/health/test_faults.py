"""Every fault comes to the state, and to whom, that the table says; and the page says what people are told."""

from __future__ import annotations

import pytest

from ctibridge.model.health import HealthState
from tests.integration.health.faults import FAULTS, PAGE, section


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_names_its_state_who_must_act_and_what_was_seen(fault):
    health = fault.seen()
    assert (fault.state, fault.who) == (health.state, health.who)
    assert section(fault, health) in PAGE.read_text(encoding="utf-8")


def test_every_state_that_is_a_trouble_has_a_fault():
    good = {HealthState.IN_SERVICE, HealthState.STARTING}
    assert set(HealthState) - good - {HealthState.REFUSED} == {fault.state for fault in FAULTS}
