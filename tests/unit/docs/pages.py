"""The pages of the documentation, for tests."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "adr" not in path.parts)

_LINK = re.compile(r"!?\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def code_words(name: str) -> set[str]:
    """Everything that a page shows as code, also the parts of it: `--config`, `GET /truth`."""
    shown = re.findall(r"`([^`\n]+)`", _FENCE.sub("", text(name)))
    return {*shown, *(word for item in shown for word in item.split())}


def links(page: Path) -> list[tuple[str, str]]:
    """Text and target of each link, outside of examples."""
    return [(found["text"], found["target"]) for found in _LINK.finditer(_FENCE.sub("", page.read_text("utf-8")))]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).strip() for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
