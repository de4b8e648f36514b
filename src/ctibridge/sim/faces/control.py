"""The control face: people's hands by HTTP and JSON, on loopback. Without any authentication, so only there.

    POST /phones/<userId>/<action>[?to=][&call=<callId>][&at=][&kind=]      the actions are those of ACTIONS
    POST /outside/calls?from=&to=[&name=]   /outside/calls/<id>/answer   /outside/calls/<id>/hangup
    GET  /truth     /phones/<userId>

The services of people are in `features`, what is set at the platform itself in `workshop`.
Replies hold the state of whom it concerns; errors hold `error`, which says what to do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from ctibridge.errors import CommandError, InvalidDestination, Rejected, UnknownCall, UnknownLine, WrongState
from ctibridge.sim.calls import Outside
from ctibridge.sim.faces import features
from ctibridge.sim.faces.replies import json_response, number
from ctibridge.sim.phones import PLACES, Phone, Phones, end_outside_call
from ctibridge.sim.rules import ringing
from ctibridge.sim.rules.conferencing import MARKS
from ctibridge.sim.truth import outside_truth, truth, user_truth

_STATUS: dict[type[CommandError], int] = {UnknownLine: 404, UnknownCall: 404, WrongState: 409, InvalidDestination: 400}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

Act = Callable[[Phone, str | None, str | None], object]


def _mark(what: str) -> Act:
    return lambda phone, to, _: phone.mark(what, _needed("to", to))


ACTIONS: dict[str, Act] = {
    "dial": lambda phone, to, _: phone.dial(_needed("to", to)),
    "answer": lambda phone, _, call: phone.answer(call),
    "hold": lambda phone, _, call: phone.hold(call),
    "retrieve": lambda phone, _, call: phone.retrieve(call),
    "hangup": lambda phone, _, call: phone.hangup(call),
    "reject": lambda phone, _, call: phone.reject(call),
    "transfer": lambda phone, to, call: phone.transfer(to, call),
    "mutetransfer": lambda phone, to, call: phone.mute_transfer(_needed("to", to), call),
    "takeover": lambda phone, _, call: phone.take_over(call),
    "conference": lambda phone, _, __: phone.conference(),
    "leave": lambda phone, _, __: phone.leave_conference(),
    **{what: _mark(what) for what in MARKS},
    "pickup": lambda phone, to, _: phone.pick_up(to),
    "park": lambda phone, to, call: phone.park(to, call),
    "grouppark": lambda phone, _, call: phone.group_park(call),
    "unpark": lambda phone, to, _: phone.unpark(to),
    "unplug": lambda phone, _, __: phone.unplug(),
    "plugin": lambda phone, _, __: phone.plug_in(),
}
"""What can be done at a telephone, with what `to` and `call` mean to it."""


def application(phones: Phones) -> web.Application:
    """The control face of these telephones."""
    app = web.Application(middlewares=[_errors_as_json])
    face = _Face(phones)
    app.router.add_get("/phones/{user}", face.user)
    app.router.add_post("/phones/{user}/{action}", face.phone)
    features.add_routes(app.router, phones)
    app.router.add_post("/outside/calls", face.outside_call)
    app.router.add_post("/outside/calls/{call}/answer", face.outside_answer)
    app.router.add_post("/outside/calls/{call}/hangup", face.outside_hangup)
    app.router.add_get("/truth", face.truth)
    return app


class _Face:
    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    async def user(self, request: web.Request) -> web.Response:
        return json_response(user_truth(self._phones.x, self._phones[request.match_info["user"]].user))

    async def phone(self, request: web.Request) -> web.Response:
        phone = _telephone(self._phones[request.match_info["user"]], request)
        _act(phone, request.match_info["action"], number(request, "to"), request.query.get("call"))
        return json_response(user_truth(self._phones.x, phone.user))

    async def outside_call(self, request: web.Request) -> web.Response:
        caller = self._phones.outside(_needed("from", number(request, "from")), request.query.get("name"))
        return json_response(outside_truth(caller.call(_needed("to", number(request, "to")))))

    async def outside_answer(self, request: web.Request) -> web.Response:
        outside = self._outside(request)
        self._phones.act(lambda x: ringing.outside_answers(x, outside))
        return json_response(outside_truth(outside))

    async def outside_hangup(self, request: web.Request) -> web.Response:
        outside = self._outside(request)
        if outside.is_over:
            raise WrongState(f"{outside.outside_id} has ended")
        self._phones.act(lambda x: end_outside_call(x, outside))
        return json_response(outside_truth(outside))

    async def truth(self, _: web.Request) -> web.Response:
        return json_response(truth(self._phones.x))

    def _outside(self, request: web.Request) -> Outside:
        name = request.match_info["call"]
        outside = self._phones.x.outside.get(name)
        if outside is None:
            raise UnknownCall(f"there is no outside call {name}; GET /truth lists those that there are")
        return outside


def _telephone(phone: Phone, request: web.Request) -> Phone:
    place, kind = number(request, "at"), request.query.get("kind", "shared")
    if kind not in PLACES:
        raise InvalidDestination(f"there is no kind of telephone {kind}; there are {', '.join(PLACES)}")
    return phone.at(place, kind) if place else phone


def _act(phone: Phone, action: str, to: str | None, call: str | None) -> None:
    act = ACTIONS.get(action)
    if act is None:
        raise Rejected(404, f"no such action; there are {', '.join(ACTIONS)}")
    act(phone, to, call)


def _needed(name: str, value: str | None) -> str:
    if not value:
        raise InvalidDestination(f"the parameter {name} is missing: add ?{name}=<number>")
    return value


@web.middleware
async def _errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Rejected as error:
        return json_response({"error": error.text}, error.status)
    except CommandError as error:
        return json_response({"error": str(error)}, _STATUS.get(type(error), 500))
    except web.HTTPException as error:
        paths = "POST /phones/<userId>/<action>, POST /outside/calls, GET /truth, GET /knobs, GET /load, GET /figures"
        return json_response({"error": f"{error.reason}: there are {paths}"}, error.status)
