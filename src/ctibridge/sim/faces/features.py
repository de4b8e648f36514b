"""The control face: the services of people, what they set and what their administrator gives them.

PUT    /phones/<userId>/services/<service>[?active=][&to=]      as the user sets it
POST   DELETE   /phones/<userId>/services/<service>             the administrator gives it, takes it away
PUT    /phones/<userId>/messages?new=[&old=][&new_urgent=][&old_urgent=]

`<service>` is the name in addresses of XSI. Replies hold the user.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aiohttp import web

from ctibridge.errors import Rejected
from ctibridge.sim.faces.replies import json_response, number
from ctibridge.sim.phones import Phone, Phones
from ctibridge.sim.services import KINDS, VOICE_MAIL, Service
from ctibridge.sim.truth import user_truth
from ctibridge.wire.xsi.calls import Address
from ctibridge.wire.xsi.services import BroadWorksAnywhere, DoNotDisturb, HotelingGuest, RemoteOffice

_TRUTH = {"true": True, "false": False}
NAMES = (*(kind.resource for kind in KINDS.values()), VOICE_MAIL)


def add_routes(router: web.UrlDispatcher, phones: Phones) -> None:
    """Adds the addresses of this part to the control face."""
    face = _Face(phones)
    router.add_put("/phones/{user}/services/{service}", face.set)
    router.add_post("/phones/{user}/services/{service}", partial(face.assign, assigned=True))
    router.add_delete("/phones/{user}/services/{service}", partial(face.assign, assigned=False))
    router.add_put("/phones/{user}/messages", face.messages)


class _Face:
    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    async def set(self, request: web.Request) -> web.Response:
        phone = self._phones[request.match_info["user"]]
        name, active, to = _service(request), _active(request), number(request, "to")
        if name == VOICE_MAIL:
            raise Rejected(400, "voice mail cannot be switched; PUT /phones/<userId>/messages?new= fills the box")
        if name == BroadWorksAnywhere.__name__:
            if to is None or active is None:
                raise Rejected(400, "a location needs ?to=<number>&active=true or false")
            phone.anywhere({**_locations(self._phones, phone), to: active})
        else:
            self._phones.set_service(phone.user, _wish(name, active, to))
        return self._shown(phone)

    async def assign(self, request: web.Request, *, assigned: bool) -> web.Response:
        phone = self._phones[request.match_info["user"]]
        phone.service(_service(request), assigned=assigned)
        return self._shown(phone)

    async def messages(self, request: web.Request) -> web.Response:
        phone = self._phones[request.match_info["user"]]
        new, old, new_urgent, old_urgent = (
            _count(request, name) for name in ("new", "old", "new_urgent", "old_urgent")
        )
        phone.voice_messages(new, old, new_urgent=new_urgent, old_urgent=old_urgent)
        return self._shown(phone)

    def _shown(self, phone: Phone) -> web.Response:
        return json_response(user_truth(self._phones.x, phone.user))


def _service(request: web.Request) -> str:
    wanted = request.match_info["service"]
    found = next((name for name in NAMES if name.lower() == wanted.lower()), None)
    if found is None:
        raise Rejected(404, f"there is no service {wanted}; there are {', '.join(NAMES)}")
    return found


def _active(request: web.Request) -> bool | None:
    text = request.query.get("active")
    if text is not None and text not in _TRUTH:
        raise Rejected(400, f"active is true or false, not {text}")
    return _TRUTH[text] if text is not None else None


def _wish(name: str, active: bool | None, to: str | None) -> Service:
    """What is left out stays."""
    address = Address(value=to) if to is not None else None
    makes: dict[str, Callable[[], Service]] = {
        RemoteOffice.__name__: lambda: RemoteOffice(active=active, remote_office_number=address),
        HotelingGuest.__name__: lambda: HotelingGuest(active=active, host_user_id=to),
    }
    structure = KINDS[name.lower()].structure
    if name in makes:
        return makes[name]()
    if structure is not DoNotDisturb and hasattr(structure, "forward_to_phone_number"):
        return structure(active=active, forward_to_phone_number=address)  # type: ignore[call-arg]  # as just seen
    return structure(active=active)  # type: ignore[call-arg]  # all but BroadWorks Anywhere have it


def _locations(phones: Phones, phone: Phone) -> dict[str, bool]:
    known = phones.x.services.anywhere(phone.user).locations
    return {each.phone_number.value.removeprefix("tel:"): bool(each.active) for each in known}


def _count(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not text.isdecimal():
        raise Rejected(400, f"{name} must be a whole number")
    return int(text)
