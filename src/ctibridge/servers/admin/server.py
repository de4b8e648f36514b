"""The listener on loopback: HTTP in, what `translate` makes of it, JSON out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import structlog
from aiohttp import web

from ctibridge.errors import ConfigError, CtibridgeError
from ctibridge.servers.admin.administration import Administration
from ctibridge.servers.admin.errors import BROKEN, UNAUTHORISED, UNREADABLE, problem, problem_from_exception
from ctibridge.servers.admin.live import LiveLines
from ctibridge.servers.admin.messages import Problem
from ctibridge.servers.admin.settings import AdminSettings
from ctibridge.servers.admin.translate import LIVE, ROUTES, Asked, Route
from ctibridge.servers.admin.whereabouts import Whereabouts, fresh

HOST = "127.0.0.1"
LIVE_S = 1.0  # between two looks for a live list: nobody reads faster
REST = 9.0  # times as long as the look took: with 10,000 lines one takes a third of a second
SHUTDOWN_S = 1.0  # for requests that run when the gateway goes
BIGGEST_BODY = 64 * 1024 * 1024  # bytes; an import of 100,000 lines has about 10 MB
USER_HEADER = "X-Ctibridge-User"
log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AdminServer:
    """The administrator's face of a gateway.

    Args:
        gateway: What it asks.
        settings: Where it listens.
        state: The directory in which it says where it is.
        source: Where the settings come from, for messages.
    """

    def __init__(
        self, gateway: Administration, settings: AdminSettings, state: Path, *, source: str = "configuration"
    ) -> None:
        self._gateway, self._settings, self._state, self._source = gateway, settings, state, source
        self._runner: web.AppRunner | None = None
        self._whereabouts: Whereabouts | None = None
        self._readers: set[asyncio.Task[Any]] = set()  # of live lists, which would never end by themselves

    async def open(self) -> None:
        """Takes the address, and tells it in the state directory.

        Raises:
            ConfigError: the address cannot be had, or the directory not be written.
        """
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=SHUTDOWN_S)
        await self._runner.setup()
        port = self._settings.port
        try:
            await web.TCPSite(self._runner, HOST, port).start()
        except OSError as exc:
            await self.close()
            reason = f"cannot listen on {HOST}:{port}: {exc.strerror or exc}"
            raise ConfigError(self._source, "admin.port", reason) from exc
        await self._tell(f"http://{HOST}:{self._runner.addresses[0][1]}")

    async def close(self) -> None:
        """Gives the address back."""
        if self._whereabouts is not None:
            self._whereabouts.remove(self._state)
            self._whereabouts = None
        for reader in self._readers:
            reader.cancel()
        if self._readers:
            await asyncio.wait(self._readers)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _tell(self, url: str) -> None:
        whereabouts = fresh(url)
        try:
            whereabouts.write(self._state)
        except OSError as exc:
            await self.close()
            raise ConfigError(self._source, "state", f"{self._state} cannot be used: {exc}") from exc
        self._whereabouts = whereabouts
        log.info("admin.listening", url=url)

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard], client_max_size=BIGGEST_BODY)
        application.router.add_get(LIVE, self._live)
        for route in ROUTES:
            application.router.add_route(route.method, route.path, partial(self._perform, route))
        return application

    async def _perform(self, route: Route, request: web.Request) -> web.StreamResponse:
        return _json(await route.perform(self._gateway, await _asked(request)))

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """One object a line, until nobody reads it."""
        wanted, lines, clock = (await _asked(request)).filter(), LiveLines(), asyncio.get_running_loop().time
        began = clock()
        now = await self._gateway.lines(wanted)  # a filter that cannot be is refused before the answer begins
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        with self._reading():
            await response.prepare(request)
            while request.transport is not None and not request.transport.is_closing():
                if (news := lines.news(now)) is not None:
                    await response.write(msgspec.json.encode(news) + b"\n")
                await asyncio.sleep(max(LIVE_S, REST * (clock() - began)))
                began = clock()
                now = await self._gateway.lines(wanted)
        return response

    @contextmanager
    def _reading(self) -> Iterator[None]:
        reader = asyncio.current_task()
        assert reader is not None  # noqa: S101 -- for the type: a request is always served by a task
        self._readers.add(reader)
        try:
            yield
        finally:
            self._readers.discard(reader)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Lets in who has the token, and makes problems of what goes wrong."""
        if not self._is_known(request):
            return _refusal(problem(*UNAUTHORISED, "the token is that of the gateway's admin.json"))
        try:
            return await handler(request)
        except CtibridgeError as exc:
            return _refusal(problem_from_exception(exc))
        except web.HTTPException as exc:
            return _refusal(problem(UNREADABLE[0], exc.status, exc.reason))
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:  # the border of this face: the gateway goes on
            log.exception("admin.broken", path=request.path)
            return _refusal(problem(*BROKEN, "something went wrong; it is in the log"))

    def _is_known(self, request: web.Request) -> bool:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        ours = self._whereabouts.token if self._whereabouts is not None else secrets.token_hex()
        return scheme.lower() == "bearer" and secrets.compare_digest(token.encode(), ours.encode())


async def _asked(request: web.Request) -> Asked:
    by = request.headers.get(USER_HEADER, "unknown")
    return Asked(by, request.match_info, request.query, await request.read())


def _json(answer: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


def _refusal(refused: Problem) -> web.Response:
    headers = {"Retry-After": f"{refused.retry_after_s:.0f}"} if refused.retry_after_s is not None else {}
    body = msgspec.json.encode(refused)
    return web.Response(body=body, status=refused.status, content_type="application/problem+json", headers=headers)
