"""A simulated platform and a gateway on it, for as long as a context lasts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from ctibridge.app import Gateway, Trace
from ctibridge.broadworks.settings import BroadWorksSettings, DnsSettings
from ctibridge.config import Configuration
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.sim.people import Account
from ctibridge.sim.simulator import Simulator


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; 0: a free port."""

    xsi: int = 0
    control: int = 0
    csta: int = 0
    dns: int | None = None  # None: no name server
    cti: int = 0  # of the simulator, if it has CTI ports
    host: str = "127.0.0.1"  # of the simulator; the control face has no authentication


@asynccontextmanager
async def simulated(ports: Ports = Ports(), **arguments: Any) -> AsyncIterator[Simulator]:
    """A simulator; `arguments` are those of `Simulator`."""
    simulator = Simulator(**arguments)
    try:
        await simulator.start(
            ports.host, xsi_port=ports.xsi, control_port=ports.control, dns_port=ports.dns, cti_port=ports.cti
        )
        yield simulator
    finally:
        await simulator.stop()


def settings_for(simulator: Simulator, **changes: Any) -> BroadWorksSettings:
    """How a gateway reaches a simulator as its administrator; `changes` are fields of `BroadWorksSettings`."""
    people = simulator.switch.people
    return _settings(simulator, people.administrators[0] if people.administrators else people.users[0], **changes)


def settings_for_each(simulator: Simulator) -> tuple[BroadWorksSettings, ...]:
    """The same for every enterprise: one provider for each, as its administrator."""
    administrators = {account.enterprise: account for account in simulator.switch.people.administrators}
    return tuple(
        _settings(simulator, account, name=enterprise, channel_set_id=enterprise)
        for enterprise, account in administrators.items()
    )


def _settings(simulator: Simulator, account: Account, **changes: Any) -> BroadWorksSettings:
    colleagues = (user for user in simulator.switch.people.users if user.enterprise in {account.enterprise, ""})
    settings = BroadWorksSettings(
        name="simulator",
        **_where(simulator),
        user=account.user_id,
        password=account.password,
        directory_user=next(colleagues, simulator.switch.people.users[0]).user_id,
    )
    return replace(settings, **changes)


def _where(simulator: Simulator) -> dict[str, Any]:
    """By its name if it is in DNS, else by address; over the CTI interface if it has that."""
    scheme = "cti" if simulator.cti_urls else "http"
    if simulator.dns_address:
        return {"url": f"{scheme}://{simulator.zone.domain}", "dns": DnsSettings(servers=(simulator.dns_address,))}
    if simulator.cti_urls:
        return {"url": f"cti://{simulator.cti_urls[0]}", "side_url": simulator.xsi_url}
    return {"url": simulator.xsi_url}


def gateway_on(
    simulator: Simulator,
    csta: CstaSettings,
    *,
    tapi: TapiSettings | None = None,
    trace_xsi: Trace | None = None,
    trace_csta: Trace | None = None,
    providers: tuple[BroadWorksSettings, ...] | None = None,
    **changes: Any,
) -> Gateway:
    """A gateway whose only platform is the simulator; `changes` are fields of `BroadWorksSettings`.

    `providers` are used instead of one that reaches the simulator as its administrator.
    """
    shown = providers or (settings_for(simulator, **changes),)
    configuration = Configuration("simulator", None, shown, csta, tapi=tapi)
    return Gateway(configuration, trace_xsi=trace_xsi, trace_csta=trace_csta)


def description(simulator: Simulator, gateway: Gateway | None = None) -> dict[str, Any]:
    """Where everything is and who may sign in: the first line of output with `--json`."""
    described = simulator.describe()
    if len(described["servers"]) == 1:
        del described["servers"]
        described.pop("ctiServers", None)
    csta = {"csta": f"127.0.0.1:{gateway.csta.port}"} if gateway is not None else {}
    return {"xsi": described.pop("xsi"), **csta, **described}
