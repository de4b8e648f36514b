"""Helpers for tests, ours and other people's: a gateway on a simulator, on real sockets or on virtual time.

def test_something():
    async def main():
        async with simulated() as simulator, run_gateway(simulator) as gateway:
            ...

    run_virtually(main())
"""

from ctibridge.demo.stage import settings_for, settings_for_each, simulated
from ctibridge.testing.gateway import run_gateway, until

__all__ = ["run_gateway", "settings_for", "settings_for_each", "simulated", "until"]
