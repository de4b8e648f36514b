"""The line's call is recorded. Every report of a call tells it, so nothing is lost with an event."""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.parties import Cause
from ctibridge.model.records import Half
from ctibridge.model.reports import CallFacts


def recording_reported(half: Half, facts: CallFacts) -> list[c.Change]:
    """What clients are told when it is not as before."""
    if half.recording is facts.recording:
        return []
    half.recording = facts.recording
    line = half.connection.line
    return [c.CallInformation(line.id, half.connection.view(), Cause.NORMAL, subject=line.party)]
