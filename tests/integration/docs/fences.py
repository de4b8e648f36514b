"""The marked code blocks of a page: `<!-- run: KIND -->` or `<!-- output: KIND -->` stands right before the fence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"

_FENCE = re.compile(r"<!-- (run|output): ([\w-]+) -->\n```\w+\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block. `role` is "run" or "output", `kind` what the page's test makes of it."""

    role: str
    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(*found.groups()) for found in _FENCE.finditer(text)]


def only(page: str, role: str, kind: str) -> str:
    """The one block of this role and kind."""
    (text,) = (block.text for block in blocks(page) if (block.role, block.kind) == (role, kind))
    return text
