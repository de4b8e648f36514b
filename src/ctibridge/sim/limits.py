"""What protects the platform: rates of transactions, and accounts that lock after wrong passwords (3.2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.errors import RateLimited, Rejected
from ctibridge.sim.clock import Clock
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.people import Account, Population, User
from ctibridge.sim.requests import Credentials

TOTAL = ""  # the bucket of all accounts together


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Rates:
    """Transactions per second, for each account and in total. A second's worth may come at once."""

    def __init__(self, knobs: Knobs, clock: Clock) -> None:
        self._knobs, self._clock = knobs, clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str) -> None:
        """Counts one transaction of an account.

        Raises:
            RateLimited: too many.
        """
        self._take(TOTAL, self._knobs.total_rate)
        self._take(name, self._knobs.user_rate)

    def _take(self, name: str, rate: float | None) -> None:
        if rate is None:
            return
        now = self._clock.now
        bucket = self._buckets.setdefault(name, _Bucket(max(rate, 1.0), now))
        bucket.tokens = min(max(rate, 1.0), bucket.tokens + (now - bucket.filled) * rate)
        bucket.filled = now
        if bucket.tokens < 1:
            raise RateLimited("transaction rate limit exceeded", self._knobs.retry_after_s)
        bucket.tokens -= 1


class Gate:
    """Knows passwords, counts wrong ones."""

    def __init__(self, people: Population, knobs: Knobs, clock: Clock) -> None:
        self._people, self._knobs, self._clock = people, knobs, clock
        self._passwords: dict[str, str] = {}
        self._wrong: dict[str, int] = {}
        self._locked_until: dict[str, float] = {}

    def set_password(self, account: Account, password: str) -> None:
        """Changes a password."""
        self._passwords[account.user_id] = password

    def enter(self, credentials: Credentials | None) -> Account:
        """The account of the credentials.

        Raises:
            Rejected: 401; none given, unknown, wrong, or the account is locked.
        """
        account = self._people.account(credentials.name) if credentials else None
        if credentials is None or account is None:
            raise Rejected(401, "authentication is required" if credentials is None else "invalid user id or password")
        if self._locked_until.get(account.user_id, 0.0) > self._clock.now:
            raise Rejected(401, "the account is locked")
        if credentials.secret != self._secret(account, credentials.name):
            self._count_wrong(account)
            raise Rejected(401, "invalid user id or password")
        self._wrong.pop(account.user_id, None)
        return account

    def _secret(self, account: Account, name: str) -> str:
        """A number goes with the passcode and a user id with the password; the two do not mix (3.2.2.3)."""
        if isinstance(account, User) and name.lower() != account.user_id.lower():
            return account.passcode
        return self._passwords.get(account.user_id, account.password)

    def _count_wrong(self, account: Account) -> None:
        wrong = self._wrong[account.user_id] = self._wrong.get(account.user_id, 0) + 1
        if self._knobs.lock_after is not None and wrong >= self._knobs.lock_after:
            self._locked_until[account.user_id] = self._clock.now + self._knobs.lock_s
            del self._wrong[account.user_id]
