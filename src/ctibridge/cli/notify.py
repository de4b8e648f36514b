"""Tells systemd how the gateway is (sd_notify); where no systemd listens, nothing happens."""

from __future__ import annotations

import asyncio
import os
import socket
import time


def notify(*states: str) -> None:
    """Sends states such as `READY=1` to the socket that systemd named; one that is gone is no trouble of ours."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    path = f"\0{address[1:]}" if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        try:
            connection.sendto("\n".join(states).encode(), path)
        except OSError:
            return


def reloading() -> None:
    """The configuration is being read again; `READY=1` ends it. systemd wants to know when that began."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")


async def feed_watchdog() -> None:
    """Tells that the loop turns, twice as often as systemd wants to know; returns when it does not want to."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdigit() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    while True:
        notify("WATCHDOG=1")
        await asyncio.sleep(int(microseconds) / 2_000_000)
