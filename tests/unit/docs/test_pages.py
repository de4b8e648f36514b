"""The pages hold together: generated parts are fresh, links and names lead somewhere, examples can be read."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from scripts.pages.blocks import names_in, pages, renewed, unwritten
from scripts.pages.parts import PARTS

from ctibridge.config import read_configuration
from tests.unit.docs.pages import DOCS, PAGES, ROOT, anchors, links, text

SOURCES = ROOT / "src"
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def name_of(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_generated_parts_are_fresh(page):
    written = page.read_text(encoding="utf-8")
    assert renewed(written, PARTS) == written, "run scripts/docs"
    assert [] == unwritten(written)


def test_every_generated_part_is_on_one_page():
    placed = [name for page in pages() for name in names_in(page.read_text(encoding="utf-8"))]
    assert sorted(PARTS) == sorted(placed)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_a_file_and_a_heading(page):
    broken = []
    for _, target in links(page):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert [] == broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_functions_that_are_linked_are_in_the_file(page):
    missing = [
        f"{words} in {target}"
        for words, target in links(page)
        if target.endswith(".py") and (name := function_name(words)) and not is_in(name, (page.parent / target))
    ]
    assert [] == missing


def function_name(words: str) -> str | None:
    """`Hub.on_report`, but not `hub/hub.py` and not words."""
    found = re.fullmatch(r"`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)`", words)
    return found[1] if found and not found[1].endswith(".py") else None


def is_in(name: str, file: Path) -> bool:
    module = file.resolve().relative_to(SOURCES).with_suffix("").as_posix().replace("/", ".")
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is not None


def test_the_architecture_names_functions():
    named = [words for words, target in links(DOCS / "explanation/architecture.md") if function_name(words)]
    assert len(named) > 20


@pytest.mark.parametrize("page", ["reference/configuration.md", "howto/connect-to-a-platform.md", "howto/operate.md"])
def test_configuration_files_can_be_read(page, tmp_path, monkeypatch):
    monkeypatch.setenv("OFFICE_PASSWORD", "secret")
    monkeypatch.setenv("CRM_PASSWORD", "secret")
    secret = tmp_path / "office.password"
    secret.write_text("secret", encoding="utf-8")
    secret.chmod(0o600)
    examples = TOML.findall(text(page))
    for example in examples:
        file = tmp_path / "ctibridge.toml"
        file.write_text(example.replace("/var/lib/ctibridge", "ctibridge-state"), encoding="utf-8")
        assert read_configuration(file).providers
    assert examples


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_page_can_be_reached_from_the_index(page):
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        current = waiting.pop()
        if current in reached or current.suffix != ".md":
            continue
        reached.add(current)
        targets = (target.partition("#")[0] for _, target in links(current) if "://" not in target)
        waiting += [(current.parent / target).resolve() for target in targets if target]
    assert page in reached
