"""How a transfer is told to the party that is handed on."""

import pytest

from ctibridge.model.reports import Occasion
from ctibridge.model.states import ConnectionState as S
from tests.unit.model.bench import ANNA, BERT, CARLA, Bench
from tests.unit.model.test_stories import end, talk


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle()


@pytest.mark.parametrize(("tracking", "cause"), [("1:1", "singleStepTransfer"), ("2:1", "transfer")])
def test_another_tracking_id_means_that_the_new_party_was_consulted(bench, tracking, cause):
    """While the new party rings, nothing else tells the two kinds of transfer apart (XSI 4.7.1.1.9)."""
    a, b = talk(bench, ANNA, BERT)
    b.far, b.tracking = CARLA, tracking
    assert b.report(S.CONNECTED, S.ALERTING, Occasion.TRANSFER) == [
        f"b: Transferred a>c 1:1 [b:1:1>{tracking}] connected/{cause}"
    ]
    end(a, b)
