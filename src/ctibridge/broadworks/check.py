"""Tries the way to a platform, step by step, as somebody would who has to find out why it does not work.

Every step says what was found, how long it took and, when it failed, who must act. Nothing that a running gateway has
at the platform is touched: channel and subscription of the check are its own, and are given back.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace

from ctibridge.broadworks.check_cti import CtiTest
from ctibridge.broadworks.check_permission import SHORT_LIFE_S
from ctibridge.broadworks.check_steps import Attempt, Outcome, Step, StepName, steps_of, tried
from ctibridge.broadworks.check_xsi import XsiTest
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings

__all__ = ["Outcome", "Step", "StepName", "as_one_account", "check", "steps_of"]


async def check(
    settings: BroadWorksSettings, tls: ssl.SSLContext | None, side_tls: ssl.SSLContext | None = None
) -> AsyncIterator[Step]:
    """Tries the steps one after the other; behind one that failed the others are skipped.

    Args:
        settings: How the platform is reached.
        tls: The context for TLS; None: without.
        side_tls: The same for the XSI server beside the CTI interface.
    """
    own = _own(as_one_account(settings))
    test = CtiTest(own, tls, side_tls) if own.connection.is_cti else XsiTest(own, tls)
    failed: StepName | None = None
    try:
        for name, attempt in zip(steps_of(own.connection), test.attempts, strict=True):
            step = await _step(name, attempt, failed, settings)
            if step.outcome is Outcome.FAILED:
                failed = name
            yield step
    finally:
        await test.close()


async def _step(name: StepName, attempt: Attempt, failed: StepName | None, settings: BroadWorksSettings) -> Step:
    # The calls may be watched although the side path is closed, if the configuration says whose.
    if failed is not None and (failed, name) != (StepName.SIDE, StepName.PERMISSION):
        return Step(name, Outcome.SKIPPED, f"not tried, since {failed} failed")
    if name is StepName.TLS and not settings.connection.is_tls:
        what = settings.connection.upper() if settings.connection.is_cti else settings.connection
        return Step(name, Outcome.SKIPPED, f"{what} is not encrypted: the password can be read on the way")
    return await tried(name, attempt)


def as_one_account(settings: BroadWorksSettings) -> BroadWorksSettings:
    """The settings with an account that the way can be tried with: where each line has its own, the first of them.

    Trying all would be a try for each whose password is wrong, beside those of a gateway that runs.
    """
    if settings.accounts is Accounts.ONE:
        return settings
    users = settings.users or tuple(settings.passwords)
    user = next((user for user in users if user in settings.passwords), next(iter(settings.passwords)))
    password = settings.passwords[user]
    return replace(settings, accounts=Accounts.ONE, user=user, password=password, users=(user,), passwords={})


def _own(settings: BroadWorksSettings) -> BroadWorksSettings:
    """The settings with an identity of the check's own."""
    own = f"ctibridge-check-{secrets.token_hex(4)}"
    life = replace(settings.timing, channel_life_s=SHORT_LIFE_S)
    return replace(settings, application_id=own, channel_set_id=own, timing=life)
