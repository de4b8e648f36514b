"""The telephones: what people do with their hands. For scenarios, for the control face, for tests.

    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    bert.answer()
    anna.transfer("103")

`call` names the call that is meant; without it, it is the one that a person would mean.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from ctibridge.errors import UnknownCall, UnknownLine, WrongState
from ctibridge.sim.calls import Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Far, e164
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, conferencing, dialling, holding, ringing, routing, transferring
from ctibridge.sim.services import KINDS, Forwarding, Service
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi.calls import Address, CallState, Personality
from ctibridge.wire.xsi.services import (
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallWaiting,
    DoNotDisturb,
)

FORWARDINGS: dict[str, type[Forwarding]] = {
    "always": CallForwardingAlways,
    "busy": CallForwardingBusy,
    "no answer": CallForwardingNoAnswer,
}

T = TypeVar("T")
Now = Callable[[], float]


class Phones:
    """All telephones.

    Args:
        switch: The platform they are connected to.
        now: Tells the time.
        done: Called when somebody has done something, to let it take effect outside.
    """

    def __init__(self, switch: Switch, now: Now, done: Callable[[], None] = lambda: None) -> None:
        self._switch, self._now, self._done = switch, now, done

    def __getitem__(self, name: str) -> Phone:
        """The telephone of a user, by user id, the part of it before the @, or number.

        Raises:
            UnknownLine: nobody is called so.
        """
        people = self._switch.people
        user = people.user(name) or people.by_local_part(name)
        if user is None:
            raise UnknownLine(f"there is no user {name}; GET /truth lists those that there are")
        return Phone(self, user)

    def outside(self, number: str, name: str | None = None) -> OutsidePhone:
        """A telephone in the public network. The number "anonymous" withholds itself."""
        restricted = number == "anonymous"
        digits = e164(self._switch.people, number) or number
        return OutsidePhone(self, Far(digits, name, restricted=restricted))

    def act(self, action: Callable[[Exchange], T]) -> T:
        """Somebody does something now; returns what comes of it."""
        result = action(self.x)
        self._done()
        return result

    def set_service(self, user: User, wish: Service) -> None:
        """A user changes a service."""
        kind = next(kind for kind in KINDS.values() if kind.structure is type(wish))
        self._switch.set_service(user, kind, wish, self._now())
        self._done()

    @property
    def x(self) -> Exchange:
        """The calls, as they are now."""
        self._switch.advance(self._now())
        return self._switch.x


class Phone:
    """The telephone of a user."""

    def __init__(self, phones: Phones, user: User) -> None:
        self._phones, self.user = phones, user

    def __str__(self) -> str:
        """What others dial to reach it."""
        return self.user.number or self.user.extension or self.user.user_id

    @property
    def calls(self) -> list[Half]:
        """The calls at it."""
        return self._phones.x.calls(self.user)

    def dial(self, to: object) -> None:
        """Goes off the hook and calls."""
        self._phones.act(partial(dialling.dial, user=self.user, address=str(to)))

    def click_to_dial(self, to: object) -> None:
        """An application asks for a call; this telephone rings first."""
        self._phones.act(partial(dialling.click_to_dial, user=self.user, address=str(to)))

    def answer(self, call: str | None = None) -> None:
        """Picks up what rings."""
        half = self._pick(call, _rings, "rings")
        rule = dialling.pick_up if half.personality is Personality.CLICK_TO_DIAL else ringing.answer
        self._phones.act(partial(rule, half=half))

    def hold(self, call: str | None = None) -> None:
        """Holds the active call, or the conference."""
        if call is None and self.user.user_id in self._phones.x.conferences:
            self._phones.act(partial(conferencing.hold, user=self.user))
        else:
            self._phones.act(partial(holding.hold, half=self._pick(call, _is_active, "is active")))

    def retrieve(self, call: str | None = None) -> None:
        """Comes back to the held call, or to the conference."""
        if call is None and self.user.user_id in self._phones.x.conferences:
            self._phones.act(partial(conferencing.talk, user=self.user))
        else:
            self._phones.act(partial(holding.retrieve, half=self._pick(call, _is_held, "is held")))

    def hangup(self, call: str | None = None) -> None:
        """Hangs up, rejects what rings, or ends the conference."""
        if call is None and self.user.user_id in self._phones.x.conferences:
            self._phones.act(partial(clearing.end_conference, user=self.user))
            return
        half = self._pick(call, _can_end, "can be ended")
        rings = half.state is CallState.ALERTING and half.personality is Personality.TERMINATOR
        self._phones.act(partial(routing.decline if rings else clearing.hang_up, half=half))

    def transfer(self, to: object = None, call: str | None = None) -> None:
        """Sends a call to `to`; without `to`, joins the held call and the other one."""
        if to is not None:
            half = self._pick(call, _can_go, "can be transferred")
            self._phones.act(partial(transferring.blind, half=half, address=str(to)))
            return
        first = self._pick(call, _is_held, "is held")
        second = self._pick(
            None, lambda half: half is not first and _is_ours(half), "could be joined with the held one"
        )
        self._phones.act(partial(transferring.consult, first=first, second=second))

    def conference(self) -> None:
        """Joins all answered calls."""
        ids = [half.call_id for half in self.calls if half.talks]
        self._phones.act(partial(conferencing.start, user=self.user, call_ids=ids))

    def do_not_disturb(self, *, active: bool) -> None:
        """Turns Do Not Disturb on or off."""
        self._phones.set_service(self.user, DoNotDisturb(active=active))

    def call_waiting(self, *, active: bool) -> None:
        """Lets second calls ring, or not."""
        self._phones.set_service(self.user, CallWaiting(active=active))

    def forward(self, when: str, to: object) -> None:
        """Forwards calls "always", when "busy" or on "no answer"; None as the target turns it off."""
        address = Address(value=str(to)) if to is not None else None
        self._phones.set_service(self.user, FORWARDINGS[when](active=to is not None, forward_to_phone_number=address))

    def _pick(self, call: str | None, fits: Callable[[Half], bool], what: str) -> Half:
        if call is not None:
            return self._phones.x.half(self.user, call)
        for half in sorted(self.calls, key=lambda half: half.state is CallState.HELD):  # held ones last
            if fits(half):
                return half
        raise WrongState(f"no call {what} at {self.user.user_id}")


def _rings(half: Half) -> bool:
    return half.state is CallState.ALERTING and half.personality is not Personality.ORIGINATOR


def _is_held(half: Half) -> bool:
    return half.state is CallState.HELD


def _is_active(half: Half) -> bool:
    return half.talks and not _is_held(half)


def _is_ours(half: Half) -> bool:
    return half.talks or (half.state is CallState.ALERTING and half.personality is Personality.ORIGINATOR)


def _can_go(half: Half) -> bool:
    return half.talks or _rings(half)


def _can_end(half: Half) -> bool:
    return not half.is_over


class OutsidePhone:
    """A telephone in the public network."""

    def __init__(self, phones: Phones, far: Far) -> None:
        self._phones, self.far = phones, far

    def __str__(self) -> str:
        """Its number."""
        return self.far.number

    def call(self, to: object) -> Outside:
        """Calls somebody on the platform."""
        return self._phones.act(partial(dialling.call_in, caller=self.far, address=str(to)))

    def answer(self) -> None:
        """Picks up what rings here."""
        self._phones.act(partial(ringing.outside_answers, outside=self._find(CallState.ALERTING)))

    def hangup(self) -> None:
        """Hangs up, or rejects."""
        self._phones.act(partial(end_outside_call, outside=self._find(CallState.ALERTING, CallState.ACTIVE)))

    def _find(self, *states: CallState) -> Outside:
        for outside in self._phones.x.outside.values():
            if outside.far.number == self.far.number and outside.state in states:
                return outside
        raise UnknownCall(f"{self.far.number} has no call")


def end_outside_call(x: Exchange, outside: Outside) -> None:
    """A party in the public network hangs up, or rejects a call."""
    if outside.state is CallState.ALERTING and not outside.incoming:
        routing.outside_refuses(x, outside)
    else:
        clearing.outside_hangs_up(x, outside)
