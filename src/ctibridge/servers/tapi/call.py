"""A call as TAPI has it: a number between us and the TSP, and what it stands for. Only `LineCalls` writes here."""

from __future__ import annotations

from dataclasses import dataclass, field

from ctibridge.model.ids import CONFERENCE, CallId, ConnectionId
from ctibridge.model.parties import Cause
from ctibridge.model.states import ConnectionState
from ctibridge.model.views import ConnectionView
from ctibridge.wire.tapi.messages import Call


@dataclass(slots=True, eq=False)
class TapiCall:
    """One call of a line.

    A conference is a call of its own, whose `members` are the calls in it. The platform knows one only when two are in
    it; until then it is ours alone, and stands for its one member.

    Args:
        number: As the TSP knows it.
        half: The line's part of the call; None: nothing was dialled yet, or it is a conference.
        call: The call, before anything is known of it.
        view: The connection as it was told last.
        cause: Why that changed last.
        accepted: An application has taken note that it rings.
        fetches: It is to become a call that rings or is parked elsewhere.
        members: None: it is no conference.
        parent: The conference that it is in.
        begun: As a conference it has been on hold, as it is when it begins.
        consult: The call that was begun in order to transfer this one, or to add to this conference.
        main: The other way round.
        told: What the TSP was told last.
        age: How often it was found that nothing is known of it.
    """

    number: int
    half: ConnectionId | None = None
    call: CallId | None = None
    view: ConnectionView | None = None
    cause: Cause | None = None
    accepted: bool = False
    fetches: bool = False
    members: list[TapiCall] | None = None
    parent: TapiCall | None = None
    begun: bool = False
    consult: TapiCall | None = None
    main: TapiCall | None = None
    told: Call | None = field(default=None, repr=False)
    age: int = 0

    @property
    def is_dialtone(self) -> bool:
        """Whether it waits for a number to be dialled."""
        return self.half is None and self.members is None

    @property
    def is_real_conference(self) -> bool:
        """Whether the platform has this conference too."""
        return self.members is not None and self.view is not None

    @property
    def basis(self) -> ConnectionView | None:
        """The line's connection that it stands for."""
        if self.members and self.view is None:
            return self.members[0].view
        return self.view

    @property
    def connection(self) -> ConnectionId | None:
        """What to name when something is asked of it."""
        if self.is_real_conference:
            return CONFERENCE
        if self.parent is not None and self.parent.is_real_conference:
            return self.half
        view = self.basis
        return view.connection if view is not None else self.half

    @property
    def state(self) -> ConnectionState | None:
        """The line's state in it."""
        view = self.basis
        return view.state if view is not None else None


def unpaired(call: TapiCall) -> list[TapiCall]:
    """Parts a call from the one that was begun beside it, or the other way round; returns those others."""
    main, consult = call.main, call.consult
    call.main = call.consult = None
    if main is not None:
        main.consult = None
    if consult is not None:
        consult.main = None
    return [other for other in (main, consult) if other is not None]
