"""Carries commands out: asks the platform what a command means there, and says what came of it (STYLE 4)."""

from __future__ import annotations

from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.side_path import is_over_cti
from ctibridge.broadworks.translate_commands import Answer, NotHad, requests_from_command, result_from_replies
from ctibridge.errors import LineUnavailable, LinkError, OutcomeUnknown, Rejected, RemoteProtocolError
from ctibridge.model import commands as k

_NOT_HIS = frozenset({403, 404})  # of a service: which of both is not told (xsi.md section 3)


async def execute(asker: Asker, command: k.Command, user_id: str) -> k.Result:
    """Carries out a command of the line of `user_id`.

    Raises:
        CommandError: it was not carried out, or nobody knows.
    """
    requests = requests_from_command(command, user_id)
    if isinstance(command, k.GetServices):
        return result_from_replies(command, await _states(asker, command, requests))
    replies: list[Answer] = []
    for request in requests:
        replies.append(await _answer(asker, command, request))
        if isinstance(replies[-1], NotHad) and isinstance(command, k.SetService):
            break
    return result_from_replies(command, tuple(replies))


async def _states(asker: Asker, command: k.GetServices, requests: tuple[XsiRequest, ...]) -> tuple[Answer, ...]:
    """Each service by itself: one that cannot be asked for leaves the others alone.

    What goes over http beside the CTI interface may be closed; then nobody waits for that more than once.
    """
    replies: list[Answer] = []
    closed: LineUnavailable | None = None
    for request in requests:
        try:
            if closed is not None and not is_over_cti(request):
                raise closed
            replies.append(await _answer(asker, command, request))
        except LineUnavailable as exc:
            closed = exc
            replies.append(NotHad(str(exc)))
    if closed is not None and all(isinstance(reply, NotHad) and reply.reason for reply in replies):
        raise closed
    return tuple(replies)


async def _answer(asker: Asker, command: k.Command, request: XsiRequest) -> Answer:
    try:
        return (await asker.ask_soon(request)).document
    except Rejected as exc:
        if exc.status in request.done:
            return None
        if isinstance(command, k.GetForwarding | k.GetServices | k.SetService) and exc.status in _NOT_HIS:
            return NotHad()
        raise
    except LinkError as exc:
        raise LineUnavailable(str(exc)) from exc
    except RemoteProtocolError as exc:
        if request.repeatable:
            raise LineUnavailable(str(exc)) from exc
        raise OutcomeUnknown(str(exc)) from exc
