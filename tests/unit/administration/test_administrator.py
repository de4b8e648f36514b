"""What the administrator sees and does, on a hub with lines, a provider that can everything, and a store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ctibridge.administration.administrator import Administrator
from ctibridge.errors import InvalidValue, NotSupported, UnknownLine
from ctibridge.hub.hub import Hub
from ctibridge.model import reports as r
from ctibridge.model.health import Evidence, HealthState, LineHealth, Who
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.admin import messages as m
from tests.unit.administration.kept_store import KeptStore

SECRET = "s3cret"
ANNA = Line(LineId("anna@x"), "Anna@x", "+4930101", "101", "Anna", "Adler")
BERT = Line(LineId("bert@x"), "bert@x", "+4930102", "102", "Bert", "Brandt")
DORA = Line(LineId("dora@y"), "dora@y", "+4940101", "101", "Dora", "Dachs")


@dataclass(frozen=True)
class Other:
    after: Line


@dataclass(frozen=True)
class Found:
    added: tuple[Line, ...] = (Line(LineId("emil@x"), "Emil@x"),)
    changed: tuple[Other, ...] = (Other(ANNA),)
    gone: tuple[Line, ...] = ()
    offered: tuple[Line, ...] = (BERT,)
    missing: int = 3


@dataclass
class Able:
    """A provider that reads lines and takes passwords."""

    name: str = "office"
    read: int = 0
    passwords: dict[str, str | None] = field(default_factory=dict)
    keeps_passwords: bool = True

    async def read_lines(self) -> Found:
        self.read += 1
        return Found()

    def set_password(self, user_id: str, password: str | None) -> None:
        if user_id == "nobody@x":
            raise UnknownLine(user_id)
        self.passwords[user_id] = password


class Plain:
    name = "branch"


class HealthyHub(Hub):
    def health(self, line: LineId) -> LineHealth:
        if line == ANNA.id:
            return LineHealth(HealthState.IN_SERVICE, 5.0)
        return LineHealth(HealthState.INVALID_PASSWORD, 6.0, Evidence("no", 401, "xsp1"), Who.USER, 66.0)


@dataclass
class Office:
    hub: Hub = field(default_factory=lambda: HealthyHub(later=lambda _s, _w: None))
    store: KeptStore | None = field(default_factory=KeptStore)
    able: Able = field(default_factory=Able)

    def __post_init__(self) -> None:
        for provider, lines in ((self.able, (ANNA, BERT)), (Plain(), (DORA,))):
            self.hub.add_provider(provider)  # type: ignore[arg-type]
            self.hub.on_report(r.LinesRead(provider.name, lines))
        self.hub.on_report(r.ProviderUp("office"))
        self.hub.on_report(r.LineUp(ANNA.id))
        providers = {"office": self.able, "branch": Plain()}
        self.gateway = Administrator(self.hub, lambda: providers, _reload, store=self.store)

    def ask(self, asked: Any) -> Any:
        return asyncio.run(asked)

    def noted(self) -> list[tuple[str, str, str | None, str | None, str]]:
        assert self.store is not None
        return [(each.who, each.action, each.provider, each.subject, each.details) for each in self.store.entries]


async def _reload() -> m.Reloaded:
    return m.Reloaded(("log.level",), ("csta.port",))


def users(lines: m.Lines) -> list[str]:
    return [row.line for row in lines.lines]


def test_providers_are_shown_with_their_lines():
    office = Office()
    first, second = office.ask(office.gateway.providers())
    assert m.ProviderRow("office", True, None, 2, 1) == first
    assert m.ProviderRow("branch", False, "starting", 1, 0) == second


def test_lines_are_shown_with_their_health():
    office = Office()
    found = office.ask(office.gateway.lines(m.LineFilter()))
    assert [ANNA.id, BERT.id, DORA.id] == users(found)
    good = m.Health("in-service", 5.0)
    anna = m.LineRow("office", ANNA.id, "Anna@x", "+4930101", "101", "Anna Adler", None, None, True, good)
    assert anna == found.lines[0]
    assert {"in-service": 1, "invalid-password": 2} == found.counts
    bad = found.lines[1].health
    assert m.Health("invalid-password", 6.0, "no", 401, "xsp1", "the user", 66.0, bad.texts) == bad


def test_people_are_told_in_their_language_what_is_wrong_and_nothing_of_what_is_right():
    office = Office()
    good, bad, _ = office.ask(office.gateway.lines(m.LineFilter())).lines
    assert None is good.health.texts
    assert ["en", "de"] == list(bad.health.texts)
    german = bad.health.texts["de"]
    assert ("Kennwort falsch oder unbekannt", "der Benutzer") == (german.cause, german.who)
    assert "Die Leitung ist außer Betrieb; alle anderen sind nicht betroffen." == german.what
    assert "Give the gateway the present password of this user." == bad.health.texts["en"].todo
    assert "no (401 bei xsp1)" == german.evidence


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (m.LineFilter(state="in-service"), [ANNA.id]),
        (m.LineFilter(state="locked"), []),
        (m.LineFilter(provider="branch"), [DORA.id]),
        (m.LineFilter(search="101"), [ANNA.id, DORA.id]),
        (m.LineFilter(search="BRANDT"), [BERT.id]),
        (m.LineFilter(search="anna@"), [ANNA.id]),
        (m.LineFilter(search="+4940"), [DORA.id]),
        (m.LineFilter(state="invalid-password", provider="office", search="b"), [BERT.id]),
    ],
)
def test_lines_are_chosen(wanted, expected):
    office = Office()
    assert expected == users(office.ask(office.gateway.lines(wanted)))


def test_all_states_are_counted_of_the_lines_that_are_chosen_by_anything_else():
    office = Office()
    found = office.ask(office.gateway.lines(m.LineFilter(state="in-service", provider="office")))
    assert {"in-service": 1, "invalid-password": 1} == found.counts


@pytest.mark.parametrize("look", [lambda a: a.lines(m.LineFilter()), lambda a: a.providers()])
def test_events_go_by_while_many_lines_are_looked_at(look):
    office, turns = Office(), []
    office.hub.on_report(r.LinesRead("office", tuple(Line(LineId(f"u{n}"), f"u{n}") for n in range(1000))))

    async def main() -> None:
        looking = asyncio.create_task(look(office.gateway))
        while not looking.done():
            turns.append(1)
            await asyncio.sleep(0)

    asyncio.run(main())
    assert len(turns) > 9


def test_a_line_is_added_and_removed_read_at_once_and_noted():
    office = Office()
    office.ask(office.gateway.add_line("root", "office", "emil@x"))
    office.ask(office.gateway.remove_line("root", "office", "Bert@x"))
    assert {("office", "emil@x"): True, ("office", "bert@x"): False} == office.store.wanted
    assert 2 == office.able.read
    assert [
        ("root", "line removed", "office", "Bert@x", ""),
        ("root", "line added", "office", "emil@x", ""),
    ] == office.noted()
    assert office.store.entries[0].at >= office.store.entries[1].at > 0


def test_lines_are_read_on_demand_with_a_report():
    office = Office()
    expected = m.Difference(("Emil@x",), ("Anna@x",), (), ("bert@x",), 3)
    assert expected == office.ask(office.gateway.read_lines("root", "office"))
    assert [("root", "lines read", "office", None, "1 added, 1 changed, 0 gone")] == office.noted()


def test_a_password_is_kept_told_to_the_provider_and_stands_in_no_journal():
    office = Office()
    office.ask(office.gateway.set_password("root", "office", "anna@x", SECRET))
    assert ({("office", "anna@x"): SECRET}, {"anna@x": SECRET}) == (office.store.kept, office.able.passwords)
    office.ask(office.gateway.set_password("root", "office", "anna@x", None))
    assert ({}, {"anna@x": None}) == (office.store.kept, office.able.passwords)
    assert SECRET not in repr(office.store.entries)
    assert ["password forgotten", "password set"] == [action for _, action, _, _, _ in office.noted()]


def test_the_password_of_an_account_in_the_configuration_is_told_and_not_kept():
    office = Office()
    office.able.keeps_passwords = False
    assert not office.ask(office.gateway.set_password("root", "office", "anna@x", SECRET))
    assert ({}, {"anna@x": SECRET}) == (office.store.kept, office.able.passwords)
    assert ["password set"] == [action for _, action, _, _, _ in office.noted()]


def test_a_password_of_nobody_is_not_kept_but_one_that_is_imported_waits_for_its_line():
    office = Office()
    with pytest.raises(UnknownLine):
        office.ask(office.gateway.set_password("root", "office", "nobody@x", SECRET))
    assert ({}, []) == (office.store.kept, office.store.entries)
    office.ask(office.gateway.import_lines("root", "office", (m.NewLine("nobody@x", SECRET),)))
    assert {("office", "nobody@x"): SECRET} == office.store.kept


def test_lines_are_imported_with_their_passwords_or_not_at_all():
    office = Office()
    office.ask(office.gateway.import_lines("root", "office", (m.NewLine("a@x", SECRET), m.NewLine("b@x"))))
    assert {("office", "a@x"): True, ("office", "b@x"): True} == office.store.wanted
    assert ({("office", "a@x"): SECRET}, {"a@x": SECRET}) == (office.store.kept, office.able.passwords)
    assert (1, SECRET not in repr(office.store.entries)) == (office.able.read, True)
    with pytest.raises(InvalidValue, match="c@x"):
        office.ask(office.gateway.import_lines("root", "office", (m.NewLine("c@x"), m.NewLine("C@X"))))
    assert 2 == len(office.store.wanted)


def test_the_store_is_copied_by_absolute_paths(tmp_path):
    office = Office()
    office.ask(office.gateway.backup("root", str(tmp_path / "copy")))
    office.ask(office.gateway.restore("root", str(tmp_path / "copy")))
    assert [("backup", tmp_path / "copy"), ("restore", tmp_path / "copy")] == office.store.copies
    with pytest.raises(InvalidValue, match="absolute"):
        office.ask(office.gateway.backup("root", str(Path("copy"))))


def test_a_restored_store_holds_at_once_for_every_provider():
    office = Office()
    office.store.kept = {("office", "anna@x"): SECRET, ("branch", "dora@y"): SECRET}
    office.ask(office.gateway.restore("root", "/copy"))
    assert ({"anna@x": SECRET}, 1) == (office.able.passwords, office.able.read)


def test_a_reload_is_noted_with_what_it_changed():
    office = Office()
    assert m.Reloaded(("log.level",), ("csta.port",)) == office.ask(office.gateway.reload("root"))
    details = "log.level; csta.port after a restart"
    assert [("root", "configuration reloaded", None, None, details)] == office.noted()


def test_the_journal_is_told_from_its_end():
    office = Office()
    for number in range(3):
        office.ask(office.gateway.backup("root", f"/{number}"))
    assert ["/2", "/1"] == [entry.subject for entry in office.ask(office.gateway.journal(2))]


WITH_PROVIDER = {
    "add_line": ("emil@x",),
    "remove_line": ("bert@x",),
    "import_lines": ((),),
    "read_lines": (),
    "set_password": ("anna@x", SECRET),
}


def test_a_key_is_rotated_with_an_entry():
    office = Office()
    office.ask(office.gateway.rotate_key("root"))
    assert [("root", "key rotated", None, None, "")] == office.noted()


def test_all_passwords_are_forgotten_in_the_store_and_by_the_provider_whose_they_are():
    office = Office()
    for provider, user_id in (("office", "anna@x"), ("office", "bert@x"), ("former", "emil@z")):
        office.store.kept[provider, user_id] = SECRET
    assert 3 == office.ask(office.gateway.forget_passwords("root"))
    assert ({}, {"anna@x": None, "bert@x": None}) == (office.store.kept, office.able.passwords)
    assert [("root", "passwords forgotten", None, None, "")] == office.noted()


def test_passwords_that_stand_in_the_configuration_are_not_forgotten():
    office = Office()
    office.able.keeps_passwords = False
    office.store.kept["office", "anna@x"] = SECRET
    assert 1 == office.ask(office.gateway.forget_passwords("root"))
    assert {} == office.able.passwords


def test_lines_are_told_as_the_store_has_them():
    office = Office()
    office.ask(office.gateway.add_line("root", "office", "Emil@x"))
    (kept,) = office.ask(office.gateway.kept_lines("office"))
    assert (1, "Emil@x", "platform", "present") == (kept.id, kept.user_id, kept.source, kept.presence)
    assert () == office.ask(office.gateway.kept_lines("branch"))


def test_of_a_line_that_is_not_wanted_only_the_password_is_imported():
    office = Office()
    lines = (m.NewLine("a@x", SECRET, wanted=False), m.NewLine("b@x"))
    office.ask(office.gateway.import_lines("root", "office", lines))
    assert {("office", "b@x"): True} == office.store.wanted
    assert {("office", "a@x"): SECRET} == office.store.kept
    assert [("root", "lines imported", "office", None, "1 lines, 1 passwords")] == office.noted()


@pytest.mark.parametrize("what", WITH_PROVIDER)
def test_a_provider_that_is_not_there_is_named_with_those_that_are(what):
    office = Office()
    with pytest.raises(InvalidValue, match="there is no provider elsewhere; there are office, branch"):
        office.ask(getattr(office.gateway, what)("root", "elsewhere", *WITH_PROVIDER[what]))
    assert [] == office.store.entries


WITH_STORE = {
    "add_line": ("root", "office", "emil@x"),
    "remove_line": ("root", "office", "bert@x"),
    "import_lines": ("root", "office", ()),
    "set_password": ("root", "office", "anna@x", SECRET),
    "journal": (5,),
    "backup": ("root", "/copy"),
    "restore": ("root", "/copy"),
    "rotate_key": ("root",),
    "forget_passwords": ("root",),
    "kept_lines": ("office",),
}


@pytest.mark.parametrize("what", WITH_STORE)
def test_without_a_store_nothing_is_pretended(what):
    office = Office(store=None)
    with pytest.raises(NotSupported):
        office.ask(getattr(office.gateway, what)(*WITH_STORE[what]))


def test_a_provider_that_cannot_read_on_demand_is_not_asked_to():
    office = Office()
    with pytest.raises(NotSupported):
        office.ask(office.gateway.read_lines("root", "branch"))
    office.ask(office.gateway.add_line("root", "branch", "emil@y"))
    assert {("branch", "emil@y"): True} == office.store.wanted
