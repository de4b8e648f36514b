"""The telephone goes off and on the hook: when a call is made, answered, or released with no other one left."""

from __future__ import annotations

from ctibridge.sim.calls import Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import User
from ctibridge.wire.xsi.calls import CallState, HookStatusType, Personality
from ctibridge.wire.xsi.events import HookStatusEvent


def lift(x: Exchange, user: User) -> None:
    """Off the hook; reported before the call's own event, as live platforms do."""
    if user.user_id not in x.off_hook:
        x.off_hook.add(user.user_id)
        x.tell_user(user, HookStatusEvent(hook_status=HookStatusType.OFF_HOOK))


def released(x: Exchange, user: User) -> None:
    """A call of the user ended: on the hook, unless another one is going on (4.7.1.1.27)."""
    if user.user_id in x.off_hook and not any(_needs_handset(half) for half in x.calls(user)):
        x.off_hook.remove(user.user_id)
        x.tell_user(user, HookStatusEvent(hook_status=HookStatusType.ON_HOOK))


def _needs_handset(half: Half) -> bool:
    if half.state is CallState.ALERTING:
        return half.personality is Personality.ORIGINATOR
    return half.state in {CallState.ACTIVE, CallState.REMOTE_HELD, CallState.DETACHED}  # detached: about to be released
