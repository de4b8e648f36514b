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
    _blocked_until: float = field(default=float("-inf"), init=False, repr=False)

    @property
    def authorization(self) -> str:
        """The value of the Authorization header (RFC 7617, UTF-8)."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()

    def wait(self, now: float) -> float:
        """Seconds until the account may be tried again; 0: now."""
        left = self._blocked_until - now
        return left if left > MOMENT_S else 0.0

    def was_refused(self, now: float) -> None:
        """The platform answered 401."""
        self.refused = True
        self._blocked_until = now + self.retry_s

    def was_accepted(self) -> None:
        """The platform answered anything else."""
        self.refused = False
        self._blocked_until = float("-inf")

    def check(self, host: str, now: float) -> None:
        """Lets a request to a server pass, unless the account was refused less than a minute ago.

        Raises:
            AuthFailed: it was.
        """
        if not self.try_now(now):
            raise AuthFailed(host, f"the platform refused {self.user}; next try in {self.wait(now):.0f} s")

    def try_now(self, now: float) -> bool:
        """Whether a request may go out. While refused, one in `retry_s` may, and this call takes it."""
        if self.wait(now) > 0:
            return False
        if self.refused:
            self._blocked_until = now + self.retry_s
        return True
