"""What the hub needs of a south adapter."""

from __future__ import annotations

from typing import Protocol

from ctibridge.model.commands import Command, Result
from ctibridge.model.ids import LineId


class Provider(Protocol):
    """One configured login to one switch, with its lines. It hands reports to `Hub.on_report` by itself."""

    name: str

    def serves(self, line: LineId) -> bool:
        """Whether the line is one of this provider's."""

    def suspect(self, line: LineId) -> None:
        """The line's state should be fetched anew; a report will follow."""

    def watched(self, line: LineId) -> None:
        """Somebody watches the line from now on: what is not known of it yet is wanted first."""

    async def execute(self, command: Command) -> Result:
        """Carries a command out.

        Raises:
            CommandError: it was not, or nobody knows.
        """
