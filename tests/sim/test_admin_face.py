"""The administrator's face of a whole gateway, asked as the command line asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec
import pytest

from ctibridge.app import Gateway, running
from ctibridge.cli.face import Face, NoGateway, Refused
from ctibridge.config import Configuration
from ctibridge.errors import ConfigError
from ctibridge.hub.hub import ProviderStatus
from ctibridge.servers.admin import messages as m
from ctibridge.servers.admin.live import Mirror
from ctibridge.servers.admin.settings import AdminSettings
from ctibridge.servers.admin.translate import LIVE, ROUTES
from ctibridge.servers.admin.whereabouts import Whereabouts, whereabouts_in
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import settings_for, simulated, until
from ctibridge.testing.virtual import run_virtually

ANNA, BERT = "anna@ent1.example", "bert@ent1.example"


@dataclass
class House:
    simulator: Simulator
    gateway: Gateway
    where: Whereabouts
    face: Face
    http: aiohttp.ClientSession  # without the token


@asynccontextmanager
async def house(state: Path) -> AsyncIterator[House]:
    async with simulated() as simulator:
        configuration = Configuration("test.toml", state, (settings_for(simulator),), CstaSettings(port=0))
        gateway = Gateway(configuration)
        async with running(gateway):
            await until(lambda: gateway.is_ready)
            where = whereabouts_in(state)
            assert where is not None
            with_token = aiohttp.ClientSession(headers={"Authorization": f"Bearer {where.token}"})
            async with with_token as known, aiohttp.ClientSession() as unknown:
                yield House(simulator, gateway, where, Face(where, known), unknown)


def with_house(test, state: Path) -> None:
    async def main() -> None:
        async with house(state) as found:
            await test(found)

    run_virtually(main())


def test_providers_and_lines_are_told_with_their_calls(tmp_path):
    async def test(h: House) -> None:
        (provider,) = await h.face.get(tuple[m.ProviderRow, ...], "providers")
        assert m.ProviderRow("simulator", True, None, 8, 8) == provider
        h.simulator.phones["anna"].dial("102")
        h.simulator.phones["bert"].answer()
        await until(lambda: h.gateway.hub.snapshot(BERT).connections)
        found = await h.face.get(m.Lines, "lines", search="101")
        (row,) = found.lines
        assert (ANNA, "101", "in-service") == (row.line, row.extension, row.state)
        assert [("connected", ("102",))] == [(call.state, call.others) for call in row.calls]
        assert {"in-service": 1} == found.counts

    with_house(test, tmp_path)


def test_the_only_provider_need_not_be_named(tmp_path):
    async def test(h: House) -> None:
        assert "simulator" == await h.face.provider(None)
        assert "other" == await h.face.provider("other"), "the gateway will say that it is not there"
        h.gateway.hub._status["branch"] = ProviderStatus("branch", up=False)
        with pytest.raises(ConfigError, match="--provider: is needed: there are simulator, branch"):
            await h.face.provider(None)

    with_house(test, tmp_path)


def test_a_live_list_tells_calls_as_they_come_and_go_until_it_is_not_read_any_more(tmp_path):
    async def test(h: House) -> None:
        mirror, told = Mirror(), h.face.follow("lines", "live")

        async def shown() -> dict[str, int]:
            lines = mirror.take(await anext(told)).lines
            return {row.line: len(row.calls) for row in lines if row.line in {ANNA, BERT}}

        assert {ANNA: 0, BERT: 0} == await shown()
        h.simulator.phones["anna"].dial("102")
        assert {ANNA: 1, BERT: 1} == await shown()
        h.simulator.phones["anna"].hangup()
        assert {ANNA: 0, BERT: 0} == await shown()
        await told.aclose()

    with_house(test, tmp_path)


def test_a_live_list_ends_with_the_gateway(tmp_path):
    async def test(h: House) -> None:
        told = h.face.follow("lines", "live")
        assert 8 == len((await anext(told)).lines)
        assert h.gateway.admin is not None
        await h.gateway.admin.close()
        with pytest.raises((NoGateway, StopAsyncIteration)):
            await anext(told)

    with_house(test, tmp_path)


def test_nobody_gets_in_without_the_token(tmp_path):
    async def test(h: House) -> None:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {h.where.token}"}):
            for method, path in [(route.method, route.path) for route in ROUTES] + [("GET", LIVE), ("GET", "/other")]:
                async with h.http.request(method, h.where.url + path, headers=headers) as answer:
                    problem = msgspec.json.decode(await answer.read(), type=m.Problem)
                    assert (401, 401, "unauthorised") == (answer.status, problem.status, problem.code)
                    assert "application/problem+json" == answer.content_type

    with_house(test, tmp_path)


def test_refusals_are_problems_with_their_reason(tmp_path):
    async def test(h: House) -> None:
        with pytest.raises(Refused, match="there is no provider elsewhere; there are simulator"):
            await h.face.get(m.Lines, "lines", provider="elsewhere")
        with pytest.raises(Refused, match="limit must be a whole number"):
            await h.face.get(m.Lines, "journal", limit="many")
        with pytest.raises(Refused, match="not started with a configuration file"):
            await h.face.send("POST", m.Reloaded, "reload")
        with pytest.raises(Refused, match="Not Found"):
            await h.face.get(m.Lines, "other")
        with pytest.raises(Refused, match="the body is no AddLine"):
            await h.face.send("POST", m.Done, "providers", "simulator", "lines", body=m.SetPassword("s3cret"))

    with_house(test, tmp_path)


def test_a_password_in_an_unreadable_request_is_not_told_back(tmp_path):
    async def test(h: House) -> None:
        url, headers = f"{h.where.url}/providers/simulator/passwords/anna", {"Authorization": f"Bearer {h.where.token}"}
        for body in ('{"password": "s3cret", "more": "s3cret"}', '{"password": ["s3cret"]}', '{"password": "s3cret'):
            async with h.http.put(url, data=body, headers=headers) as answer:
                assert 422 == answer.status
                assert "s3cret" not in await answer.text()

    with_house(test, tmp_path)


def test_a_user_id_may_have_any_letters(tmp_path):
    async def test(h: House) -> None:
        with pytest.raises(Refused) as refused:
            await h.face.send("DELETE", m.Done, "providers", "no/such?provider=ä", "lines", "a/b@c d")
        assert "there is no provider no/such?provider=ä" in str(refused.value)

    with_house(test, tmp_path)


def test_nothing_is_left_behind_when_the_gateway_goes(tmp_path):
    async def main() -> None:
        async with house(tmp_path) as h:
            where = h.where
        assert whereabouts_in(tmp_path) is None
        async with aiohttp.ClientSession() as http:
            with pytest.raises(NoGateway, match="is gone"):
                await Face(where, http).get(m.Lines, "lines")

    run_virtually(main())


@pytest.mark.parametrize(("enabled", "state"), [(False, True), (True, False)])
def test_there_is_no_face_where_it_is_not_wanted_or_could_not_be_found(tmp_path, enabled, state):
    async def main() -> None:
        async with simulated() as simulator:
            configuration = Configuration(
                "test.toml",
                tmp_path if state else None,
                (settings_for(simulator),),
                CstaSettings(port=0),
                admin=AdminSettings(enabled=enabled),
            )
            async with running(Gateway(configuration)):
                assert whereabouts_in(tmp_path) is None

    run_virtually(main())
