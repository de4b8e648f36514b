"""The composition root."""

from __future__ import annotations

import asyncio
import gc
from types import SimpleNamespace

from ctibridge.app import spare_the_collector
from ctibridge.testing.virtual import run_virtually


def test_the_collector_is_spared_as_soon_as_the_gateway_is_ready(monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: done.append("frozen"))
    gateway = SimpleNamespace(is_ready=False)

    async def main() -> None:
        sparing = asyncio.create_task(spare_the_collector(gateway))
        await asyncio.sleep(60)
        assert [] == done
        gateway.is_ready = True
        await sparing

    run_virtually(main())
    assert ["frozen"] == done
