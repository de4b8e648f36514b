"""A TSP that asks for anything at all: every request has one answer, and the connection stays."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from ctibridge.servers.tapi.session import ALL_OPERATIONS
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.tapi import messages as m
from tests.sim.tapi.test_requests import office

NUMBERS: tuple[int | None, ...] = (None, 0, 1, 2, 3, 4, 26, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFF)
TEXTS = (None, "", "102", "x" * 256, "😀" * 128, "\n", "a/b", "*88", "+", "1,2,3", "\u202e102", "anna@ent1.example")


@pytest.mark.parametrize("seed", range(6))
def test_every_request_has_one_answer(seed):
    chance = Random(seed)  # noqa: S311 -- a story, no secret

    def number() -> int | None:
        chosen: int | None = chance.choice(NUMBERS)
        return chosen

    def request(line: int) -> dict[str, object]:
        texts = {name: chance.choice(TEXTS) for name in ("dest", "digits", "group")}
        numbers = {name: number() for name in ("call", "call2", "new", "new2", "mode", "mask", "feature", "action")}
        forwards = tuple(m.Forward(number() or 0, chance.choice(TEXTS) or "") for _ in range(chance.randrange(4)))
        return texts | numbers | {"forwards": forwards, "rings": number() or 0, "on": number() or 0, "line": line}

    async def main() -> None:
        async with office() as there:
            there.tsp.is_careless = True
            there.simulator.phones["anna"].dial(there.simulator.phones["bert"])
            await asyncio.sleep(1)
            asked = []
            for _ in range(150):
                line = chance.choice((*there.tsp.lines, 0, 999))
                asked.append(there.tsp.request(chance.choice((*ALL_OPERATIONS, "", "fly")), **request(line)))
            answers = await asyncio.gather(*asked)
            assert 150 == len(answers)
            assert all(answer.rc == 0 or answer.rc >= 0x8000_0000 for answer in answers)
            assert {} == there.tsp.waiting
            assert there.tsp.bye is None

    run_virtually(main())
