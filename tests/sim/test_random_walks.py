"""People, clients and faults at random; then quiet, and everybody's view is the platform's truth.

A seed that fails says so and tells what was done; `pytest tests/sim/test_random_walks.py -k seed17` plays it again.
"""

from __future__ import annotations

import pytest

from tests.sim.faults.walks import walk


@pytest.mark.timeout(300)
def test_after_quiet_time_everybody_knows_the_truth(trial):
    walk(trial)
