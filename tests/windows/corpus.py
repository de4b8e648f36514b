"""What the fuzzers of the provider begin with, `python -m tests.windows.corpus FOLDER`: the messages of the link.

`FOLDER/codec` has single lines; `FOLDER/session` whole sessions, with orders to the application between the lines of
the service (windows/test/fuzz/acts.c); `FOLDER/names` the words that both are made of.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.windows.operations import Operations
from tests.windows.service import CAPS, GARBAGE, ODD, encode
from tests.windows.switch import Line, Message, Switch

ROOT = Path(__file__).parents[2]
PLACE = re.compile(rb'"([@#]\d)"')
WELCOME: Message = {"type": "welcome", "proto": 1, "provider": "test", "switch": "tests", "tracking": 3, "wait_s": 2}
# What the application does with its first call, and the keys of the request that comes of it.
USES: tuple[tuple[str, Message], ...] = (
    ("!d 0 0", {"op": "drop"}), ("!h 0 0", {"op": "hold"}), ("!b 0 0 202", {"op": "blindtransfer", "dest": "202"}),
    ("!g 0 5 12#", {"op": "generatedigits"}), ("!p 0 40", {"op": "park", "mode": 2}),
    ("!t 0 0", {"op": "setuptransfer", "new": "#1"}), ("!y 0 0", {"op": "setupconference", "new": "#1", "new2": "#2"}),
    ("!l 0 1", {"op": "setlinedevstatus", "on": 1}), ("!U 0 0", {"op": "unhold"}), ("!A 0 0", {"op": "accept"}),
    ("!R 0 0 9", {"op": "redirect", "dest": "9"}), ("!D 0 0 9", {"op": "dial", "dest": "9"}),
    ("!Y 0 0", {"op": "prepareaddtoconference", "new": "#1"}), ("!L 0 0", {"op": "removefromconference"}),
    ("!P 0 0 9", {"op": "pickup", "new": "#1", "dest": "9"}),
    ("!f 0 60", {"op": "devspecificfeature", "feature": 26, "action": 1}),
)  # fmt: skip


class Story:
    """One session as it is written down."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.switch = Switch([Line(1, "101", "Anna \N{EN DASH} Büro"), Line(2, "102", "Bert")], self.send)
        self._operations = Operations(self.switch)
        self._requests = 0
        self.greet()

    def send(self, message: Message) -> None:
        self.lines.append(PLACE.sub(rb"\1", encode(message).strip()))

    def greet(self) -> None:
        self.send(WELCOME)
        self.send(CAPS)
        for line in self.switch.lines.values():
            self.send(self.switch.line_message(line))
        self.send({"type": "ready", "lines": 2})
        for line in self.switch.lines.values():
            line.open = True
            self.send({"type": "opened", "line": line.number})

    def order(self, text: str) -> None:
        self.lines.append(text.encode())

    def ask(self, text: str, request: Message) -> None:
        """The application asks, the service answers."""
        self.order(text)
        own = f"@{self._requests}"
        self._requests += 1
        asked = {"line": 1, "call": "#0", "call2": "#1", "mode": 1} | request
        self._operations.perform(asked, lambda rc, **more: self.send({"type": "res", "id": own, "rc": rc, **more}))

    def bytes(self) -> bytes:
        return b"\n".join(self.lines) + b"\n"


def made(dest: str = "200") -> Story:
    """A story with a call that line 1 makes."""
    story = Story()
    story.ask(f"!m 0 0 {dest}", {"op": "makecall", "new": "#0", "dest": dest})
    return story


def sessions() -> Iterator[bytes]:
    for text, request in USES:
        story = made()
        story.ask(text, request)
        for order in ("!i 0 700", "!v 0 1500 101", "!x", "!+ 300", "!c 0"):
            story.order(order)
        yield story.bytes()
    story = made("102")
    story.ask("!a 1 0", {"op": "answer", "line": 2, "call": 0x80000000})
    story.greet()
    yield story.bytes()
    story = made()
    story.switch.offer(1, "+49", "101")
    for order in ("!z 0", "!o 0", "!+ 3000", "!| 1", "!m 0 0 201", "!k 0 8 data", "!| 0", "!+ 20000"):
        story.order(order)
    story.send({"type": "remove", "line": 2})
    yield story.bytes()
    said = ({"type": "bye", "code": 5}, {"type": "bye", "code": 3}, {"type": "ping", "n": 7}, *ODD)
    for line in (*GARBAGE, *(encode(message) for message in said)):
        yield made().bytes() + line
    yield b"!raw\n" + Story().bytes()


def examples() -> list[bytes]:
    """The messages of the page of the link."""
    page = (ROOT / "docs/reference/tapi-link.md").read_text()
    return [line[2:].encode() for line in page.splitlines() if line.startswith(('> {"', '< {"'))]


def names() -> Iterator[str]:
    """Every word in quotes in the provider: keys, types, and what is asked for; then what makes JSON."""
    text = "".join(path.read_text() for path in sorted((ROOT / "windows/tsp").glob("*.c")))
    for word in sorted(set(re.findall(r'"([a-z0-9_]{2,32})"', text))):
        yield f'"{word}"'
    yield from (rf'"\"{word}\":0"' for word in ("line", "call", "new", "state", "class", "id", "rc"))
    yield from (r'"\\u0041"', r'"\\ud83d\\ude00"', r'"\xf0\x9f\x98\x80"')
    yield from ('"2147483648"', '"4294967295"', '"@0"', '"#0"')
    yield from (f'"!{letter} 0 0"' for letter in "muteydahsbjklpfwgivczo+|xAURDLBPY")


def write(folder: Path) -> None:
    lines = [*examples(), *GARBAGE, *(encode(message) for message in ODD), encode(CAPS)]
    for name, items in (("codec", lines), ("session", [*sessions()])):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number, item in enumerate(items):
            (folder / name / f"{number:02}").write_bytes(item)
    (folder / "names").write_text("\n".join(names()) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
