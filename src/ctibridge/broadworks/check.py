"""Tries the way to a platform, step by step, as somebody would who has to find out why it does not work.

Every step says what was found, how long it took and, when it failed, who must act. Nothing that a running gateway has
at the platform is touched: channel and subscription of the check are its own, and are given back.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from yarl import URL

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.lines import read_directory, targets
from ctibridge.broadworks.remedies import Failure, Who, certificate_failure, explained
from ctibridge.broadworks.requests import Context, XsiRequest, encoded, read, user_path
from ctibridge.broadworks.settings import CALL_PACKAGE, BroadWorksSettings, Scope
from ctibridge.broadworks.xsi_channel import open_channel
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.errors import CtibridgeError, LinkLost, Rejected
from ctibridge.wire.xsi.channels import Subscription

SHORT_LIFE_S = 60  # for a channel and subscription that are given back anyway


class StepName(StrEnum):
    """What is tried, in this order."""

    NAME = "name resolution"
    TCP = "TCP connection"
    TLS = "TLS"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"


class Outcome(StrEnum):
    """How a step ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `elapsed_s` is its time in seconds; `who` must act when it failed, and do what `remedy` says."""

    name: StepName
    outcome: Outcome
    detail: str
    elapsed_s: float = 0.0
    who: Who | None = None
    remedy: str | None = None


async def check(settings: BroadWorksSettings, tls: ssl.SSLContext | None) -> AsyncIterator[Step]:
    """Tries the steps one after the other; behind one that failed the others are skipped."""
    test = _Test(settings, tls)
    steps: list[tuple[StepName, Callable[[], Awaitable[str]]]] = [
        (StepName.NAME, test.name_resolution),
        (StepName.TCP, test.tcp),
        (StepName.TLS, test.encryption),
        (StepName.AUTHENTICATION, test.authentication),
        (StepName.PERMISSION, test.permission),
    ]
    failed: StepName | None = None
    try:
        for name, attempt in steps:
            if failed is not None:
                yield Step(name, Outcome.SKIPPED, f"not tried, since {failed} failed")
            elif name is StepName.TLS and tls is None:
                yield Step(name, Outcome.SKIPPED, "http is not encrypted: the password can be read on the way")
            else:
                step = await _timed(name, attempt)
                failed = name if step.outcome is Outcome.FAILED else None
                yield step
    finally:
        await test.close()


async def _timed(name: StepName, attempt: Callable[[], Awaitable[str]]) -> Step:
    now = asyncio.get_running_loop().time
    start = now()
    try:
        detail = await attempt()
    except CtibridgeError as exc:
        failure = exc if isinstance(exc, Failure) else explained(exc)
        return Step(name, Outcome.FAILED, failure.detail, now() - start, failure.who, failure.remedy)
    return Step(name, Outcome.OK, detail, now() - start)


class _Test:
    """What one step finds and the next one needs."""

    def __init__(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None) -> None:
        own = f"ctibridge-check-{secrets.token_hex(4)}"
        life = replace(settings.timing, channel_life_s=SHORT_LIFE_S)
        self._settings = replace(settings, application_id=own, channel_set_id=own, timing=life)
        self._tls = tls
        url = URL(settings.url)
        self._host, self._port = url.host or "", url.port or 0
        self._addresses: list[str] = []
        self._address = ""
        account = Account(settings.user, settings.password)
        self._link = XsiLink(self._settings, account, tls=tls, now=asyncio.get_running_loop().time)

    async def close(self) -> None:
        await self._link.close()

    async def name_resolution(self) -> str:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._settings.timing.request_s):
                found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise Failure("no name server answers", Who.ADMINISTRATOR, "check this machine's name servers") from None
        except OSError as exc:
            remedy = f"check the host in url ({self._host}), and whether this machine can resolve names at all"
            raise Failure(f"{self._host} is not known ({exc.strerror or exc})", Who.ADMINISTRATOR, remedy) from exc
        self._addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        return f"{self._host} is {', '.join(self._addresses)}"

    async def tcp(self) -> str:
        problems = []
        for address in self._addresses:
            try:
                async with asyncio.timeout(self._settings.timing.connect_s):
                    _, writer = await asyncio.open_connection(address, self._port)
            except TimeoutError:
                problems.append(f"{address} does not answer")
            except OSError as exc:
                problems.append(f"{address}: {os.strerror(exc.errno) if exc.errno else exc}")
            else:
                writer.close()
                self._address = address
                return f"{address} accepts connections on port {self._port}"
        remedy = f"let this machine through the firewall to port {self._port}, or correct the port in url"
        raise Failure("; ".join(problems), Who.ADMINISTRATOR, remedy)

    async def encryption(self) -> str:
        try:
            async with asyncio.timeout(self._settings.timing.connect_s):
                _, writer = await asyncio.open_connection(
                    self._address, self._port, ssl=self._tls, server_hostname=self._host
                )
        except TimeoutError:
            raise Failure("the server does not answer the TLS handshake", *_NOT_TLS) from None
        except ssl.SSLCertVerificationError as exc:
            raise certificate_failure(exc, self._host) from exc
        except (ssl.SSLError, OSError) as exc:
            raise Failure(f"the handshake failed ({exc})", *_NOT_TLS) from exc
        session: ssl.SSLObject = writer.get_extra_info("ssl_object")
        version, until = session.version(), (session.getpeercert() or {}).get("notAfter", "an unknown date")
        writer.close()
        return f"{version}, certificate valid for {self._host} until {until}"

    async def authentication(self) -> str:
        user = self._settings.directory_user or self._settings.user
        try:
            await self._link.request(read(user_path(user, "profile")))
        except Rejected as exc:
            if exc.status not in {403, 404}:
                raise
            return f"the platform accepts {self._settings.user}"  # a matter of permission: the next step finds out
        except LinkLost as exc:
            if self._tls is not None or isinstance(exc.__cause__, TimeoutError):
                raise
            remedy = "if this is the port for https, write https:// in url; else tell the provider"
            raise Failure(f"the server hangs up ({exc})", Who.ADMINISTRATOR, remedy) from exc
        return f"the platform accepts {self._settings.user}"

    async def permission(self) -> str:
        directory = await read_directory(self._link.request, self._settings)
        if not directory.lines and self._settings.scope is Scope.GROUP:
            remedy = f"set directory_user to a user of group {directory.group}"
            raise Failure(f"no lines of group {directory.group} can be seen", Who.ADMINISTRATOR, remedy)
        if not directory.lines:
            raise Failure("the account sees no lines", Who.PROVIDER, "give the account access to the users' directory")
        target = targets(self._settings, directory)[0].path
        async with open_channel(self._link, self._settings) as channel:
            await self._try_subscription(target)
            await self._link.request(_event_request("DELETE", f"channel/{encoded(channel.channel_id)}"))
        return f"{len(directory.lines)} lines can be read, and the calls of {target} be watched"

    async def _try_subscription(self, target: str) -> None:
        body = Subscription(
            event=CALL_PACKAGE,
            expires=SHORT_LIFE_S,
            channel_set_id=self._settings.channel_set_id,
            application_id=self._settings.application_id,
        )
        try:
            reply = await self._link.request(_event_request("POST", target, body))
        except Rejected as exc:
            remedy = f"allow {self._settings.user} to subscribe to {CALL_PACKAGE} of {target}"
            raise Failure(str(exc), Who.PROVIDER, remedy) from exc
        granted = reply.document.subscription_id if isinstance(reply.document, Subscription) else None
        if granted is not None:
            await self._link.request(_event_request("DELETE", f"subscription/{encoded(granted)}"))


def _event_request(method: str, path: str, body: Subscription | None = None) -> XsiRequest:
    return XsiRequest(method, path, body=body, context=Context.EVENTS, repeatable=True)


_NOT_TLS = (Who.ADMINISTRATOR, "check the port in url: it should be that of https, usually 443")
