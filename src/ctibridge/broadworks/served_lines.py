"""The lines that one provider serves: from its directory, by the filters and an administrator's word."""

from __future__ import annotations

from dataclasses import replace

import structlog

from ctibridge.broadworks.line_choice import LineDifference, difference, is_wanted
from ctibridge.broadworks.line_keeper import LineKeeper
from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.settings import BroadWorksSettings, Scope
from ctibridge.errors import StoreError
from ctibridge.model.ids import LineId, line_of
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line

log = structlog.get_logger()


class ServedLines:
    """Knows which lines are served.

    Args:
        settings: The provider's.
        keeper: Keeps the lines.
    """

    def __init__(self, settings: BroadWorksSettings, keeper: LineKeeper) -> None:
        self._settings, self._keeper = settings, keeper
        self.kept: tuple[KeptLine, ...] | None = None
        self.lines: dict[LineId, Line] = {}
        self.unkept: StoreError | None = None

    async def settings(self) -> BroadWorksSettings:
        """How the directory is to be read: single users are those of the settings, and those of an administrator.

        A collection's directory may leave somebody out whom an administrator added.

        Raises:
            StoreError: who they are cannot be read, and never could.
        """
        kept = await self._known()
        removed = {each.line.id for each in kept if each.presence is Presence.REMOVED}
        added = [each.line.user_id for each in kept if each.source is Source.MANUAL]
        named = self._settings.users or ((self._settings.user,) if self._settings.scope is Scope.USERS else ())
        users = {line_of(user): user for user in (*named, *added)}
        return replace(self._settings, users=tuple(user for line, user in users.items() if line not in removed))

    async def take(self, directory: Directory) -> LineDifference:
        """The directory was read. What cannot be kept is served all the same, and `unkept` says why.

        Raises:
            StoreError: which lines there were cannot be read, and never could.
        """
        kept = await self._known()
        found = difference(directory, kept, self._settings.lines)
        if found:
            counts = {"added": len(found.added), "changed": len(found.changed), "gone": len(found.gone)}
            log.info("lines.changed", provider=self._settings.name, **counts)
        gone = [line.id for line in found.gone]
        self.unkept = None
        try:
            self._serve(await self._keeper.keep(found.present, gone) if found else kept)
        except StoreError as exc:
            log.warning("lines.unkept", provider=self._settings.name, reason=str(exc))
            self.unkept = exc
            self._serve(kept)
            self.lines.update((line.id, line) for line in found.present)
            self.lines = {line_id: line for line_id, line in self.lines.items() if line_id not in gone}
        return found

    async def recall(self, directory: Directory) -> None:
        """The directory is not read yet, and this is an earlier one: it counts only where nothing was kept."""
        kept = await self._known()
        if not kept:
            await self.take(directory)
            return
        self._serve(kept)
        wanted = {each.line.id for each in kept if is_wanted(each.line, each, self._settings.lines)}
        self.lines = {line_id: line for line_id, line in self.lines.items() if line_id in wanted}

    async def _known(self) -> tuple[KeptLine, ...]:
        try:
            self.kept = await self._keeper.lines()
        except StoreError as exc:
            if self.kept is None:
                raise
            log.warning("lines.unkept", provider=self._settings.name, reason=str(exc))
        return self.kept

    def _serve(self, kept: tuple[KeptLine, ...]) -> None:
        self.kept = kept
        self.lines = {each.line.id: each.line for each in kept if each.is_served}
