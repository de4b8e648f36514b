"""The file that says where a running gateway is, and opens it."""

from __future__ import annotations

import stat
import sys

import pytest

from ctibridge.servers.admin.whereabouts import NAME, fresh, whereabouts_in


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are others there")
def test_only_the_owner_can_read_it(tmp_path):
    fresh("http://127.0.0.1:1").write(tmp_path / "state")
    assert 0o600 == stat.S_IMODE((tmp_path / "state" / NAME).stat().st_mode)
    assert 0o700 == stat.S_IMODE((tmp_path / "state").stat().st_mode)


def test_it_is_found_until_the_gateway_goes(tmp_path):
    ours = fresh("http://127.0.0.1:1")
    assert whereabouts_in(tmp_path) is None
    ours.write(tmp_path)
    assert ours == whereabouts_in(tmp_path)
    ours.remove(tmp_path)
    assert whereabouts_in(tmp_path) is None
    assert [] == list(tmp_path.iterdir())


def test_what_another_gateway_wrote_meanwhile_stays(tmp_path):
    ours, theirs = fresh("http://127.0.0.1:1"), fresh("http://127.0.0.1:2")
    ours.write(tmp_path)
    theirs.write(tmp_path)
    ours.remove(tmp_path)
    assert theirs == whereabouts_in(tmp_path)


def test_a_damaged_file_is_none(tmp_path):
    (tmp_path / NAME).write_text("{")
    assert whereabouts_in(tmp_path) is None


def test_every_start_has_a_token_of_its_own_which_is_not_shown():
    first, second = fresh("http://127.0.0.1:1"), fresh("http://127.0.0.1:1")
    assert first.token != second.token
    assert first.token not in repr(first)
