"""Carries commands out: asks the platform what a command means there, and says what came of it (STYLE 4)."""

from __future__ import annotations

from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.translate_commands import requests_from_command, result_from_replies
from ctibridge.errors import LineUnavailable, LinkError, OutcomeUnknown, Rejected, RemoteProtocolError
from ctibridge.model import commands as k
from ctibridge.wire.xsi.documents import Document

_NOT_HIS = frozenset({403, 404})  # of a service: which of both is not told (xsi.md section 3)


async def execute(asker: Asker, command: k.Command, user_id: str) -> k.Result:
    """Carries out a command of the line of `user_id`.

    Raises:
        CommandError: it was not carried out, or nobody knows.
    """
    requests = requests_from_command(command, user_id)
    replies = [await _answer(asker, command, request) for request in requests]
    return result_from_replies(command, tuple(replies))


async def _answer(asker: Asker, command: k.Command, request: XsiRequest) -> Document | None:
    try:
        return (await asker.ask_soon(request)).document
    except Rejected as exc:
        if exc.status in request.done:
            return None
        if isinstance(command, k.GetForwarding) and exc.status in _NOT_HIS:
            return None  # the user does not have this one
        raise
    except LinkError as exc:
        raise LineUnavailable(str(exc)) from exc
    except RemoteProtocolError as exc:
        if request.repeatable:
            raise LineUnavailable(str(exc)) from exc
        raise OutcomeUnknown(str(exc)) from exc
