"""Fixtures of the simulator's unit tests."""

from __future__ import annotations

import pytest

from tests.unit.sim.bench import Bench
from tests.unit.sim.platform import Platform


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def platform():
    return Platform()
