"""Requests of a provider that is reached over the CTI interface: what that cannot do goes over http(s) beside it.

The CTI interface has no directories, no Remote Office, and a few services less than XSI (cti-interface.md section 10).
When the way beside is closed everything else goes on, and the error says what is missing for that reason.
"""

from __future__ import annotations

from ctibridge.broadworks.asking import Link
from ctibridge.broadworks.cti_link import tunnelled_from_request
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.errors import ConnectFailed, NotSupported, TlsFailed
from ctibridge.wire.cti.profile import DEFAULT

_FUNCTIONS = {  # by a segment of the path, for people
    "directories": "reading the lines",
    "profile": "reading the lines",
    "services": "services such as Remote Office",
    "calls": "some call functions, such as parking and group pickup",
}


class SidePath:
    """Both ways as one (see asking.Link).

    Args:
        cti: Over the CTI interface.
        xsi: Beside it.
    """

    def __init__(self, cti: Link, xsi: Link) -> None:
        self._cti, self._xsi = cti, xsi

    @property
    def requests(self) -> int:
        """How often the platform was asked on either way."""
        return self._cti.requests + self._xsi.requests

    async def request(self, request: XsiRequest) -> Reply:
        """The answer to a request, by the way that can carry it.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        if is_over_cti(request):
            return await self._cti.request(request)
        try:
            return await self._xsi.request(request)
        except (ConnectFailed, TlsFailed) as exc:
            raise type(exc)(exc.host, f"{exc.reason}; {_function(request)} is not possible over CTI alone") from exc


def is_over_cti(request: XsiRequest) -> bool:
    """Whether the CTI interface has this request."""
    try:
        tunnelled_from_request(request, DEFAULT)
    except NotSupported:
        return False
    return True


def _function(request: XsiRequest) -> str:
    segments = request.path.split("/")
    return next((text for name, text in _FUNCTIONS.items() if name in segments), f"{request.method} {request.path}")
