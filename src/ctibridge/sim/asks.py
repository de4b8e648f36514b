"""One request under way: what its handler may look at, already authenticated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ctibridge.errors import NotAllowed, Rejected, UnknownLine
from ctibridge.sim.channels import Channels
from ctibridge.sim.delivery import Delivery
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.people import Account, Administrator, Kind, Target, User, may_see
from ctibridge.sim.requests import Reply, Request, Unreadable
from ctibridge.sim.subscriptions import Subscriptions

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Core:
    """The parts of the platform that requests reach."""

    exchange: Exchange
    channels: Channels
    subscriptions: Subscriptions
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, who asks, and the variable parts of its path."""

    core: Core
    request: Request
    account: Account
    variables: dict[str, str]

    @property
    def x(self) -> Exchange:
        """The calls."""
        return self.core.exchange

    @property
    def user(self) -> User:
        """The user in the path.

        Raises:
            NotAllowed: outside the account's scope.
            UnknownLine: nobody is called so.
        """
        name = self.variables["user"]
        user = self.x.people.user(name)
        if user is None and isinstance(self.account, User):
            raise NotAllowed(f"{name} is not in the scope of {self.account.user_id}")
        if user is None:
            raise UnknownLine(f"User not found: {name}")
        self.check(Target(Kind.USER, user.user_id))
        return user

    @property
    def owner(self) -> Account:
        """Whom the path names where administrators may name themselves: profile and directories.

        Raises:
            NotAllowed, UnknownLine: as `user`.
        """
        account = self.x.people.account(self.variables["user"])
        own = isinstance(account, Administrator) and account == self.account
        return account if account is not None and own and self.x.knobs.administrators_have_profiles else self.user

    def check(self, target: Target) -> None:
        """Raises NotAllowed when a target is outside the account's scope."""
        if not may_see(self.account, self.x.people, target):
            raise NotAllowed(f"{target.name or 'the system'} is not in the scope of {self.account.user_id}")

    def parameter(self, name: str) -> str:
        """A query parameter.

        Raises:
            Rejected: 400, it is missing.
        """
        value = self.request.query.get(name)
        if not value:
            raise Rejected(400, f"the parameter {name} is missing")
        return value

    def flag(self, name: str) -> bool:
        """A query parameter that is true or false; missing means false."""
        return self.request.query.get(name, "").lower() == "true"

    def body(self, structure: type[D]) -> D:
        """The document in the request.

        Raises:
            Rejected: 400, it is missing or another one.
        """
        body = self.request.body
        if isinstance(body, structure):
            return body
        reason = body.reason if isinstance(body, Unreadable) else f"{structure.__name__} is expected in the body"
        raise Rejected(400, reason)


Handler = Callable[[Ask], Reply]
