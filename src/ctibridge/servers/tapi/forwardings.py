"""Forwardings as TAPI names them. Pure tables."""

from __future__ import annotations

from ctibridge.model.reports import ForwardingKind
from ctibridge.servers.tapi import constants as t

MODES: dict[ForwardingKind, int] = {
    ForwardingKind.IMMEDIATE: t.LINEFORWARDMODE_UNCOND,
    ForwardingKind.BUSY: t.LINEFORWARDMODE_BUSY,
    ForwardingKind.NO_ANSWER: t.LINEFORWARDMODE_NOANSW,
}
"""How a forwarding is shown."""

KINDS: dict[int, tuple[ForwardingKind, ...]] = {
    **{mode: (kind,) for kind, mode in MODES.items()},
    t.LINEFORWARDMODE_BUSYNA: (ForwardingKind.BUSY, ForwardingKind.NO_ANSWER),
}
"""The forwardings that a mode means. The platform does not tell internal callers from others in these."""
