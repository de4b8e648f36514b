"""The telephones: what people do with their hands. For scenarios, for the control face, for tests.

    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    bert.answer()
    anna.transfer("103")

`call` names the call that is meant; without it, it is the one that a person would mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from ctibridge.errors import InvalidDestination, UnknownCall, UnknownLine, WrongState
from ctibridge.sim.calls import Half, Outside, RecordingMode
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Far, destination, e164, tel
from ctibridge.sim.people import User
from ctibridge.sim.rules import (
    clearing,
    conferencing,
    dialling,
    features,
    holding,
    moving,
    parking,
    recording,
    ringing,
    routing,
    transferring,
)
from ctibridge.sim.services import KINDS, Forwarding, Service
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi.calls import (
    AccessEndpoint,
    Address,
    BroadWorksAnywhereEndpoint,
    CallState,
    Endpoint,
    MessageSummary,
    Personality,
    RemoteOfficeEndpoint,
)
from ctibridge.wire.xsi.services import (
    AnywhereLocation,
    BroadWorksAnywhere,
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallForwardingNotReachable,
    CallWaiting,
    DoNotDisturb,
    HotelingGuest,
    RemoteOffice,
)

FORWARDINGS: dict[str, type[Forwarding]] = {
    "always": CallForwardingAlways,
    "busy": CallForwardingBusy,
    "no answer": CallForwardingNoAnswer,
    "not reachable": CallForwardingNotReachable,
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
        """A telephone in the public network. The number "anonymous" withholds itself, of "unknown" none is told."""
        restricted = number == "anonymous"
        digits = "" if number == "unknown" else e164(self._switch.people, number) or number
        return OutsidePhone(self, Far(digits, name, restricted=restricted))

    def act(self, action: Callable[[Exchange], T]) -> T:
        """Somebody does something now; returns what comes of it."""
        try:
            return action(self.x)
        finally:
            self._done()  # also what was done before something was refused

    def set_service(self, user: User, wish: Service) -> None:
        """A user changes a service."""
        kind = next(kind for kind in KINDS.values() if kind.structure is type(wish))
        self._switch.set_service(user, kind, wish, self._now())
        self._done()

    def assign_service(self, user: User, resource: str, *, assigned: bool) -> None:
        """The administrator gives a user a service, or takes it away."""
        self._switch.assign_service(user, resource, self._now(), assigned=assigned)
        self._done()

    @property
    def x(self) -> Exchange:
        """The calls, as they are now."""
        self._switch.advance(self._now())
        return self._switch.x


class Phone:
    """A telephone of a user: the first one, or one at another endpoint."""

    def __init__(self, phones: Phones, user: User, endpoint: Endpoint | None = None) -> None:
        self._phones, self.user, self._endpoint = phones, user, endpoint

    def at(self, place: str, kind: str = "shared") -> Phone:
        """Another telephone of the same user; `kind` is one of `PLACES`."""
        return Phone(self._phones, self.user, PLACES[kind](place))

    @property
    def _where(self) -> Endpoint | None:
        """Where the user picks up: here, or at the Remote Office when that is on."""
        office = self._phones.x.services.remote_office(self.user) if self._endpoint is None else None
        return PLACES["remote office"](office) if office is not None else self._endpoint

    def __str__(self) -> str:
        """What others dial to reach it."""
        return self.user.number or self.user.extension or self.user.user_id

    @property
    def calls(self) -> list[Half]:
        """The calls at it."""
        return self._phones.x.calls(self.user)

    def dial(self, to: object) -> None:
        """Goes off the hook and calls."""
        self._phones.act(partial(dialling.dial, user=self.user, address=str(to), endpoint=self._where))

    def click_to_dial(self, to: object) -> None:
        """An application asks for a call; this telephone rings first."""
        self._phones.act(partial(dialling.click_to_dial, user=self.user, address=str(to)))

    def answer(self, call: str | None = None) -> None:
        """Picks up what rings."""
        half = self._pick(call, _rings, "rings")
        if half.personality is Personality.CLICK_TO_DIAL:
            self._phones.act(partial(dialling.pick_up, half=half))
        else:
            self._phones.act(partial(moving.answer, half=half, endpoint=self._where))

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
            half = self._pick(call, _is_held, "is held")
            self._phones.act(partial(moving.take_over, half=half, endpoint=self._endpoint))

    def take_over(self, call: str | None = None) -> None:
        """Goes on here with the call that the user has at another telephone."""
        half = self._pick(call, _is_active, "is active")
        self._phones.act(partial(moving.take_over, half=half, endpoint=self._endpoint))

    def hangup(self, call: str | None = None) -> None:
        """Hangs up, rejects what rings, or ends the conference."""
        if call is None and self.user.user_id in self._phones.x.conferences:
            self._phones.act(partial(clearing.end_conference, user=self.user))
            return
        half = self._pick(call, _can_end, "can be ended")
        rings = half.state is CallState.ALERTING and half.personality is Personality.TERMINATOR
        self._phones.act(partial(routing.decline if rings else clearing.hang_up, half=half))

    def reject(self, call: str | None = None) -> None:
        """Rejects what rings, also while another call goes on."""
        self._phones.act(partial(routing.decline, half=self._pick(call, _rings_in, "rings")))

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

    def mute_transfer(self, to: object, call: str | None = None) -> None:
        """Calls `to`, and sends the call there as soon as it rings."""
        half = self._pick(call, _is_active, "is active")
        self._phones.act(partial(transferring.mute, half=half, address=str(to)))

    def park(self, against: object = None, call: str | None = None) -> None:
        """Parks a call against somebody, without `against` at the own telephone."""
        self._phones.act(partial(parking.park, half=self._answered(call), against=self._user(against)))

    def group_park(self, call: str | None = None) -> None:
        """Parks a call against somebody of the group whom the platform chooses."""
        self._phones.act(partial(parking.group_park, half=self._answered(call)))

    def unpark(self, against: object = None) -> None:
        """Retrieves the call that is parked against somebody, without `against` the one at the own telephone."""
        self.dial(f"{features.CALL_PARK_RETRIEVE}{_short(against)}")

    def pick_up(self, whose: object = None) -> None:
        """Takes what rings at somebody else's, without `whose` anywhere in the group."""
        code = features.DIRECTED_CALL_PICKUP if whose is not None else features.CALL_PICKUP
        self.dial(f"{code}{_short(whose)}")

    def conference(self) -> None:
        """Joins all answered calls, or takes them into the conference that there is."""
        conference = self._phones.x.conferences.get(self.user.user_id)
        members = conference.halves if conference is not None else []
        ids = [half.call_id for half in self.calls if half.talks and half not in members]
        if conference is None:
            self._phones.act(partial(conferencing.start, user=self.user, call_ids=ids))
        for call_id in ids if conference is not None else ():
            self._phones.act(partial(conferencing.add, user=self.user, call_id=call_id))

    def leave_conference(self) -> None:
        """Leaves the two participants of the conference to each other."""
        self._phones.act(partial(transferring.leave_conference, user=self.user))

    def mark(self, what: str, participant: object) -> None:
        """Does to a participant of the conference, by number, what `conferencing.MARKS` says: "mute", "deaf" ..."""
        half = self._pick(None, lambda half: _is_with(half, str(participant)), f"with {participant}")
        self._phones.act(partial(conferencing.mark, user=self.user, call_id=half.call_id, what=what))

    def unplug(self) -> None:
        """Takes the telephone from the network: no call rings here from now on."""
        self._phones.act(lambda x: x.unreachable.add(self.user.user_id))

    def plug_in(self) -> None:
        """Connects the telephone again."""
        self._phones.act(lambda x: x.unreachable.discard(self.user.user_id))

    def do_not_disturb(self, *, active: bool) -> None:
        """Turns Do Not Disturb on or off."""
        self._phones.set_service(self.user, DoNotDisturb(active=active))

    def call_waiting(self, *, active: bool) -> None:
        """Lets second calls ring, or not."""
        self._phones.set_service(self.user, CallWaiting(active=active))

    def record(self, what: str = "record", call: str | None = None) -> None:
        """Presses a key of call recording; `what` is one of `recording.MODES`."""
        half = self._pick(call, lambda half: half.talks, "is answered")
        self._phones.act(partial(recording.request, half=half, what=what))

    def call_recording(self, mode: str | None) -> None:
        """Gives the user Call Recording in a mode of `RecordingMode`, from the next call on; None takes it away."""
        modes = self._phones.x.recording_modes
        if mode is None:
            modes.pop(self.user.user_id, None)
        else:
            modes[self.user.user_id] = RecordingMode(mode)

    def ring_also(self, *others: object) -> None:
        """Lets calls ring at these numbers too, by the user's Simultaneous Ring; without any it is turned off."""
        self._phones.x.rings_also[self.user.user_id] = tuple(map(str, others))

    def ring_in_turn(self, *others: object) -> None:
        """Lets calls ring at these numbers, one after the other, when nobody picks up here: Sequential Ring."""
        self._phones.x.rings_in_turn[self.user.user_id] = tuple(map(str, others))

    def voice_messages(self, new: int, old: int = 0, *, new_urgent: int = 0, old_urgent: int = 0) -> None:
        """Somebody leaves messages, or the user has listened to all but so many."""
        box = MessageSummary(
            new_messages=new or None,
            old_messages=old or None,
            new_urgent_messages=new_urgent or None,
            old_urgent_messages=old_urgent or None,
        )
        self._phones.act(lambda x: x.set_messages(self.user, box))

    def forward(self, when: str, to: object) -> None:
        """Forwards calls "always", when "busy", on "no answer" or when "not reachable"; None turns it off."""
        address = Address(value=str(to)) if to is not None else None
        self._phones.set_service(self.user, FORWARDINGS[when](active=to is not None, forward_to_phone_number=address))

    def remote_office(self, to: object) -> None:
        """Works from another number, where calls are answered from now on; None: at the own telephone again."""
        address = Address(value=tel(str(to))) if to is not None else None
        self._phones.set_service(self.user, RemoteOffice(active=to is not None, remote_office_number=address))

    def anywhere(self, locations: Mapping[str, bool]) -> None:
        """Has these locations of BroadWorks Anywhere, by number, each on or off."""
        places = tuple(
            AnywhereLocation(phone_number=Address(value=tel(number)), active=active)
            for number, active in locations.items()
        )
        self._phones.set_service(self.user, BroadWorksAnywhere(locations=places))

    def be_guest_of(self, host: object) -> None:
        """Works at the telephone of a host, by user id; None: no longer."""
        name = str(host.user.user_id if isinstance(host, Phone) else host) if host is not None else ""
        self._phones.set_service(self.user, HotelingGuest(active=host is not None, host_user_id=name))

    def service(self, resource: str, *, assigned: bool) -> None:
        """The administrator gives the user a service, by its name in addresses, or takes it away."""
        self._phones.assign_service(self.user, resource, assigned=assigned)

    def _answered(self, call: str | None) -> Half:
        return self._pick(call, lambda half: half.talks, "is answered")

    def _user(self, name: object) -> User:
        user = destination(self._phones.x.people, self.user, str(name)) if name is not None else self.user
        if not isinstance(user, User):
            raise InvalidDestination(f"nobody here has the number {name}")
        return user

    def _pick(self, call: str | None, fits: Callable[[Half], bool], what: str) -> Half:
        if call is not None:
            return self._phones.x.half(self.user, call)
        for half in sorted(self.calls, key=lambda half: half.state is CallState.HELD):  # held ones last
            if fits(half):
                return half
        raise WrongState(f"no call {what} at {self.user.user_id}")


def _short(who: object) -> str:
    """What colleagues dial."""
    if isinstance(who, Phone):
        return who.user.extension or str(who)
    return str(who) if who is not None else ""


PLACES: dict[str, Callable[[str], Endpoint]] = {
    "shared": lambda place: AccessEndpoint(address_of_record=place),
    "anywhere": lambda place: BroadWorksAnywhereEndpoint(address=Address(value=tel(place))),
    "remote office": lambda place: RemoteOfficeEndpoint(address=Address(value=tel(place))),
}
"""Further telephones of a user: a shared call appearance by its address of record, the others by a number."""


def _is_with(half: Half, number: str) -> bool:
    peer = half.peer
    where = peer.user if isinstance(peer, Half) else peer.far if peer is not None else None
    return where is not None and number in {where.number, getattr(where, "extension", None)}


def _rings(half: Half) -> bool:
    return half.state is CallState.ALERTING and half.personality is not Personality.ORIGINATOR


def _rings_in(half: Half) -> bool:
    return _rings(half) and half.personality is Personality.TERMINATOR


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
