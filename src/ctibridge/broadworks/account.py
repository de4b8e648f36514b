"""The credentials, and the care that wrong ones need: the platform locks accounts after a few wrong tries. Pure."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from ctibridge.broadworks.agenda import MOMENT_S
from ctibridge.errors import AuthFailed


@dataclass(slots=True)
class Account:
    """One account at one platform, shared by all connections that use it.

    Args:
        user: User id with domain.
        password: The web password; shown nowhere.
        retry_s: After a refusal nothing is tried for so long.
    """

    user: str
    password: str = field(repr=False)
    retry_s: float = 60.0
    refused: bool = field(default=False, init=False)
    locked: bool = field(default=False, init=False)  # the platform said so with its refusal
    _blocked_until: float = field(default=float("-inf"), init=False, repr=False)

    @property
    def authorization(self) -> str:
        """The value of the Authorization header (RFC 7617, UTF-8)."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()

    def set_password(self, password: str) -> None:
        """Another password may be tried at once; the same one goes on waiting."""
        if password != self.password:
            self.password = password
            self.was_accepted()

    def wait(self, now: float) -> float:
        """Seconds until the account may be tried again; 0: now."""
        left = self._blocked_until - now
        return left if left > MOMENT_S else 0.0

    def was_refused(self, now: float, *, locked: bool = False) -> None:
        """The platform answered 401; `locked`: because the account is locked."""
        self.refused, self.locked = True, locked
        self._blocked_until = now + self.retry_s

    def was_accepted(self) -> None:
        """The platform answered anything else."""
        self.refused = self.locked = False
        self._blocked_until = float("-inf")

    def check(self, host: str, now: float) -> None:
        """Lets a request to a server pass, unless the account was refused less than a minute ago.

        Raises:
            AuthFailed: it was.
        """
        if not self.try_now(now):
            why = f"the platform refused {self.user}; next try in {self.wait(now):.0f} s"
            raise AuthFailed(host, why, locked=self.locked)

    def refusal(self, host: str, now: float, text: str | None) -> AuthFailed:
        """The platform answered 401, and perhaps said more; what to raise.

        That an account is locked can be told from the text alone, and only over XSI; its words are inferred.
        """
        locked = text is not None and "lock" in text.lower()
        self.was_refused(now, locked=locked)
        said = f" ({text})" if text else ""
        return AuthFailed(host, f"the platform refused user or password of {self.user}{said}", locked=locked)

    def try_now(self, now: float) -> bool:
        """Whether a request may go out. While refused, one in `retry_s` may, and this call takes it."""
        if self.wait(now) > 0:
            return False
        if self.refused:
            self._blocked_until = now + self.retry_s
        return True
