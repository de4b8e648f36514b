"""The apparatus of the bench, with so few events that nothing is measured."""

from __future__ import annotations

import pytest
from bench.cti_way_through import answering_rig, cti_rig
from bench.kept_lines import starts
from bench.many_clients import Gathering
from bench.rig import gateway_rig, relay_rig
from bench.start_up import EVERY, PROBES, start_up


def test_every_event_comes_out_and_is_acknowledged():
    with gateway_rig(8, acknowledges=True) as rig:
        passage = rig.run(40)
        assert 40 == passage.events <= passage.told
        assert passage.seconds > 0 < passage.processor_s
        assert rig.middle.ask("post", ["1", "2", "3", "4"], 2) > 0
        assert rig.middle.ask("resident") > 0


@pytest.mark.parametrize("rig_of", [cti_rig, answering_rig])
def test_every_event_of_the_cti_interface_comes_out_and_is_acknowledged(rig_of):
    with rig_of(8) as rig:
        passage = rig.run(40)
        assert 40 == passage.events <= passage.told
        assert passage.seconds > 0 < passage.processor_s


@pytest.mark.parametrize("rig_of", [lambda: gateway_rig(1, acknowledges=False), lambda: relay_rig(1)])
def test_paced_events_have_a_delay_each(rig_of):
    with rig_of() as rig:
        passage = rig.run(40, rate=2_000.0)
        assert 40 == len(passage.delays_s)
        assert min(passage.delays_s) > 0


def test_a_gateway_that_starts_serves_before_it_knows_all_lines():
    lines = 2 * PROBES + 2 * EVERY
    start = start_up(lines, 100.0)
    assert start.read_s < start.in_service_s < start.known_s
    assert lines + lines // EVERY < start.requests
    assert PROBES == len(start.delays_s)


def test_a_gateway_with_a_store_keeps_all_lines_and_starts_again_from_it():
    first, again = starts(40, 200.0)
    assert 0 < first.read_s <= first.kept_s
    assert 0 < again.read_s <= again.kept_s <= again.known_s
    assert 40 < first.requests
    assert min(first.monitored_s, again.monitored_s) > 0


def test_clients_that_do_not_read_are_closed_and_the_others_get_every_event():
    with Gathering(clients=4, monitors=4, watchers=2) as gathering:
        alone = gathering.run(40, rate=2_000.0)
        assert (0, 80) == (alone.closed, len(alone.delays_s))
        assert 80 <= alone.told
        disturbed = gathering.run(1_000, rate=250.0, silent=2)
        assert (2, 2_000) == (disturbed.closed, len(disturbed.delays_s))
