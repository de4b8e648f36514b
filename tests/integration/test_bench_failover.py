"""The bench of failover, with so few lines and so short faults that nothing is measured."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from bench.effort import Effort
from bench.failover import run
from bench.gate import Gate

LITTLE = Effort(failing=100, servers=2, call_rate=10, fault_s=1, settle_s=1)


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
def test_what_was_told_is_compared_with_what_happened(cti):
    found = run(LITTLE, cti=cti, kinds=("killed",))
    assert 2 == len(found.trials)
    assert len(found.calm.delays_s) > 0
    assert (0, 0, 0) == (found.calm.lost, found.calm.twice, found.wrong)
    assert found.back_s > 0 < found.known_s


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionResetError):
        while data := await reader.read(100):
            writer.write(data)
    writer.close()


def test_a_gate_passes_on_holds_back_and_resets():
    async def main() -> None:
        server = await asyncio.start_server(_echo, "127.0.0.1", 0)
        gate = Gate(server.sockets[0].getsockname()[1])
        await gate.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
        gate.delay_s = 0.01
        writer.write(b"slow")
        assert b"slow" == await reader.readexactly(4)
        gate.block()
        writer.write(b"held")
        answer = asyncio.ensure_future(reader.readexactly(4))
        done, _ = await asyncio.wait([answer], timeout=0.05)
        assert not done
        gate.unblock()
        assert b"held" == await answer
        gate.close()
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", gate.port)
        writer.close()
        server.close()

    asyncio.run(main())
