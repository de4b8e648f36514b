"""`ctibridge discover`: what DNS says about a platform's servers, and what the gateway makes of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ctibridge.broadworks.connections import Connection, name_server
from ctibridge.broadworks.discovery import (
    Answer,
    Answers,
    Basis,
    Failed,
    Found,
    NotFound,
    NotOffered,
    Plan,
    Target,
    plan_from_answers,
    questions,
)
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_list import any_number, ask
from ctibridge.broadworks.settings import DnsSettings
from ctibridge.cli.running import run
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.errors import ConfigError

FALLBACK, UNANSWERED = 1, 2
COMMAND_LINE = "command line"

WHY = {
    Basis.RECORDS: "these servers, because DNS names them",
    Basis.MORE_NAMES: "these servers, by a name that other clients use; the configured one stays the last resort",
    Basis.CONFIGURED: "the configured server: DNS has no records for it",
    Basis.NOT_OFFERED: "none: the domain says that it does not offer this",
    Basis.KEPT: "those of the last good answer",
    Basis.MAKESHIFT: "the configured server for the time being: DNS did not answer, and is asked again",
}


@dataclass(frozen=True, slots=True)
class _Finding:
    connection: Connection
    answers: Answers
    plan: Plan
    configured: Target


def discover(
    host: Annotated[str, typer.Argument(help="The host name that the provider gave you.")],
    *,
    connection: Annotated[
        list[str] | None, typer.Option(help="Only this one: http, https, cti or ctis. May be repeated.")
    ] = None,
    dns_server: Annotated[
        list[str] | None,
        typer.Option(help="Ask this name server, ADDRESS[:PORT], instead of the system's. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which servers of a platform DNS names, and in which order they would be tried."""
    set_up_logging("error")
    wanted = _connections(connection)
    resolver = Resolver(DnsSettings(servers=_servers(dns_server)))

    async def main() -> list[_Finding]:
        return await asyncio.gather(*(_find(resolver, item, _host(host)) for item in wanted))

    findings = run(main())
    if as_json:
        typer.echo(json.dumps({"host": host, "connections": [_as_json(finding) for finding in findings]}))
    else:
        for finding in findings:
            _tell(finding)
    if code := _exit_code(findings):
        raise typer.Exit(code)


async def _find(resolver: Resolver, connection: Connection, host: str) -> _Finding:
    answers, configured = await ask(resolver, questions(connection, host)), Target(host, connection.port)
    return _Finding(connection, answers, plan_from_answers(answers, configured, None, any_number), configured)


def _exit_code(findings: list[_Finding]) -> int:
    """0: records were found for one connection at least."""
    if any(finding.plan.name is not None and finding.plan.targets for finding in findings):
        return 0
    return UNANSWERED if any(finding.plan.problem is not None for finding in findings) else FALLBACK


def _connections(names: list[str] | None) -> list[Connection]:
    try:
        return [Connection.of(f"{name}:") for name in names] if names else list(Connection)
    except ValueError:
        raise ConfigError(COMMAND_LINE, "--connection", f"must be one of {', '.join(Connection)}") from None


def _servers(texts: list[str] | None) -> tuple[str, ...]:
    for text in texts or ():
        try:
            name_server(text)
        except ValueError:
            reason = f"must be an IP address with or without a port, not {text!r}"
            raise ConfigError(COMMAND_LINE, "--dns-server", reason) from None
    return tuple(texts or ())


def _host(text: str) -> str:
    if "/" in text or "@" in text or not text.strip("."):
        raise ConfigError(COMMAND_LINE, "HOST", f"must be a host name alone, not {text!r}")
    return text.rstrip(".").lower()


def _tell(finding: _Finding) -> None:
    typer.echo(f"{finding.connection} ({_described(finding.connection)})")
    if not finding.answers:
        typer.echo("  an IP address: nothing to look up")
    for question, answer in finding.answers.items():
        typer.echo(f"  {question.name}: {_in_words(answer)}")
        for record in answer.records if isinstance(answer, Found) else ():
            rank = f"priority {record.priority}, weight {record.weight}"
            typer.echo(f"    {rank}: {record.target} port {record.port}")
    typer.echo(f"  would be tried: {WHY[finding.plan.basis]}")
    for number, target in enumerate(finding.plan.targets, 1):
        typer.echo(f"    {number}. {_place(target)} ({_reason(target)})")
    typer.echo(f"  fallback without records: {_place(finding.configured)}")


def _described(connection: Connection) -> str:
    interface = "CTI interface" if connection.is_cti else "XSI"
    return f"{interface}, {'encrypted' if connection.is_tls else 'not encrypted'}"


def _in_words(answer: Answer) -> str:
    match answer:
        case Found(records, ttl_s, alias_of):
            alias = f", an alias of {alias_of}" if alias_of else ""
            return f"{len(records)} record{'s' if len(records) > 1 else ''}, valid for {ttl_s:g} s{alias}"
        case NotFound(_, reason):
            return reason
        case NotOffered():
            return "not offered (its only target is a dot)"
        case Failed(reason):
            return f"no answer: {reason}"


def _place(target: Target) -> str:
    return str(Place(target.host, target.port))


def _reason(target: Target) -> str:
    if target.record is None:
        return "as configured; the port is the usual one"
    return f"priority {target.record.priority}, drawn by weight {target.record.weight}"


def _as_json(finding: _Finding) -> dict[str, Any]:
    plan = finding.plan
    return {
        "connection": finding.connection,
        "names": [_answer_as_json(question.name, answer) for question, answer in finding.answers.items()],
        "basis": plan.basis,
        "why": WHY[plan.basis],
        "problem": plan.problem,
        "targets": [
            {"host": target.host, "port": target.port, "configured": target.record is None, "why": _reason(target)}
            for target in plan.targets
        ],
        "fallback": {"host": finding.configured.host, "port": finding.configured.port},
    }


def _answer_as_json(name: str, answer: Answer) -> dict[str, Any]:
    """`outcome` is the kind of answer; records only where there are some."""
    found = {"name": name, "outcome": OUTCOMES[type(answer)], "explained": _in_words(answer)}
    if isinstance(answer, Found):
        records = [
            {"priority": item.priority, "weight": item.weight, "port": item.port, "target": item.target}
            for item in answer.records
        ]
        return {**found, "ttl": answer.ttl_s, "alias_of": answer.alias_of, "records": records}
    return found


OUTCOMES = {Found: "found", NotFound: "not found", NotOffered: "not offered", Failed: "failed"}
