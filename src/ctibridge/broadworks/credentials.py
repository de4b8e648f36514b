"""The passwords of users whose lines have accounts of their own. In memory only, and shown nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class Credentials:
    """User ids, without regard to case, and their passwords.

    Args:
        passwords: By user id.
    """

    def __init__(self, passwords: Mapping[str, str] | None = None) -> None:
        self._passwords: dict[str, str] = {}
        for user_id, password in (passwords or {}).items():
            self.set(user_id, password)

    def get(self, user_id: str) -> str | None:
        """The user's password; None: none is known."""
        return self._passwords.get(user_id.lower())

    def set(self, user_id: str, password: str | None) -> None:
        """The user's password is this from now on; None: none is known any more."""
        if password is None:
            self._passwords.pop(user_id.lower(), None)
        else:
            self._passwords[user_id.lower()] = password

    def __iter__(self) -> Iterator[str]:
        return iter(self._passwords)

    def __repr__(self) -> str:
        return f"<{len(self._passwords)} passwords>"
