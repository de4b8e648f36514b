"""The cookie that a platform gives with a channel."""

from __future__ import annotations

from ctibridge.sim.faces.xsi_http import XsiServer
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually


def test_acknowledgements_and_heartbeats_carry_the_cookie_of_their_channel(monkeypatch):
    carried: dict[str, list[str | None]] = {"eventresponse": [], "heartbeat": []}
    reply = XsiServer._reply

    def watched(server, http, data):
        carried.setdefault(http.path.rpartition("/")[2], []).append(http.headers.get("Cookie"))
        return reply(server, http, data)

    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator):
            simulator.phones["anna"].dial(simulator.phones["bert"])
            await until(lambda: carried["eventresponse"] and carried["heartbeat"])

    monkeypatch.setattr(XsiServer, "_reply", watched)
    run_virtually(main())
    found = {*carried["eventresponse"], *carried["heartbeat"]}
    assert 1 == len(found)
    assert str(found.pop()).startswith("JSESSIONID=")
