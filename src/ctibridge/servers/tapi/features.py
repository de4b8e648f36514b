"""What can be done with a call in the state in which it is: TAPI's features, from `model/services.py`.

Applications grey their buttons by these, so each has to be true at the moment.
"""

from __future__ import annotations

from ctibridge.model.services import Service, services_permitted
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
)
DIALTONE: Features = (t.LINECALLFEATURE_DIAL | t.LINECALLFEATURE_DROP, 0)
IN_A_CONFERENCE: Features = (t.LINECALLFEATURE_REMOVEFROMCONF | t.LINECALLFEATURE_DROP, 0)
WITHOUT_SERVICE = (
    t.LINECALLFEATURE_ACCEPT
    | t.LINECALLFEATURE_ADDTOCONF
    | t.LINECALLFEATURE_DIAL
    | t.LINECALLFEATURE_PREPAREADDCONF
    | t.LINECALLFEATURE_REMOVEFROMCONF
)


def permitted(call: TapiCall, beside: tuple[ConnectionState, ...]) -> frozenset[Service]:
    """The services that the platform allows on a call, the line's other ones being in these states."""
    view = call.basis
    if view is None:
        return frozenset()
    return services_permitted(view.state, beside, answered=view.answered, conference=call.is_real_conference)


def features_of(call: TapiCall, beside: tuple[ConnectionState, ...], *, can_join: bool = False) -> Features:
    """What can be done with a call now; `can_join`: the line has a conference that it may be added to."""
    if call.is_dialtone:
        return DIALTONE
    if call.parent is not None:
        return IN_A_CONFERENCE if call.parent.is_real_conference else (t.LINECALLFEATURE_DROP, 0)
    services = permitted(call, beside)
    if call.members is not None:
        return _of_a_conference(call, services)
    first, second = _sum(services)
    if call.state is ConnectionState.ALERTING and not call.accepted:
        first |= t.LINECALLFEATURE_ACCEPT
    if can_join and Service.CONFERENCE_CALL in services:
        first |= t.LINECALLFEATURE_ADDTOCONF
    return first, second


def _of_a_conference(call: TapiCall, services: frozenset[Service]) -> Features:
    first, _ = _sum(services)
    adds = t.LINECALLFEATURE_PREPAREADDCONF if call.is_real_conference and Service.HOLD_CALL in services else 0
    return first & ~NOT_OF_A_CONFERENCE | adds, 0


def _sum(services: frozenset[Service]) -> Features:
    first = second = 0
    for service in services:
        one, two = FEATURES.get(service, (0, 0))
        first, second = first | one, second | two
    return first, second
