"""The states of a connection, told from the table of legal transitions; and who may import whom."""

from __future__ import annotations

from configparser import ConfigParser

from scripts.pages.blocks import DOCS, Part, Rows, code, table

from ctibridge.model.states import LEGAL, ConnectionState


def _diagram(_old: str) -> str:
    arrows = [
        f"    {_node(before)} --> {_node(after)}"
        for before, following in LEGAL.items()
        for after in ConnectionState  # in one order, whatever a set's is
        if after in following
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```"])


def _node(state: ConnectionState) -> str:
    """Mermaid's sign for beginning and end stands for null."""
    return "[*]" if state is ConnectionState.NULL else state.value


def _layers(_old: str) -> str:
    read = ConfigParser()
    read.read(DOCS.parent / ".importlinter", encoding="utf-8")
    layers = read["importlinter:contract:layers"]["layers"].split("\n")
    rows: Rows = []
    for line in filter(None, layers):
        rooms = [room.strip() for room in line.split("|")]
        there = [room.removeprefix("ctibridge.") for room in rooms if not room.startswith("(")]
        rows.append((str(len(rows) + 1), ", ".join(map(code, there))))
    return table(("layer", "rooms"), rows)


def contracts() -> list[str]:
    """The rules about imports by name, besides that of the layers."""
    read = ConfigParser()
    read.read(DOCS.parent / ".importlinter", encoding="utf-8")
    names = [read[section]["name"] for section in read.sections() if section.startswith("importlinter:contract:")]
    return names[1:]


def _contracts(_old: str) -> str:
    return "".join(f"- {name}.\n" for name in contracts())


PARTS: dict[str, Part] = {"state-diagram": _diagram, "layers": _layers, "import-rules": _contracts}
