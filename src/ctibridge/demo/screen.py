"""What the demonstration shows: a live picture of the lines on a terminal, a line of text for each thing elsewhere."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from typing import Self

from lxml import etree
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from ctibridge.client.picture import CallPicture, LinePicture
from ctibridge.client.telling import event_text
from ctibridge.diagnostics.redact import printable
from ctibridge.wire.csta.types import Event

HISTORY = 8  # events under the picture
WIDTH = 38  # of a line's panel
SHOWN = {  # LocalConnectionState -> style, symbol, word
    "initiated": ("yellow", "○", "pick up!"),
    "alerting": ("bold yellow", "◎", "rings"),
    "connected": ("bold green", "●", "talks"),
    "hold": ("cyan", "‖", "holds"),
    "queued": ("cyan", "…", "waits"),
    "fail": ("red", "✕", "hears a tone"),
}
IDLE = ("dim", "○", "idle")
DOWN = ("red", "✕", "out of service")


class Screen:
    """The audience's view.

    Args:
        console: Where it is shown.
        names: The lines and their people.
        live: Whether to draw the picture, on a terminal.
    """

    def __init__(self, console: Console, names: Mapping[str, str], *, live: bool = True) -> None:
        self._console, self._names = console, names
        self._pictures: Mapping[str, LinePicture] = {}
        self._text = ""
        self._history: deque[str] = deque(maxlen=HISTORY)
        self._start = time.monotonic()
        self._live = Live(console=console, auto_refresh=False) if live and console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._live is not None:
            self._live.stop()

    def watch(self, pictures: Mapping[str, LinePicture]) -> None:
        """Shows these lines from now on."""
        self._pictures = pictures
        self._draw()

    def title(self, text: str) -> None:
        """Another act begins."""
        self._console.print(f"\n[bold]{escape(text)}[/]")

    def tell(self, text: str) -> None:
        """Something is going on."""
        self._text = text
        if self._live is None:
            self._console.print(f"{self._clock}  {text}", markup=False)
        self._draw()

    def event(self, device: str, event: Event) -> None:
        """The application was told something."""
        line = f"{self._clock}  {device:>4}  {event_text(event)}"
        self._history.append(line)
        if self._live is None:
            self._console.print(line, markup=False, soft_wrap=True)
        self._draw()

    def message(self, wire: str, direction: str, what: str, document: str) -> None:
        """A message on a wire, as the gateway sees it."""
        arrow = "<-" if direction == "received" else "->"
        self._console.print(
            f"[dim]{self._clock}[/]  [bold magenta]{wire} {arrow}[/] {escape(printable(what))}", soft_wrap=True
        )
        if document.strip():
            self._console.print(Text(printable(indented(document)), style="dim"), soft_wrap=True)

    @property
    def _clock(self) -> str:
        return f"{time.monotonic() - self._start:6.2f}"

    def _draw(self) -> None:
        if self._live is not None:
            self._live.update(self._picture(), refresh=True)

    def _picture(self) -> RenderableType:
        panels = [_panel(picture, self._names.get(device, "")) for device, picture in self._pictures.items()]
        return Group(Columns(panels), Text(self._text, style="bold"), Text("\n".join(self._history), style="dim"))


def _panel(picture: LinePicture, name: str) -> Panel:
    rows = [_call_row(call) for call in picture.calls.values()]
    if not picture.in_service:
        rows.append(_row(*DOWN))
    elif not rows:
        rows.append(_row(*IDLE))
    rows += [Text("")] * (2 - len(rows))
    busy = bool(picture.calls)
    return Panel(
        Group(*rows), title=f"{picture.device} {name}", width=WIDTH, border_style="green" if busy else "bright_black"
    )


def _call_row(call: CallPicture) -> Text:
    style, symbol, word = SHOWN.get(call.state, ("", "?", call.state))
    return _row(style, symbol, word, f"  {call.name} {call.other}".rstrip())


def _row(style: str, symbol: str, word: str, rest: str = "") -> Text:
    return Text.assemble((f"{symbol} {word}", style), rest, no_wrap=True, overflow="ellipsis")


def indented(document: str) -> str:
    """A document with an element on each line; as it is when it is no complete document."""
    try:
        tree = etree.fromstring(document.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return document.strip()
    etree.indent(tree)
    text: str = etree.tostring(tree, encoding="unicode")
    return text
