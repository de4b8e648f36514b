"""Files with secrets in them."""

from __future__ import annotations

import stat

import pytest

from ctibridge.private_file import write_private


def test_a_secret_is_for_its_owner_only_whatever_was_there_before(tmp_path):
    file = tmp_path / "secret"
    file.write_bytes(b"old")
    file.chmod(0o644)
    (tmp_path / "secret.new").write_bytes(b"left behind")
    write_private(file, b"new")
    assert (b"new", 0o600) == (file.read_bytes(), stat.S_IMODE(file.stat().st_mode))
    assert [file] == list(tmp_path.iterdir())


def test_a_secret_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "nowhere" / "secret", b"x")
