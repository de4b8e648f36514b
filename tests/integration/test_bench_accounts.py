"""The bench of accounts, with so few that nothing is measured."""

from __future__ import annotations

import sys

import pytest
from bench.accounts import run


@pytest.mark.skipif(sys.platform == "win32", reason="the bench reads memory and limits as Linux tells them")
def test_wrong_passwords_are_counted_and_repaired():
    found = run(20, 2, 500.0, 0.1)
    assert (18, 1, 0) == (found.channels, found.tries, found.others)
    assert found.requests > 20
    assert found.repaired_s < 60
