"""Each method asks what its name says and gives the part of the response that matters."""

from __future__ import annotations

import inspect

import pytest

from ctibridge.client.services import Services
from tests.unit.client.service_calls import CASES, Case, Recorder


def outcome(case: Case, services: Recorder) -> object:
    """The result of a coroutine that never has to wait."""
    coroutine = case.call(services)
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    return stopped.value.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: type(case.request).__name__)
def test_a_method_makes_its_request_and_gives_its_result(case):
    services = Recorder(case.response)
    assert case.result == outcome(case, services)
    assert [case.request] == services.asked


def test_every_method_is_tried():
    asked = {name for case in CASES for name in case.call.__code__.co_names}
    methods = {name for name, _ in inspect.getmembers(Services, inspect.iscoroutinefunction)}
    assert methods - asked == {"request"}
