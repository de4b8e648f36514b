"""A line as the platform's directory describes it."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.model.ids import LineId


@dataclass(frozen=True, slots=True)
class Line:
    """What an application opens and watches.

    `user_id` is spelled as the platform spells it; `number` is E.164 where the platform gives it so.
    """

    id: LineId
    user_id: str
    number: str | None = None
    extension: str | None = None
    first_name: str = ""
    last_name: str = ""
    group: str | None = None
    department: str | None = None
    email: str | None = None

    @property
    def name(self) -> str:
        """First and last name, as far as there are any."""
        return f"{self.first_name} {self.last_name}".strip()
