"""What can be done with a call in the state in which it is: TAPI's features, from `model/services.py`.

Applications grey their buttons by these, so each has to be true at the moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.model.services import TWO_CALLS, Service, services_permitted
from ctibridge.model.states import ConnectionState
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall

Features = tuple[int, int]  # LINECALLFEATURE_* and LINECALLFEATURE2_*

FEATURES: dict[Service, Features] = {
    Service.ANSWER_CALL: (t.LINECALLFEATURE_ANSWER, 0),
    Service.CLEAR_CONNECTION: (t.LINECALLFEATURE_DROP, 0),
    Service.HOLD_CALL: (t.LINECALLFEATURE_HOLD, 0),
    Service.RETRIEVE_CALL: (t.LINECALLFEATURE_UNHOLD, 0),
    Service.ALTERNATE_CALL: (t.LINECALLFEATURE_SWAPHOLD, 0),
    Service.CONSULTATION_CALL: (
        t.LINECALLFEATURE_SETUPTRANSFER | t.LINECALLFEATURE_SETUPCONF,
        t.LINECALLFEATURE2_ONESTEPTRANSFER,
    ),
    Service.TRANSFER_CALL: (t.LINECALLFEATURE_COMPLETETRANSF, t.LINECALLFEATURE2_TRANSFERNORM),
    Service.CONFERENCE_CALL: (t.LINECALLFEATURE_COMPLETETRANSF, t.LINECALLFEATURE2_TRANSFERCONF),
    Service.SINGLE_STEP_TRANSFER_CALL: (t.LINECALLFEATURE_BLINDTRANSFER, 0),
    Service.DEFLECT_CALL: (t.LINECALLFEATURE_REDIRECT, 0),
    Service.PARK_CALL: (
        t.LINECALLFEATURE_PARK,
        t.LINECALLFEATURE2_PARKDIRECT | t.LINECALLFEATURE2_PARKNONDIRECT,
    ),
    Service.GENERATE_DIGITS: (t.LINECALLFEATURE_GENERATEDIGITS, 0),
}
"""The features that a service stands for; others have none in TAPI."""

NOT_OF_A_CONFERENCE = (
    t.LINECALLFEATURE_SETUPTRANSFER
    | t.LINECALLFEATURE_SETUPCONF
    | t.LINECALLFEATURE_COMPLETETRANSF
    | t.LINECALLFEATURE_BLINDTRANSFER
    | t.LINECALLFEATURE_PARK
    | t.LINECALLFEATURE_GENERATEDIGITS  # the platform sends digits into calls only
)
BEGINS = t.LINECALLFEATURE_SETUPTRANSFER | t.LINECALLFEATURE_SETUPCONF  # a consultation call
NONE: frozenset[Service] = frozenset()
DIALTONE: Features = (t.LINECALLFEATURE_DIAL | t.LINECALLFEATURE_DROP, 0)
IN_A_CONFERENCE: Features = (t.LINECALLFEATURE_REMOVEFROMCONF | t.LINECALLFEATURE_DROP, 0)
WITHOUT_SERVICE = (
    t.LINECALLFEATURE_ACCEPT
    | t.LINECALLFEATURE_ADDTOCONF
    | t.LINECALLFEATURE_DIAL
    | t.LINECALLFEATURE_PREPAREADDCONF
    | t.LINECALLFEATURE_REMOVEFROMCONF
)


WHILE_IT_RINGS = frozenset({Service.ALTERNATE_CALL, Service.CONFERENCE_CALL, Service.GENERATE_DIGITS})
"""Services that the platform refuses as long as nobody has answered the active call."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The line's other calls.

    Args:
        states: The line's states in them.
        partners: The same without conferences, which are neither transferred nor made of another one.
        rings: One of them is active, and nobody has answered it.
        conference: One of them is a conference.
    """

    states: tuple[ConnectionState, ...] = ()
    partners: tuple[ConnectionState, ...] = ()
    rings: bool = False
    conference: bool = False


def permitted(call: TapiCall, beside: Beside) -> frozenset[Service]:
    """The services that the platform allows on a call."""
    view = call.basis
    if view is None:
        return frozenset()
    conference = call.is_real_conference
    services = services_permitted(view.state, beside.states, answered=view.answered, conference=conference)
    return services if view.answered and not beside.rings else services - WHILE_IT_RINGS


def features_of(call: TapiCall, beside: Beside) -> Features:
    """What can be done with a call now."""
    if call.is_dialtone:
        return DIALTONE
    if call.parent is not None:
        return IN_A_CONFERENCE if call.parent.is_real_conference else (t.LINECALLFEATURE_DROP, 0)
    services = permitted(call, beside)
    if call.members is not None:
        return _of_a_conference(call, services)
    first, second = _sum(services - (TWO_CALLS - {Service.ALTERNATE_CALL} if not _has_partner(call, beside) else NONE))
    if beside.conference:  # of which a line has one
        first, second = first & ~t.LINECALLFEATURE_SETUPCONF, second & ~t.LINECALLFEATURE2_TRANSFERCONF
    if call.consult is not None:
        first, second = first & ~BEGINS, second & ~t.LINECALLFEATURE2_ONESTEPTRANSFER
    if call.state is ConnectionState.ALERTING and not call.accepted:
        first |= t.LINECALLFEATURE_ACCEPT
    if beside.conference and Service.CONFERENCE_CALL in services:
        first |= t.LINECALLFEATURE_ADDTOCONF
    return first, second


def _of_a_conference(call: TapiCall, services: frozenset[Service]) -> Features:
    first, _ = _sum(services)
    can_add = call.is_real_conference and call.consult is None and Service.HOLD_CALL in services
    adds = t.LINECALLFEATURE_PREPAREADDCONF if can_add else 0
    return first & ~NOT_OF_A_CONFERENCE | adds, 0


def _has_partner(call: TapiCall, beside: Beside) -> bool:
    """Whether there is a held call for an active one, or the other way round, that is no conference."""
    wanted = ConnectionState.HOLD if call.state is ConnectionState.CONNECTED else ConnectionState.CONNECTED
    return wanted in beside.partners


def _sum(services: frozenset[Service]) -> Features:
    first = second = 0
    for service in services:
        one, two = FEATURES.get(service, (0, 0))
        first, second = first | one, second | two
    return first, second
