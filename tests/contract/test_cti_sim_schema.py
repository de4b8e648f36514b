"""What the CTI face writes, and what a client by the codec sends to it, is valid by the published schemas."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator, play
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.cti.catalogue import ACTIONS, EVENTS
from ctibridge.wire.cti.framing import StreamSplitter
from ctibridge.wire.cti.messages import Tunnelled
from ctibridge.wire.xsi.calls import CallStartInfo
from ctibridge.wire.xsi.channels import EventPackage
from ctibridge.wire.xsi.services import DoNotDisturb
from tests.contract.cti_schema import cti_validator
from tests.integration.sim.cti_client import USER, CtiClient, connected


@pytest.fixture
def validate():
    return cti_validator()


async def told_and_answered(client: CtiClient) -> None:
    """Replies of every kind, and refusals."""
    await client.ask(EVENTS, "GET", "channelset/set")
    await client.ask(EVENTS, "GET", "channelset/none")
    await client.ask(EVENTS, "GET", "subscription", subscriberId="admin@ent1.example")  # the schema demands one
    await client.ask(ACTIONS, "PUT", f"{USER}/services/DoNotDisturb", DoNotDisturb(active=False))
    for path in ("services/DoNotDisturb", "services/CallForwardingAlways", "calls", "calls/hookStatus", "calls/none"):
        await client.ask(ACTIONS, "GET", f"{USER}/{path}")
    dialled = await client.ask(ACTIONS, "POST", f"{USER}/calls/new", address="102")
    assert isinstance(dialled.document, CallStartInfo)
    call = f"{USER}/calls/{dialled.document.call_id}"
    await client.ask(ACTIONS, "GET", call)
    await client.ask(ACTIONS, "PUT", f"{call}/hold")
    await client.ask(ACTIONS, "DELETE", call)
    await client.keep_alive()


def test_every_message_of_both_sides_is_valid(validate):
    async def main() -> tuple[list[bytes], list[str]]:
        simulator = Simulator(knobs=Knobs(validate=validate, cti_strict=True), cti=True)
        await simulator.start()
        async with connected(simulator.cti_urls[0]) as client:
            name = await client.channel()
            for package in EventPackage:
                await client.subscribe("enterprise/ent1", package)
                await client.subscribe(USER, package)
            await told_and_answered(client)
            reading = asyncio.create_task(client.read_all())
            for story in ("inbound_answered", "consult_transfer", "conference_grows"):
                await play(simulator, scenarios.load(story))
            simulator.resync()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await client.ask(EVENTS, "DELETE", f"channel/{name}")
            await client.keep_alive()
            assert "ExplicitDelete" == client.events[-1].reason
            seen, complaints = client.seen, list(simulator.cti["xsp1"].complaints)
        await simulator.stop()
        return seen, complaints

    seen, complaints = run_virtually(main())
    documents = StreamSplitter().receive_data(b"".join(seen))
    assert len(documents) > 200
    assert [] == [f"{found} in {document.decode()}" for document in documents if (found := validate(document))]
    assert [] == complaints


def test_the_server_says_what_is_not_valid(validate):
    async def main() -> str:
        simulator = Simulator(knobs=Knobs(validate=validate), cti=True)
        await simulator.start()
        async with connected(simulator.cti_urls[0]) as client:
            request = Tunnelled("HoldRequest", f"/com.broadsoft.xsi-actions/v2.0/{USER}/calls/c/hold", "PATCH")
            refused = await client.response(client.send(request))
        await simulator.stop()
        assert 400 == refused.status_code
        return simulator.cti["xsp1"].complaints[-1]

    assert "The actual value 'PATCH' does not match" in run_virtually(main())
