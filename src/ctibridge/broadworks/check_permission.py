"""Whether an account may do what the gateway needs: read lines, and watch their calls."""

from __future__ import annotations

from ctibridge.broadworks.asking import Link
from ctibridge.broadworks.lines import Directory, read_directory
from ctibridge.broadworks.remedies import Failure
from ctibridge.broadworks.requests import Context, XsiRequest, encoded
from ctibridge.broadworks.settings import CALL_PACKAGE, BroadWorksSettings, Scope
from ctibridge.errors import Rejected
from ctibridge.model.health import Who
from ctibridge.wire.xsi.channels import Subscription

SHORT_LIFE_S = 60  # for a channel and subscription that are given back anyway


async def lines_of(link: Link, settings: BroadWorksSettings) -> Directory:
    """The directory, with one line at least.

    Raises:
        Failure: it has none.
        LinkError, Rejected, RateLimited, RemoteProtocolError: it cannot be read.
    """
    directory = await read_directory(link.request, settings)
    if directory.lines:
        return directory
    if settings.scope is Scope.GROUP:
        remedy = f"set directory_user to a user of group {directory.group}"
        raise Failure(f"no lines of group {directory.group} can be seen", Who.ADMINISTRATOR, remedy)
    raise Failure("the account sees no lines", Who.PROVIDER, "give the account access to the users' directory")


async def watch(link: Link, settings: BroadWorksSettings, target: str) -> None:
    """Subscribes to the calls of a target, and gives the subscription back.

    Raises:
        Failure: the platform refuses.
        LinkError, RateLimited, RemoteProtocolError: it does not answer.
    """
    body = Subscription(
        event=CALL_PACKAGE,
        expires=SHORT_LIFE_S,
        channel_set_id=settings.channel_set_id,
        application_id=settings.application_id,
    )
    try:
        reply = await link.request(event_request("POST", target, body))
    except Rejected as exc:
        remedy = f"allow {settings.user} to subscribe to {CALL_PACKAGE} of {target}"
        raise Failure(str(exc), Who.PROVIDER, remedy) from exc
    granted = reply.document.subscription_id if isinstance(reply.document, Subscription) else None
    if granted is not None:
        await link.request(event_request("DELETE", f"subscription/{encoded(granted)}"))


def event_request(method: str, path: str, body: Subscription | None = None) -> XsiRequest:
    """A request of Xsi-Events."""
    return XsiRequest(method, path, body=body, context=Context.EVENTS, repeatable=True)
