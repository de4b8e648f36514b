"""What a provider knows after a restart."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.memory import FileShelf, Granted, Memory, Remembered, account_of
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import StoreError
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.wire.cti.profile import DEFAULT, Framing, profile_from_plain

SETTINGS = BroadWorksSettings(name="p", url="http://xsp.example", user="admin@ent1.example", password="secret")
ACCOUNT = account_of(SETTINGS)
PROFILE = replace(DEFAULT, framing=Framing.NUL)
REMEMBERED = Remembered(
    ACCOUNT,
    (Granted("enterprise/ent1", "Advanced Call", "s-1"), Granted("user/anna@ent1.example", "Do Not Disturb", "s-2")),
    Directory((Line(LineId("anna@ent1.example"), "Anna@ent1.example", "+4930", "101", "Änna"),), "ent1", None),
    {"cti.example": PROFILE.plain()},
)


class Mind:
    """A shelf that lasts as long as the test; broken when told to be."""

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.puts = 0
        self.broken = False

    async def get(self) -> bytes | None:
        if self.broken:
            raise StoreError("no such server")
        return self.body

    async def put(self, body: bytes) -> None:
        if self.broken:
            raise StoreError("no such server")
        self.body, self.puts = body, self.puts + 1


@pytest.fixture(params=["file", "mind"])
def shelf(request, tmp_path):
    return FileShelf(tmp_path, "head office/1") if request.param == "file" else Mind()


async def test_what_is_kept_is_recalled_by_the_next_run(shelf):
    await Memory(shelf).keep(REMEMBERED)
    recalled = await Memory(shelf).recall(ACCOUNT)
    assert REMEMBERED == recalled
    assert PROFILE == profile_from_plain(recalled.profiles["cti.example"])
    assert b"secret" not in (await shelf.get() or b"")


async def test_each_provider_has_a_file_of_its_own(tmp_path):
    await Memory(FileShelf(tmp_path, "p")).keep(REMEMBERED)
    assert Remembered(ACCOUNT) == await Memory(FileShelf(tmp_path, "another")).recall(ACCOUNT)


async def test_another_account_or_scope_knows_nothing_of_the_lines(shelf):
    await Memory(shelf).keep(REMEMBERED)
    other = account_of(replace(SETTINGS, enterprise="ent2"))
    assert Remembered(other, profiles=REMEMBERED.profiles) == await Memory(shelf).recall(other)


async def test_what_is_the_same_is_not_written_again():
    mind = Mind()
    memory = Memory(mind)
    for remembered in (REMEMBERED, replace(REMEMBERED), Remembered(ACCOUNT)):
        await memory.keep(remembered)
    assert 2 == mind.puts


async def test_without_a_shelf_nothing_is_kept():
    memory = Memory()
    await memory.keep(REMEMBERED)
    assert Remembered(ACCOUNT) == await memory.recall(ACCOUNT)


async def test_what_is_damaged_costs_only_what_was_in_it(shelf):
    for damage in (b"", b"[]", b'{"subscriptions": [{"target": 1}]}', b"\x00"):
        await shelf.put(damage)
        with capture_logs() as logs:
            assert Remembered(ACCOUNT) == await Memory(shelf).recall(ACCOUNT)
        assert ["memory.unreadable"] == [line["event"] for line in logs]


async def test_a_shelf_that_is_broken_is_told_and_tried_again():
    mind = Mind()
    memory = Memory(mind)
    mind.broken = True
    with capture_logs() as logs:
        await memory.keep(REMEMBERED)
        assert Remembered(ACCOUNT) == await memory.recall(ACCOUNT)
    assert ["memory.unwritable", "memory.unreadable"] == [line["event"] for line in logs]
    mind.broken = False
    await memory.keep(REMEMBERED)
    assert REMEMBERED == await memory.recall(ACCOUNT)


async def test_a_folder_that_cannot_be_used_is_told_with_its_name(tmp_path):
    (tmp_path / "provider-p.json").mkdir()
    for shelf in (FileShelf(tmp_path / "missing", "p"), FileShelf(tmp_path, "p")):
        with capture_logs() as logs:
            await Memory(shelf).keep(REMEMBERED)
        assert [("memory.unwritable", True)] == [(line["event"], str(tmp_path) in line["reason"]) for line in logs]
    with pytest.raises(StoreError, match="cannot be read"):
        await FileShelf(tmp_path, "p").get()


async def test_what_an_earlier_version_kept_moves_to_the_shelf(tmp_path):
    file, mind = FileShelf(tmp_path, "p"), Mind()
    await Memory(file).keep(REMEMBERED)
    memory = Memory(mind, file)
    assert REMEMBERED == await memory.recall(ACCOUNT)
    assert [tmp_path / "provider-p.json"] == list(tmp_path.iterdir()), "not before it is on the shelf"
    await memory.keep(REMEMBERED)
    assert [] == list(tmp_path.iterdir())
    assert REMEMBERED == await Memory(mind, file).recall(ACCOUNT)
