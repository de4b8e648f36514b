"""`ctibridge serve` and `ctibridge check`: the gateway itself, and the test of its way to the platforms."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from ctibridge.app import Gateway, running, spare_the_collector
from ctibridge.broadworks.check import Outcome, Step, as_one_account
from ctibridge.broadworks.check import check as check_platform
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings
from ctibridge.broadworks.tls import side_tls_context, tls_context
from ctibridge.cli.notify import feed_watchdog, notify, reloading
from ctibridge.cli.running import FAILED, allow_many_connections, hangup_event, run, until_stopped
from ctibridge.config import Configuration, read_configuration
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.errors import ConfigError

ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The configuration file (TOML).", dir_okay=False)]
log = structlog.get_logger()
MARKS = {
    Outcome.OK: "[green]ok     [/]",
    Outcome.WARNING: "[yellow]warning[/]",
    Outcome.FAILED: "[bold red]FAILED [/]",
    Outcome.SKIPPED: "[dim]skipped[/]",
}


def serve(
    config: ConfigFile,
    *,
    until_input_ends: Annotated[
        bool,
        typer.Option("--until-input-ends", help="Stop at the end of standard input, too: for who runs it as a child."),
    ] = False,
    tapi_port: Annotated[
        int | None, typer.Option("--tapi-port", help="Port of the TAPI face where the file says none.")
    ] = None,
    tapi_token_file: Annotated[
        Path | None,
        typer.Option("--tapi-token-file", help="Have the TAPI face, with this token where the file says none."),
    ] = None,
) -> None:
    """Run the gateway until Ctrl-C or SIGTERM; SIGHUP has it read the file again."""

    async def main() -> None:
        reread = _reading(config, tapi_port, tapi_token_file)
        configuration = reread()
        set_up_logging(configuration.log.level, configuration.log.format)
        allow_many_connections()
        _compare_ports(configuration, tapi_port)
        gateway = Gateway(configuration, reread=reread)
        async with running(gateway), asyncio.TaskGroup() as tasks:
            beside = (spare_the_collector(gateway), feed_watchdog(), _reload_at(hangup_event(), gateway))
            working = [tasks.create_task(work) for work in beside]
            notify("READY=1")
            await until_stopped(input_ends=until_input_ends)
            notify("STOPPING=1")
            for task in working:
                task.cancel()

    run(main())


def _reading(config: Path, tapi_port: int | None, tapi_token_file: Path | None) -> Callable[[], Configuration]:
    """How the file is read, now and later."""
    if tapi_token_file is None:
        return partial(read_configuration, config)
    tapi: dict[str, Any] = {"token_file": str(tapi_token_file)}
    if tapi_port is not None:
        tapi["port"] = tapi_port
    return partial(read_configuration, config, tapi=tapi)


def _compare_ports(configuration: Configuration, provider_port: int | None) -> None:
    """The service provider has its port from elsewhere, and finds nobody at another one."""
    port = configuration.tapi.port if configuration.tapi is not None else None
    if None not in {port, provider_port} and port != provider_port:
        log.warning("tapi.ports_differ", port=port, provider_port=provider_port)


async def _reload_at(hung_up: asyncio.Event, gateway: Gateway) -> None:
    """A file with a mistake changes nothing; the log names it."""
    while True:
        await hung_up.wait()
        hung_up.clear()
        reloading()
        try:
            await gateway.reload()
        except ConfigError as exc:
            log.error("configuration.refused", reason=str(exc))  # noqa: TRY400 -- a mistake in a file, no bug of ours
        notify("READY=1")


def check(
    config: ConfigFile,
    *,
    provider: Annotated[str | None, typer.Option(help="Only this provider of the file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each step.")] = False,
) -> None:
    """Test the way to each platform step by step, and say who must act when one fails."""
    set_up_logging("error")
    console = Console()

    async def main() -> bool:
        good = True
        configuration = read_configuration(config)
        for settings in chosen(configuration, provider):
            if not as_json:
                console.print(f"[bold]{settings.name}[/]: {settings.url} as {_who(settings)}", highlight=False)
            trust = tls_context(settings, configuration.source)
            beside = side_tls_context(settings, configuration.source)
            async for step in check_platform(settings, trust, beside):
                good = good and step.outcome is not Outcome.FAILED
                _tell_json(settings.name, step) if as_json else _tell(console, step)
        return good

    if not run(main()):
        raise typer.Exit(FAILED)


def _who(settings: BroadWorksSettings) -> str:
    user = as_one_account(settings).user
    return user if settings.accounts is Accounts.ONE else f"{user}, the first of {len(settings.passwords)} accounts"


def chosen(configuration: Configuration, name: str | None) -> list[BroadWorksSettings]:
    """The provider of this name; all when there is none.

    Raises:
        ConfigError: the file has no such provider.
    """
    found = [settings for settings in configuration.providers if name in {None, settings.name}]
    if not found:
        known = ", ".join(settings.name for settings in configuration.providers)
        raise ConfigError(configuration.source, f"providers.{name}", f"is not there; there are {known}")
    return found


def _tell(console: Console, step: Step) -> None:
    took = f" ({step.elapsed_s * 1000:.0f} ms)" if step.outcome is not Outcome.SKIPPED else ""
    console.print(f"  {MARKS[step.outcome]} {step.name:<16} ", end="")
    console.print(f"{step.detail}{took}", markup=False, highlight=False, soft_wrap=True)
    if step.who is not None:
        console.print(
            f"          {step.who} {'should' if step.outcome is Outcome.WARNING else 'must'} act: {step.remedy}",
            style="bold",
            markup=False,
            soft_wrap=True,
        )


def _tell_json(provider: str, step: Step) -> None:
    typer.echo(json.dumps({"provider": provider, **dataclasses.asdict(step)}))
