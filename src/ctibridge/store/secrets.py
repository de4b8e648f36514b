"""Passwords at rest: AES-256-GCM, each bound to the account it is for, so that nobody can move it to another row.

The keys are not in the store. They are in the operating system's keyring where there is one, else in a file for the
owner only; each is found by its id, which stands beside what it encrypts.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import keyring
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from ctibridge.errors import KeyMissing, StoreError
from ctibridge.private_file import write_private

KEY_BITS = 256
NONCE = 12  # bytes: what GCM is made for; drawn, which is safe for 2**32 passwords under one key
SERVICE = "ctibridge"  # as keyrings show it
FILE = "store.key"
USABLE = 1  # keyring's own measure: below are those that keep nothing, or keep it in clear
log = structlog.get_logger()


class KeyPlace(Protocol):
    """Where keys are kept."""

    def get(self, key_id: str) -> bytes | None:
        """The key; None: it is not here."""

    def put(self, key_id: str, key: bytes) -> None:
        """Keeps the key; when this returns it is safe."""

    def forget(self, key_id: str) -> None:
        """The key is no longer needed."""


class KeyFile:
    """A file with one line for each key, readable for its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def get(self, key_id: str) -> bytes | None:
        """The key; None: it is not here.

        Raises:
            StoreError: the file cannot be used.
        """
        return self._read().get(key_id)

    def put(self, key_id: str, key: bytes) -> None:
        """Keeps the key; when this returns it is safe."""
        self._write({**self._read(), key_id: key})

    def forget(self, key_id: str) -> None:
        """The key is no longer needed."""
        self._write({each: key for each, key in self._read().items() if each != key_id})

    def _read(self) -> dict[str, bytes]:
        try:
            text = self._path.read_text(encoding="ascii")
            if os.name == "posix" and self._path.stat().st_mode & 0o077:
                raise StoreError(f"{self._path} holds keys and others can read it: chmod 600 {self._path}")
            pairs = (line.split() for line in text.splitlines() if line.strip())
            return {key_id: base64.b64decode(key, validate=True) for key_id, key in pairs}
        except FileNotFoundError:
            return {}
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be read: {exc.strerror}") from exc
        except (ValueError, binascii.Error):
            raise StoreError(f"{self._path} is damaged: put back a copy of it") from None  # it has keys in it

    def _write(self, keys: dict[str, bytes]) -> None:
        text = "".join(f"{key_id} {base64.b64encode(key).decode()}\n" for key_id, key in keys.items())
        try:
            write_private(self._path, text.encode())
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be written: {exc.strerror}") from exc


class KeyRing:
    """The keyring of the operating system, or of the desktop."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def __str__(self) -> str:
        return f"the keyring ({self._backend.name})"

    def get(self, key_id: str) -> bytes | None:
        """The key; None: it is not here, or the keyring is locked."""
        try:
            kept = self._backend.get_password(SERVICE, key_id)
        except KeyringError as exc:
            log.warning("store.keyring_unreadable", reason=str(exc) or type(exc).__name__)
            return None
        return base64.b64decode(kept) if kept else None

    def put(self, key_id: str, key: bytes) -> None:
        """Keeps the key.

        Raises:
            StoreError: it does not.
        """
        try:
            self._backend.set_password(SERVICE, key_id, base64.b64encode(key).decode())
        except KeyringError as exc:
            raise StoreError(f"{self}: {exc}") from exc
        if self.get(key_id) != key:
            raise StoreError(f"{self} does not give back what it was given")

    def forget(self, key_id: str) -> None:
        """The key is no longer needed."""
        try:
            self._backend.delete_password(SERVICE, key_id)
        except (PasswordDeleteError, KeyringError) as exc:
            log.info("store.key_left", key=key_id, reason=str(exc))


def usable_keyring() -> KeyringBackend | None:
    """The keyring of this machine; None: it has none that protects anything."""
    backend = keyring.get_keyring()
    return backend if backend.priority >= USABLE else None


class Vault:
    """Encrypts and decrypts.

    Args:
        places: Where keys are looked for; a new one goes to the first that takes it.
    """

    def __init__(self, places: Sequence[KeyPlace]) -> None:
        self._places = places
        self._keys: dict[str, bytes] = {}

    def make_key(self) -> str:
        """The id of a new key, which is safe before anything is encrypted by it.

        Raises:
            StoreError: no place takes it.
        """
        key_id, key = secrets.token_hex(8), AESGCM.generate_key(KEY_BITS)
        *others, last = self._places
        for place in others:
            try:
                place.put(key_id, key)
                break
            except StoreError as exc:
                log.warning("store.key_elsewhere", reason=str(exc))
        else:
            last.put(key_id, key)
        self._keys[key_id] = key
        return key_id

    def has(self, key_id: str) -> bool:
        """Whether the key is to be found."""
        if key_id not in self._keys:
            found = next((key for place in self._places if (key := place.get(key_id)) is not None), None)
            if found is not None:
                self._keys[key_id] = found
        return key_id in self._keys

    def forget(self, key_id: str) -> None:
        """The key is no longer needed."""
        self._keys.pop(key_id, None)
        for place in self._places:
            if place.get(key_id) is not None:
                place.forget(key_id)

    def seal(self, key_id: str, password: str, owner: str) -> bytes:
        """The password, encrypted for its owner.

        Raises:
            KeyMissing: there is no such key.
        """
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self._key(key_id)).encrypt(nonce, password.encode(), owner.encode())

    def open(self, key_id: str, sealed: bytes, owner: str) -> str:
        """The password.

        Raises:
            KeyMissing: there is no such key.
            StoreError: it was changed, or is another owner's.
        """
        try:
            return AESGCM(self._key(key_id)).decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            raise StoreError(
                "a password in the store was changed, or belongs to another account: set it anew"
            ) from None

    def _key(self, key_id: str) -> bytes:
        if not self.has(key_id):
            places = " nor in ".join(map(str, self._places))
            raise KeyMissing(
                f"the key {key_id} for the passwords in the store is not in {places}: put a copy of it back, or run as "
                "the user who made it; without it the passwords have to be forgotten and set anew"
            )
        return self._keys[key_id]
