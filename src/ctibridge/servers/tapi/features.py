"""What can be done with a call in the state in which it is: TAPI's features, from `model/services.py`.

Applications grey their buttons by these, so each has to be true at the moment.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from ctibridge.model.services import Service, services_permitted
from ctibridge.model.states import ConnectionState, Standing
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall

Features = tuple[int, int]  # LINECALLFEATURE_* and LINECALLFEATURE2_*
Beside = Collection[Standing]  # the line's calls; the one in question may be among them, since it allows nothing itself

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

NOT_OF_A_CONFERENCE = t.LINECALLFEATURE_SETUPTRANSFER | t.LINECALLFEATURE_SETUPCONF | t.LINECALLFEATURE_COMPLETETRANSF
BEGINS = t.LINECALLFEATURE_SETUPTRANSFER | t.LINECALLFEATURE_SETUPCONF  # a consultation call
DIALTONE: Features = (t.LINECALLFEATURE_DIAL | t.LINECALLFEATURE_DROP, 0)
IN_A_CONFERENCE: Features = (t.LINECALLFEATURE_REMOVEFROMCONF | t.LINECALLFEATURE_DROP, 0)
WITHOUT_SERVICE = (
    t.LINECALLFEATURE_ACCEPT
    | t.LINECALLFEATURE_ADDTOCONF
    | t.LINECALLFEATURE_DIAL
    | t.LINECALLFEATURE_PREPAREADDCONF
    | t.LINECALLFEATURE_REMOVEFROMCONF
)


def standing_of(call: TapiCall) -> Standing | None:
    """How the line's connection stands; None: it has none. A conference of one is one here, for applications."""
    view = call.basis
    return Standing(view.state, view.answered, call.members is not None) if view is not None else None


def permitted(call: TapiCall, beside: Beside) -> frozenset[Service]:
    """The services that can be done with a call now."""
    own = standing_of(call)
    return possible(own, frozenset(beside))[0] if own is not None else frozenset()


@lru_cache(1024)  # few are there at a time, and each of a line's calls asks
def possible(own: Standing, beside: frozenset[Standing]) -> tuple[frozenset[Service], bool]:
    """All that the line's other calls decide: what can be done, and whether there is a conference."""
    return services_permitted(own, tuple(beside)), any(other.conference for other in beside)


def features_of(call: TapiCall, beside: Beside) -> Features:
    """What can be done with a call now."""
    if call.is_dialtone:
        return DIALTONE
    if call.parent is not None:
        return IN_A_CONFERENCE if call.parent.is_real_conference else (t.LINECALLFEATURE_DROP, 0)
    services = permitted(call, beside)
    if call.members is not None:
        return _of_a_conference(call, services)
    has_conference = any(other.conference for other in beside)
    adds = has_conference and Service.CONFERENCE_CALL in services  # a line has one conference
    first, second = _sum(services - {Service.CONFERENCE_CALL} if has_conference else services)
    if has_conference:
        first &= ~t.LINECALLFEATURE_SETUPCONF
    if call.consult is not None:
        first, second = first & ~BEGINS, second & ~t.LINECALLFEATURE2_ONESTEPTRANSFER
    if call.state is ConnectionState.ALERTING and not call.accepted:
        first |= t.LINECALLFEATURE_ACCEPT
    return first | t.LINECALLFEATURE_ADDTOCONF if adds else first, second


def shows_others(call: TapiCall, beside: Beside) -> bool:
    """Whether it was told with other features than it has now."""
    return call.told is None or (call.told.features, call.told.features2) != features_of(call, beside)


def _of_a_conference(call: TapiCall, services: frozenset[Service]) -> Features:
    first, _ = _sum(services)
    can_add = call.is_real_conference and call.consult is None and Service.HOLD_CALL in services
    adds = t.LINECALLFEATURE_PREPAREADDCONF if can_add else 0
    return first & ~NOT_OF_A_CONFERENCE | adds, 0


def _sum(services: frozenset[Service]) -> Features:
    first = second = 0
    for service in services:
        one, two = FEATURES.get(service, (0, 0))
        first, second = first | one, second | two
    return first, second
