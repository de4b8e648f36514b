"""What a provider knows after a restart."""

from dataclasses import replace

from structlog.testing import capture_logs

from ctibridge.broadworks.lines import Directory
from ctibridge.broadworks.memory import Granted, Memory, Remembered, account_of
from ctibridge.broadworks.settings import BroadWorksSettings
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


def test_what_is_kept_is_recalled_by_the_next_run(tmp_path):
    Memory(tmp_path, "head office/1").keep(REMEMBERED)
    recalled = Memory(tmp_path, "head office/1").recall(ACCOUNT)
    assert REMEMBERED == recalled
    assert PROFILE == profile_from_plain(recalled.profiles["cti.example"])
    assert Remembered(ACCOUNT) == Memory(tmp_path, "another").recall(ACCOUNT)
    assert b"secret" not in next(tmp_path.iterdir()).read_bytes()


def test_another_account_or_scope_knows_nothing_of_the_lines(tmp_path):
    Memory(tmp_path, "p").keep(REMEMBERED)
    other = account_of(replace(SETTINGS, enterprise="ent2"))
    assert Remembered(other, profiles=REMEMBERED.profiles) == Memory(tmp_path, "p").recall(other)


def test_what_is_the_same_is_not_written_again(tmp_path):
    memory = Memory(tmp_path, "p")
    memory.keep(REMEMBERED)
    (file,) = tmp_path.iterdir()
    file.unlink()
    memory.keep(replace(REMEMBERED))
    assert [] == list(tmp_path.iterdir())
    memory.keep(Remembered(ACCOUNT))
    assert [file] == list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_kept():
    memory = Memory()
    memory.keep(REMEMBERED)
    assert Remembered(ACCOUNT) == memory.recall(ACCOUNT)


def test_a_damaged_file_costs_only_what_was_in_it(tmp_path):
    Memory(tmp_path, "p").keep(REMEMBERED)
    (file,) = tmp_path.iterdir()
    for damage in ("", "[]", '{"subscriptions": [{"target": 1}]}', "\x00"):
        file.write_text(damage, encoding="utf-8")
        with capture_logs() as logs:
            assert Remembered(ACCOUNT) == Memory(tmp_path, "p").recall(ACCOUNT)
        assert [str(file)] == [line["file"] for line in logs]


def test_a_folder_that_cannot_be_written_is_told_and_harms_nothing(tmp_path):
    memory = Memory(tmp_path / "missing", "p")
    with capture_logs() as logs:
        memory.keep(REMEMBERED)
    assert ["memory.unwritable"] == [line["event"] for line in logs]
