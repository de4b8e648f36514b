"""Passwords at rest, and the places where their keys are."""

from __future__ import annotations

import stat

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from ctibridge.errors import KeyMissing, StoreError
from ctibridge.store.secrets import KeyFile, KeyRing, Vault, usable_keyring


class Keyring(KeyringBackend):
    """A keyring that behaves."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class Locked(Keyring):
    def get_password(self, service, username):
        raise KeyringLocked("locked")

    def set_password(self, service, username, password):
        raise PasswordSetError("locked")


class Forgetful(Keyring):
    def set_password(self, service, username, password):
        pass


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "store.key")


def test_a_password_is_opened_by_the_key_that_sealed_it(file):
    key = Vault([file]).make_key()
    sealed = Vault([file]).seal(key, "geheim ü", "office\0anna")
    assert "geheim ü" == Vault([file]).open(key, sealed, "office\0anna")


def test_the_same_password_never_looks_the_same(file):
    vault = Vault([file])
    key = vault.make_key()
    assert vault.seal(key, "geheim", "anna") != vault.seal(key, "geheim", "anna")


def test_a_password_that_was_moved_to_another_account_is_not_opened(file):
    vault = Vault([file])
    key = vault.make_key()
    sealed = vault.seal(key, "geheim", "office\0anna")
    with pytest.raises(StoreError, match="belongs to another account"):
        vault.open(key, sealed, "office\0bert")


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_a_password_that_was_changed_is_not_opened(file, place):
    vault = Vault([file])
    key = vault.make_key()
    sealed = bytearray(vault.seal(key, "geheim", "anna"))
    sealed[place] ^= 1
    with pytest.raises(StoreError, match="was changed"):
        vault.open(key, bytes(sealed), "anna")
    with pytest.raises(StoreError, match="was changed"):
        vault.open(key, b"", "anna")


def test_a_missing_key_is_told_with_the_places_where_it_was_looked_for(file, tmp_path):
    with pytest.raises(KeyMissing) as raised:
        Vault([KeyRing(Keyring()), file]).open("k1", b"", "anna")
    assert "k1" in str(raised.value)
    assert str(tmp_path / "store.key") in str(raised.value)
    assert "keyring" in str(raised.value)


def test_the_key_file_is_for_its_owner_only(file, tmp_path):
    Vault([file]).make_key()
    assert 0o600 == stat.S_IMODE((tmp_path / "store.key").stat().st_mode)
    (tmp_path / "store.key").chmod(0o640)
    with pytest.raises(StoreError, match="chmod 600"):
        file.get("k1")


def test_the_key_file_holds_several_keys_until_they_are_forgotten(file):
    file.put("k1", b"1" * 32)
    file.put("k2", b"2" * 32)
    assert (b"1" * 32, b"2" * 32) == (file.get("k1"), file.get("k2"))
    file.forget("k1")
    assert (None, b"2" * 32) == (file.get("k1"), file.get("k2"))


@pytest.mark.parametrize("content", [b"k1", b"k1 k2 k3", b"k1 ***", b"\xff\xfe"])
def test_a_damaged_key_file_is_told_without_its_content(file, tmp_path, content):
    path = tmp_path / "store.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreError, match="damaged") as raised:
        file.get("k1")
    assert "***" not in str(raised.value)


def test_a_key_file_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        KeyFile(tmp_path / "folder").get("k1")
    with pytest.raises(StoreError, match="cannot be written"):
        KeyFile(tmp_path / "missing" / "store.key").put("k1", b"")


def test_what_a_power_cut_left_is_no_hindrance(file, tmp_path):
    (tmp_path / "store.key.new").write_text("half")
    file.put("k1", b"1" * 32)
    assert b"1" * 32 == file.get("k1")
    assert [tmp_path / "store.key"] == list(tmp_path.iterdir())


def test_a_new_key_goes_to_the_keyring_where_there_is_one(file, tmp_path):
    backend = Keyring()
    key = Vault([KeyRing(backend), file]).make_key()
    assert [("ctibridge", key)] == list(backend.kept)
    assert not (tmp_path / "store.key").exists()


@pytest.mark.parametrize("backend", [Locked(), Forgetful()], ids=["locked", "forgetful"])
def test_a_keyring_that_does_not_take_it_leaves_it_to_the_file(file, backend):
    key = Vault([KeyRing(backend), file]).make_key()
    assert file.get(key) is not None
    assert "x" == Vault([KeyRing(backend), file]).open(key, Vault([file]).seal(key, "x", "anna"), "anna")


def test_a_key_is_forgotten_wherever_it_is(file):
    backend = Keyring()
    vault = Vault([KeyRing(backend), file])
    key = vault.make_key()
    file.put(key, b"1" * 32)
    vault.forget(key)
    assert (False, {}, None) == (vault.has(key), backend.kept, file.get(key))


def test_a_keyring_that_cannot_forget_is_no_reason_to_fail():
    KeyRing(Keyring()).forget("k1")


def test_a_machine_without_a_keyring_is_one_with_a_key_file(monkeypatch):
    monkeypatch.setattr("keyring.get_keyring", Keyring)
    assert isinstance(usable_keyring(), Keyring)
    monkeypatch.setattr(Keyring, "priority", 0.5)
    assert usable_keyring() is None


def test_nothing_shows_a_key(file):
    vault = Vault([file])
    key = vault.make_key()
    secret = file.get(key)
    assert secret is not None
    assert repr(secret) not in repr(vault) + repr(vars(file)) + str(file)
