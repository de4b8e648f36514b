"""The check over the CTI interface: DNS, TCP, TLS, then the server is spoken to, and a channel and subscription tried.

The lines are read on the side path before the calls are tried, as a gateway does it: mostly it is there that the
enterprise is told whose calls are to be watched.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from dataclasses import replace

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.channels import Target
from ctibridge.broadworks.check_permission import watch
from ctibridge.broadworks.check_steps import Attempt, Finding, Untried
from ctibridge.broadworks.check_way import Server, Way
from ctibridge.broadworks.check_xsi import NOT_YOURS, SideTest
from ctibridge.broadworks.cti_gaps import gaps
from ctibridge.broadworks.cti_link import CtiLink
from ctibridge.broadworks.lines import Directory, targets
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.remedies import Failure, explained
from ctibridge.broadworks.requests import encoded
from ctibridge.broadworks.settings import BroadWorksSettings, Scope
from ctibridge.errors import CtibridgeError, LinkError, LinkLost, Rejected, RemoteProtocolError, TlsFailed

INTERFACE = "the CTI interface"


class CtiTest:
    """What one step finds and the next one needs. `attempts` are in the order of `steps_of`."""

    def __init__(
        self, settings: BroadWorksSettings, tls: ssl.SSLContext | None, side_tls: ssl.SSLContext | None
    ) -> None:
        self._settings = settings
        self._way = way = Way(settings, tls)
        self._account = Account(settings.user, settings.password)
        self._side = SideTest(replace(settings, url=settings.xsi_url), side_tls, self._account)
        self._links: dict[Place, CtiLink] = {}
        self._channel = AsyncExitStack()
        self._refused: Rejected | None = None
        self._directory: Directory | None = None
        self.attempts: tuple[Attempt, ...] = (
            way.name_resolution,
            way.tcp,
            way.encryption,
            self.interface,
            self.authentication,
            self.side_path,
            self.permission,
        )

    async def close(self) -> None:
        """Closes all connections; the channel goes with its own (cti-interface.md section 7)."""
        await self._channel.aclose()

    async def interface(self) -> Finding:
        """Whether the servers speak as the CTI interface does; nobody logs in."""
        return await self._way.each(self._speaks)

    async def _speaks(self, server: Server) -> str:
        now = asyncio.get_running_loop().time
        way = self._way
        link = CtiLink(self._settings, self._account, server.place, profiles={}, book=way.book, tls=way.tls, now=now)
        try:
            profile = await link.probe()
        except (LinkError, RemoteProtocolError) as exc:
            raise self._speechless(exc, server) from exc
        self._links[server.place] = link
        return f"keep-alives are answered, with framing {profile.framing}"

    def _speechless(self, exc: LinkError | RemoteProtocolError, server: Server) -> Failure:
        if isinstance(exc, TlsFailed):  # with TLS 1.3 a server tells only now that it does not accept us
            return explained(exc, INTERFACE)
        kind = "encrypted" if self._way.tls is not None else "unencrypted"
        usual = f"{INTERFACE}, {kind}, usually {self._settings.connection.port}"
        who, remedy = self._way.port_remedy(server, usual)
        if self._way.tls is None and isinstance(exc, LinkLost):  # it says nothing to what it cannot read
            remedy += "; if it is that for TLS, write ctis:// in url"
        return Failure(exc.reason, who, remedy)

    @property
    def _link(self) -> CtiLink:
        return self._links[self._way.servers[0].place]

    async def authentication(self) -> Finding:
        """Whether user and password are right: a channel is asked for."""
        try:
            await self._channel.enter_async_context(self._link.open_channel())
        except Rejected as exc:
            if exc.status not in NOT_YOURS:
                raise
            self._refused = exc
        except LinkLost as exc:
            raise explained(exc, INTERFACE) from exc
        return Finding(f"the platform accepts {self._settings.user}")

    async def side_path(self) -> Finding:
        """Whether the lines can be read beside the CTI interface."""
        try:
            self._directory, finding = await self._side.read()
        except CtibridgeError as exc:
            failure = explained(exc)
            detail = (
                f"{failure.detail}; so these are not possible: {', '.join(gaps())} (all else goes over CTI), "
                "and without the lines the gateway does not start"
            )
            raise Failure(detail, failure.who, failure.remedy) from exc
        return finding

    async def permission(self) -> Finding:
        """Whether there is a channel, and calls can be watched."""
        if self._refused is not None:
            raise explained(self._refused, INTERFACE) from self._refused
        target = self._target()
        await watch(self._link, self._settings, target)
        return Finding(f"the calls of {target} can be watched")

    def _target(self) -> str:
        """Whose calls to watch.

        Raises:
            Untried: only the side path could have told.
        """
        directory = self._directory or Directory((), self._settings.enterprise, self._settings.group)
        match self._settings.scope:
            case Scope.USERS:
                first = next(iter(self._settings.users), self._settings.user)
                return Target(f"user/{encoded(first)}").path
            case Scope.ENTERPRISE if directory.enterprise:
                return targets(self._settings, directory)[0].path
            case Scope.GROUP if directory.enterprise and directory.group:
                return targets(self._settings, directory)[0].path
            case scope:
                missing = "enterprise" if scope is Scope.ENTERPRISE else "enterprise and group"
                raise Untried(f"not tried: whose calls to watch is told on the side path, unless {missing} is set")
