"""The application session of a client: opened, kept open, closed (ECMA-354)."""

from __future__ import annotations

import asyncio

from ctibridge.client.link import CstaLink
from ctibridge.errors import CtibridgeError, LinkLost
from ctibridge.wire.csta import sessions
from ctibridge.wire.markup.binding import Tree

NAMESPACE = "urn:ctibridge:csta"  # of our own login element; servers look for the names inside
DURATION_S = 180  # asked for; a server that hears nothing for that long lets go of the monitors

STOP_S = 2.0  # a server that has not said goodbye by then is gone


def application_info(name: str, user: str | None, password: str | None) -> sessions.ApplicationInfo:
    """Who we are, with a login if there is a user."""
    login = None
    if user is not None:
        words = (Tree(f"{{{NAMESPACE}}}userName", user), Tree(f"{{{NAMESPACE}}}password", password or ""))
        login = Tree("applicationSpecificInfo", children=(Tree(f"{{{NAMESPACE}}}SessionLoginInfo", children=words),))
    return sessions.ApplicationInfo(application_id=name, application_specific_info=login)


class Session:
    """One session on one link."""

    def __init__(self, link: CstaLink, started: sessions.StartApplicationSessionPosResponse, timeout_s: float) -> None:
        self._link, self._timeout_s = link, timeout_s
        self._id, self._duration_s = started.session_id, started.actual_session_duration

    @classmethod
    async def start(cls, link: CstaLink, info: sessions.ApplicationInfo, timeout_s: float) -> Session:
        """Opens a session.

        Raises:
            CstaRefused: the server does not want us.
        """
        request = sessions.StartApplicationSession(
            application_info=info,
            requested_protocol_versions=(link.edition.namespace,),
            requested_session_duration=DURATION_S,
        )
        return cls(link, await link.request(request, timeout_s), timeout_s)

    async def run(self) -> None:
        """Prolongs the session whenever half of its time is over. The link ends when that is not granted."""
        try:
            while self._duration_s:
                await asyncio.sleep(self._duration_s / 2)
                request = sessions.ResetApplicationSessionTimer(
                    session_id=self._id, requested_session_duration=DURATION_S
                )
                response = await self._link.request(request, self._timeout_s)
                self._duration_s = response.actual_session_duration or self._duration_s
        except CtibridgeError as error:
            self._link.end(LinkLost(self._link.host, f"the session could not be prolonged: {error}"))

    async def stop(self) -> None:
        """Closes the session; that the server does not answer any more changes nothing."""
        reason = sessions.SessionEndReason(defined_end_reason=sessions.EndReason.NORMAL)
        request = sessions.StopApplicationSession(session_id=self._id, session_end_reason=reason)
        try:
            await self._link.request(request, min(self._timeout_s, STOP_S))
        except CtibridgeError:
            return
