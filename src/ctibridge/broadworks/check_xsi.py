"""The check over XSI: DNS, TCP, TLS, then a profile is read, the lines, and a subscription is tried."""

from __future__ import annotations

import asyncio
import ssl

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.check_permission import event_request, lines_of, watch
from ctibridge.broadworks.check_steps import Attempt, Finding
from ctibridge.broadworks.check_way import Way
from ctibridge.broadworks.lines import Directory, targets
from ctibridge.broadworks.remedies import Failure
from ctibridge.broadworks.requests import encoded, read, user_path
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_channel import open_channel
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.errors import LinkLost, Rejected
from ctibridge.model.health import Who

# The account is known then: it is a matter of permission, and that step finds out.
NOT_YOURS = frozenset({403, 404})


class XsiTest:
    """What one step finds and the next one needs. `attempts` are in the order of `steps_of`."""

    def __init__(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None) -> None:
        self._settings = settings
        self._way = way = Way(settings, tls)
        self._account = Account(settings.user, settings.password)
        self._link: XsiLink | None = None
        self.attempts: tuple[Attempt, ...] = (
            way.name_resolution,
            way.tcp,
            way.encryption,
            self.authentication,
            self.permission,
        )

    async def close(self) -> None:
        """Closes all connections."""
        if self._link is not None:
            await self._link.close()

    async def authentication(self) -> Finding:
        """Whether user and password are right."""
        link = self._link = link_of(self._way, self._account)
        user = self._settings.directory_user or self._settings.user
        try:
            await link.request(read(user_path(user, "profile")))
        except Rejected as exc:
            if exc.status not in NOT_YOURS:
                raise
        except LinkLost as exc:
            raise hung_up(exc, self._way) from exc
        return Finding(f"the platform accepts {self._settings.user}")

    async def permission(self) -> Finding:
        """Whether the lines can be read and their calls be watched."""
        link = self._link
        assert link is not None  # noqa: S101  authentication came before
        directory = await lines_of(link, self._settings)
        target = targets(self._settings, directory)[0].path
        async with open_channel(link, self._settings) as channel:
            await watch(link, self._settings, target)
            await link.request(event_request("DELETE", f"channel/{encoded(channel.channel_id)}"))
        return Finding(f"{len(directory.lines)} lines can be read, and the calls of {target} be watched")


class SideTest:
    """The XSI server beside the CTI interface: the way to it, and the lines."""

    def __init__(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None, account: Account) -> None:
        self._settings, self._account = settings, account
        self._way = Way(settings, tls, "side_url")

    async def read(self) -> tuple[Directory, Finding]:
        """The lines, and how they were reached.

        Raises:
            CtibridgeError: they cannot be read, and why.
        """
        ways = [self._way.name_resolution, self._way.tcp]
        findings = [await attempt() for attempt in (*ways, *([self._way.encryption] if self._way.tls else []))]
        link = link_of(self._way, self._account)
        try:
            directory = await lines_of(link, self._settings)
        except LinkLost as exc:
            raise hung_up(exc, self._way) from exc
        finally:
            await link.close()
        trouble = next((finding.trouble for finding in findings if finding.trouble is not None), None)
        told = trouble.detail if trouble is not None else findings[0].detail
        return directory, Finding(f"{len(directory.lines)} lines can be read at {self._settings.url} ({told})", trouble)


def link_of(way: Way, account: Account) -> XsiLink:
    """The link to the first server that works."""
    now = asyncio.get_running_loop().time
    return XsiLink(way.settings, account, way.servers[0].place, book=way.book, tls=way.tls, now=now)


def hung_up(exc: LinkLost, way: Way) -> LinkLost | Failure:
    """What it may mean that a server takes a request without TLS and closes the connection."""
    if way.tls is not None or isinstance(exc.__cause__, TimeoutError):
        return exc
    remedy = f"if this is the port for https, write https:// in {way.key}; else tell the provider"
    return Failure(f"the server hangs up ({exc})", Who.ADMINISTRATOR, remedy)
