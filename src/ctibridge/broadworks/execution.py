"""Carries commands out: asks the platform what a command means there, and says what came of it (STYLE 4)."""

from __future__ import annotations

from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.side_path import is_over_cti
from ctibridge.broadworks.translate_commands import (
    Answer,
    NotHad,
    Requests,
    requests_from_command,
    result_from_replies,
)
from ctibridge.errors import CommandError, LineUnavailable, LinkError, OutcomeUnknown, Rejected, RemoteProtocolError
from ctibridge.model import commands as k

_NOT_HIS = frozenset({403, 404})  # of a service: which of both is not told (xsi.md section 3)


async def execute(asker: Asker, command: k.Command, user_id: str) -> k.Result:
    """Carries out a command of the line of `user_id`.

    Raises:
        CommandError: it was not carried out, or nobody knows.
    """
    requests = requests_from_command(command, user_id)
    match command:
        case k.GetServices():
            replies = await _states(asker, command, requests)
        case k.SetService():
            replies = await _set_and_read(asker, command, requests)
        case k.LeaveConference():
            replies = (await _one_of(asker, command, requests),)
        case _:
            replies = tuple([await _answer(asker, command, request) for request in requests])
    return result_from_replies(command, replies)


async def _states(asker: Asker, command: k.GetServices, requests: Requests) -> tuple[Answer, ...]:
    """Each service by itself: one that cannot be asked for leaves the others alone.

    What goes over http beside the CTI interface may be closed; then nobody waits for that more than once.
    """
    replies: list[Answer] = []
    failed: CommandError | None = None
    for request in requests:
        try:
            if failed is not None and isinstance(failed.__cause__, LinkError) and not is_over_cti(request):
                raise failed
            replies.append(await _answer(asker, command, request))
        except (LineUnavailable, Rejected) as exc:
            failed = exc
            replies.append(NotHad(str(exc)))
    if failed is not None and all(isinstance(reply, NotHad) and reply.reason for reply in replies):
        raise failed
    return tuple(replies)


async def _set_and_read(asker: Asker, command: k.SetService, requests: Requests) -> tuple[Answer, ...]:
    """What was set is set, also when it cannot be read."""
    put, get = requests
    done = await _answer(asker, command, put)
    if isinstance(done, NotHad):
        return (done,)
    try:
        return (done, await _answer(asker, command, get))
    except CommandError as exc:
        return (done, NotHad(f"it was set, and cannot be read: {exc}"))


async def _one_of(asker: Asker, command: k.Command, requests: Requests) -> Answer:
    """The second way when the platform refuses the first one, and so has done nothing."""
    first, second = requests
    try:
        return await _answer(asker, command, first)
    except Rejected:
        return await _answer(asker, command, second)


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
