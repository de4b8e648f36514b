"""`python -m scripts.pages [--check]`."""

from __future__ import annotations

import sys

from scripts.pages.blocks import DOCS, pages, renewed, unwritten
from scripts.pages.parts import PARTS


def main(*, check: bool) -> int:
    """Renews the pages, or only looks; returns how many need somebody's attention."""
    wanting = 0
    for page in pages():
        before = page.read_text(encoding="utf-8")
        after = renewed(before, PARTS)
        name = page.relative_to(DOCS.parent)
        missing = unwritten(after)
        if missing:
            print(f"{name}: to be described by hand: {', '.join(missing)}")
        if after != before:
            print(f"{name} is stale: run scripts/docs" if check else f"{name} is renewed")
            if not check:
                page.write_text(after, encoding="utf-8")
        wanting += bool(missing) or (check and after != before)
    return wanting


if __name__ == "__main__":
    sys.exit(1 if main(check="--check" in sys.argv[1:]) else 0)
