"""The state of all calls, and what the rules of `rules/` need to change it: who has which calls, who is told.

Knows no requests and no channels: events go to the callable that it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from ctibridge.errors import UnknownCall
from ctibridge.sim import view
from ctibridge.sim.calls import Conference, End, Half, Outside, Parked, RecordingMode
from ctibridge.sim.clock import Clock
from ctibridge.sim.ids import Ids
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.numbers import Destination, Far, shown
from ctibridge.sim.packages import Audience
from ctibridge.sim.people import Population, User
from ctibridge.sim.services import ServiceKind, ServiceStates
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import HookStatusType, MessageSummary, PartyInformation, Personality

REMEMBERED = 50  # ended calls of the public network that the truth still shows at least

Publish = Callable[[User, e.EventData, Audience], None]


class Exchange:
    """All calls of the platform.

    Args:
        people: Who there is.
        knobs: The settings.
        clock: Time and timers.
        ids: Identifiers.
        chance: What is not determined, such as the life of a phantom.
        publish: Takes each event with the user whom it concerns and the packages that it is for.
    """

    def __init__(
        self, people: Population, knobs: Knobs, clock: Clock, ids: Ids, chance: Random, publish: Publish
    ) -> None:
        self.people, self.knobs, self.clock, self.ids, self.chance = people, knobs, clock, ids, chance
        self.services = ServiceStates()
        self.outside: dict[str, Outside] = {}
        self.conferences: dict[str, Conference] = {}
        self.off_hook: set[str] = set()
        self.unreachable: set[str] = set()  # users whose telephone is unplugged
        self.parked: dict[str, Parked] = {}  # by the user against whom
        self.rings_also: dict[str, tuple[str, ...]] = {}  # Simultaneous Ring: more addresses of a user
        self.rings_in_turn: dict[str, tuple[str, ...]] = {}  # Sequential Ring: the addresses after the user's own
        self.recording_modes: dict[str, RecordingMode] = {}  # of the users who have Call Recording
        self.mailboxes: dict[str, MessageSummary] = {}
        self._publish = publish
        self._crowd = REMEMBERED
        self._halves: dict[str, dict[str, Half]] = {}
        self._detached: dict[tuple[str, str], Half] = {}

    def calls(self, user: User) -> list[Half]:
        """The user's calls, oldest first."""
        return list(self._halves.get(user.user_id, {}).values())

    def half(self, user: User, call_id: str, *, detached: bool = False) -> Half:
        """One call of the user; `detached`: also one that goes on without the user.

        Raises:
            UnknownCall: there is none.
        """
        half = self._halves.get(user.user_id, {}).get(call_id)
        if half is not None:
            return half
        left = self._detached.get((user.user_id, call_id)) if detached else None
        if left is not None and left.peer is not None and not left.peer.is_over:
            return left
        raise UnknownCall(f"{user.user_id} has no call {call_id}")

    def new_half(self, user: User, personality: Personality, remote: PartyInformation, tracking: str) -> Half:
        """Another call for the user."""
        calls = self._halves.setdefault(user.user_id, {})
        half = Half(self.ids.call(user.user_id, fresh=not calls), user, tracking, personality, remote, self.clock.ms)
        half.recording_mode = self.recording_modes.get(user.user_id)
        calls[half.call_id] = half
        return half

    def rename(self, half: Half) -> None:
        """Gives a half another call id."""
        calls = self._halves[half.user.user_id]
        del calls[half.call_id]
        half.call_id = self.ids.call(half.user.user_id, fresh=False)
        calls[half.call_id] = half

    def new_outside(self, far: Far, tracking: str, *, incoming: bool) -> Outside:
        """Another party in the public network; those longest gone are forgotten."""
        if len(self.outside) >= self._crowd:
            self._forget_outside()
        outside = Outside(self.ids.outside(), far, tracking, incoming)
        self.outside[outside.outside_id] = outside
        return outside

    def _forget_outside(self) -> None:
        """Looks through all parties, but only once for every `REMEMBERED` new ones: there may be thousands."""
        gone = [outside_id for outside_id, outside in self.outside.items() if outside.is_over]
        for outside_id in gone[:-REMEMBERED]:
            del self.outside[outside_id]
        self._crowd = len(self.outside) + REMEMBERED

    def forget(self, half: Half) -> None:
        """The user is out of the call."""
        user_id = half.user.user_id
        del self._halves[user_id][half.call_id]
        if not self._halves[user_id]:
            del self._halves[user_id]

    def keep_detached(self, half: Half) -> None:
        """Remembers a call that goes on without the user, for `allowDetached`, as long as it does."""
        for key, left in list(self._detached.items()):
            if left.peer is None or left.peer.is_over:
                del self._detached[key]
        self._detached[half.user.user_id, half.call_id] = half

    def appear(self, half: Half) -> None:
        """Gives a call the first appearance of its user's telephone that is free."""
        if half.appearance is None:
            taken = {other.appearance for other in self.calls(half.user)}
            half.appearance = next(number for number in range(1, len(taken) + 2) if number not in taken)

    def everyone(self) -> Iterator[Half]:
        """All halves of all users."""
        return (half for calls in list(self._halves.values()) for half in list(calls.values()))

    @property
    def calls_up(self) -> int:
        """How many calls of users there are."""
        return len({half.tracking for half in self.everyone()})

    def party(self, where: Destination, viewer: User) -> PartyInformation:
        """A party as a user sees it."""
        return shown(where, viewer, self.people)

    def party_at(self, end: End, viewer: User) -> PartyInformation:
        """The party at an end of a call, as a user sees it."""
        return shown(end.user if isinstance(end, Half) else end.far, viewer, self.people)

    def tell(self, half: Half, event: type[e.CallEvent], audience: Audience = Audience.ALL) -> None:
        """Reports an event of one call. What no telephone knew of is only reported by Advanced Call."""
        hidden = audience is Audience.ALL and not half.presented
        call = view.call_of(half, remote_control=self.knobs.remote_control)
        self._publish(half.user, event(call=call), Audience.ADVANCED if hidden else audience)

    def tell_recording_stopped(self, half: Half, reason: str) -> None:
        """Reports that a recording has ended."""
        call = view.call_of(half, remote_control=self.knobs.remote_control)
        self._publish(half.user, e.CallRecordingStoppedEvent(call=call, reason=reason), Audience.ALL)

    def tell_redirected(self, user: User, *halves: Half) -> None:
        """Reports that a user sends calls elsewhere."""
        calls = tuple(view.call_of(half, remote_control=self.knobs.remote_control) for half in halves)
        self._publish(user, e.CallRedirectedEvent(calls=calls), Audience.ALL)

    def tell_conference(self, conference: Conference, event: type[e.ConferenceEvent], *, over: bool = False) -> None:
        """Reports an event of a user's conference."""
        self._publish(conference.owner, event(conference=view.conference_of(conference, over=over)), Audience.ALL)

    def tell_user(self, user: User, data: e.EventData) -> None:
        """Reports an event that concerns no call."""
        self._publish(user, data, Audience.ALL)

    def hook_status(self, user: User) -> HookStatusType:
        """Whether the user's telephone is off the hook."""
        return HookStatusType.OFF_HOOK if user.user_id in self.off_hook else HookStatusType.ON_HOOK

    def parked_against(self, user: User) -> e.CallParkedAgainstEvent:
        """What tells whether a call is parked against the user."""
        parked = self.parked.get(user.user_id)
        return e.CallParkedAgainstEvent(parked_party=self.party_at(parked.end, user) if parked else None)

    def is_parked(self, end: End) -> bool:
        """Whether this end of a call waits at nobody's telephone."""
        return any(parked.end is end for parked in self.parked.values())

    def unpark(self, end: End) -> None:
        """The call of this end is parked no longer, if it was."""
        for parked in [parked for parked in self.parked.values() if parked.end is end]:
            if parked.timer is not None:
                parked.timer.cancel()
            del self.parked[parked.against.user_id]
            self.tell_user(parked.against, self.parked_against(parked.against))

    def tell_service(self, user: User, kind: ServiceKind) -> None:
        """Subscribers learn how a service is now."""
        for report in self.services.report(user, kind):
            self.tell_user(user, report)

    def set_messages(self, user: User, messages: MessageSummary) -> None:
        """Voice messages come or go."""
        self.mailboxes[user.user_id] = messages
        self.tell_user(user, e.VoiceMailMessageSummaryEvent(message_summary=messages))

    def messages(self, user: User) -> MessageSummary:
        """What is in the user's voice mail box."""
        return self.mailboxes.get(user.user_id, MessageSummary())

    def snapshot(self, user: User, event: type[e.CallSubscriptionEvent]) -> e.CallSubscriptionEvent:
        """All calls of a user, sorted by call id (schema, CallList)."""
        halves = sorted(self.calls(user), key=lambda half: half.call_id)
        conference = self.conferences.get(user.user_id)
        return event(
            calls=tuple(view.call_of(half, remote_control=self.knobs.remote_control) for half in halves),
            conference=view.conference_of(conference) if conference else None,
            hook_status=self.hook_status(user),
        )
