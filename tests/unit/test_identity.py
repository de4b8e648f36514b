"""The identity at platforms: made once, never replaced behind the administrator's back."""

from __future__ import annotations

import json
import stat

import pytest

from ctibridge.identity import instance_identity
from tests.unit.configured import PROVIDER, SECRET, mistake, read


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b'{"application_id": "a", "channel_set_id": 5}',
    b'{"application_id": "a b", "channel_set_id": "a"}',
    b'{"application_id": "", "channel_set_id": "a"}',
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_identity_is_named_with_the_remedy_and_kept(tmp_path, content):
    state = tmp_path / "ctibridge-state"
    state.mkdir()
    file = state / "instance.json"
    file.write_bytes(content)
    assert f"state: {file} is damaged: delete it, and a new identity is made" == mistake(tmp_path, PROVIDER)
    assert content == file.read_bytes()


def test_a_state_that_is_no_directory_is_named(tmp_path):
    (tmp_path / "here").write_text("a file")
    said = mistake(tmp_path, "state = 'here'\n" + PROVIDER)
    assert said.startswith(f"state: {tmp_path / 'here'} cannot be used: ")


def test_the_identity_is_made_once_for_its_owner_and_differs_elsewhere(tmp_path):
    first, again = (read(tmp_path, PROVIDER).providers[0] for _ in range(2))
    assert (first.application_id, first.channel_set_id) == (again.application_id, again.channel_set_id)
    assert first.application_id == first.channel_set_id
    assert 0o700 == stat.S_IMODE((tmp_path / "ctibridge-state").stat().st_mode)
    made = json.loads((tmp_path / "ctibridge-state/instance.json").read_text())["application_id"]
    assert f"{made}-office" == first.application_id
    assert made != instance_identity(tmp_path / "other", "file")["application_id"]


def test_identifiers_in_the_file_have_precedence(tmp_path):
    settings = read(tmp_path, PROVIDER + "application_id = 'mine'\n").providers[0]
    made = json.loads((tmp_path / "ctibridge-state/instance.json").read_text())
    assert ("mine", f"{made['channel_set_id']}-office") == (settings.application_id, settings.channel_set_id)
    assert "set" == read(tmp_path, PROVIDER + "channel_set_id = 'set'\n").providers[0].channel_set_id


def test_providers_do_not_take_the_channel_from_each_other_at_a_common_platform(tmp_path):
    """One application has one channel set at a platform: a second one ends the first (xsi.md, section 7)."""
    first, second = read(tmp_path, PROVIDER + PROVIDER.replace("office", "branch")).providers
    assert first.application_id.removesuffix("office") == second.application_id.removesuffix("branch")
    assert first.channel_set_id.removesuffix("office") == second.channel_set_id.removesuffix("branch")
