"""A list of lines that renews itself: at first all that are wanted, then only what changed. Pure."""

from __future__ import annotations

from ctibridge.servers.admin.messages import LineRow, Lines


class LiveLines:
    """What one reader knows."""

    def __init__(self) -> None:
        self._known: dict[str, LineRow] = {}
        self._counts: dict[str, int] | None = None

    def news(self, now: Lines) -> Lines | None:
        """What the reader does not know yet; None: nothing."""
        rows = {row.line: row for row in now.lines}
        changed = tuple(row for row in now.lines if self._known.get(row.line) != row)
        gone = tuple(line for line in self._known if line not in rows)
        same = not changed and not gone and now.counts == self._counts
        self._known, self._counts = rows, now.counts
        return None if same else Lines(changed, now.counts, gone)


class Mirror:
    """The same list at the reader's end."""

    def __init__(self) -> None:
        self._rows: dict[str, LineRow] = {}

    def take(self, news: Lines) -> Lines:
        """The whole list after this message."""
        for line in news.gone:
            self._rows.pop(line, None)
        self._rows.update((row.line, row) for row in news.lines)
        return Lines(tuple(self._rows.values()), news.counts)
