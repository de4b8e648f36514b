"""What a provider knows after a restart."""

from structlog.testing import capture_logs

from ctibridge.broadworks.memory import Memory

GRANTED = {("enterprise/ent1", "Advanced Call"): "s-1", ("user/anna@ent1.example", "Do Not Disturb"): "s-2"}


def test_what_is_kept_is_recalled_by_the_next_run(tmp_path):
    Memory(tmp_path, "head office/1").keep(GRANTED)
    assert GRANTED == Memory(tmp_path, "head office/1").recall()
    assert {} == Memory(tmp_path, "another").recall()


def test_what_is_the_same_is_not_written_again(tmp_path):
    memory = Memory(tmp_path, "p")
    memory.keep(GRANTED)
    (file,) = tmp_path.iterdir()
    file.unlink()
    memory.keep(dict(GRANTED))
    assert [] == list(tmp_path.iterdir())
    memory.keep({})
    assert [file] == list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_kept():
    memory = Memory()
    memory.keep(GRANTED)
    assert {} == memory.recall()


def test_a_damaged_file_costs_only_what_was_in_it(tmp_path):
    Memory(tmp_path, "p").keep(GRANTED)
    (file,) = tmp_path.iterdir()
    for damage in ("", "[]", "{}", '{"subscriptions": [{"target": 1}]}', "\x00"):
        file.write_text(damage, encoding="utf-8")
        with capture_logs() as logs:
            assert {} == Memory(tmp_path, "p").recall()
        assert [str(file)] == [line["file"] for line in logs]


def test_a_folder_that_cannot_be_written_is_told_and_harms_nothing(tmp_path):
    memory = Memory(tmp_path / "missing", "p")
    with capture_logs() as logs:
        memory.keep(GRANTED)
    assert ["memory.unwritable"] == [line["event"] for line in logs]
