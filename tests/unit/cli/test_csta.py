"""What `lines` and `monitor` show of the calls that are there."""

from __future__ import annotations

from ctibridge.cli.csta import calls_of
from ctibridge.client import CstaClient
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually


def calls_after(*steps):
    """The calls of line 101 when these things have been done with the telephones."""

    async def main():
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            for step in steps:
                step(simulator.phones)
            await until(lambda: gateway.hub.snapshot("anna@ent1.example").connections)
            async with CstaClient.connect("127.0.0.1", gateway.csta.port) as client:
                return await calls_of(client, "101")

    return run_virtually(main())


def test_a_call_is_shown_with_the_other_party():
    (call,) = calls_after(lambda phones: phones.outside("+493023125900").call(phones["anna"]))
    assert (["+493023125900"], ["alerting", "connected"]) == (call["others"], call["states"])


def test_a_call_that_still_waits_for_its_own_telephone_has_no_other_party():
    (call,) = calls_after(lambda phones: phones["anna"].click_to_dial("102"))
    assert ([], ["initiated"]) == (call["others"], call["states"])
