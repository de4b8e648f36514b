"""Who is on the platform: enterprises, groups, users, administrators, and who may see whom.

User ids are found without regard to case, by number with or without separators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Group:
    """A group of an enterprise. `block` is what all its numbers begin with."""

    group_id: str
    enterprise: str
    block: str


@dataclass(frozen=True, slots=True)
class User:
    """A user. `number` is E.164; virtual users have none, and perhaps no extension either.

    `lacks` are services that the user does not have, by their names in addresses. Who is not `listed` is in no
    directory.
    """

    user_id: str
    password: str
    first_name: str
    last_name: str
    group: Group
    number: str | None = None
    extension: str | None = None
    passcode: str = "1234"  # the voice portal's, for signing in with the number
    mobile: str | None = None
    department: str | None = None
    lacks: frozenset[str] = frozenset()
    listed: bool = True

    @property
    def name(self) -> str:
        """First and last name, as calls show it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def enterprise(self) -> str:
        """The enterprise's id."""
        return self.group.enterprise

    @property
    def address_of_record(self) -> str:
        """The telephone's own address: the digits of the number at the user's domain."""
        local, _, domain = self.user_id.partition("@")
        return f"{(self.number or local).lstrip('+')}@{domain}"


class Level(Enum):
    """How far an administrator sees."""

    SYSTEM = auto()
    ENTERPRISE = auto()
    GROUP = auto()


@dataclass(frozen=True, slots=True)
class Administrator:
    """Somebody who looks after others and has no telephone."""

    user_id: str
    password: str
    level: Level
    enterprise: str = ""
    group: str = ""


Account = User | Administrator


class Kind(Enum):
    """What a subscription can watch."""

    USER = "User"
    GROUP = "Group"
    ENTERPRISE = "ServiceProvider"  # enterprises come back under this name
    SYSTEM = "System"


@dataclass(frozen=True, slots=True)
class Target:
    """A user, or many. `parent` is the enterprise of a group."""

    kind: Kind
    name: str = ""
    parent: str = ""


class Population:
    """All people, and the country they live in.

    Args:
        groups: The groups; their enterprises come into being with them.
        users: The users.
        administrators: The administrators.
        country_code: The country's code without its plus.
        national_prefix: What is dialled before a number of the same country.
    """

    def __init__(
        self,
        groups: Iterable[Group],
        users: Iterable[User],
        administrators: Iterable[Administrator] = (),
        country_code: str = "49",
        national_prefix: str = "0",
    ) -> None:
        self.groups, self.administrators = tuple(groups), tuple(administrators)
        self.country_code, self.national_prefix = country_code, national_prefix
        self._settle(tuple(users))

    def replace(self, user: User, new: User | None) -> None:
        """The user is another from now on: moved, renumbered. None: there is no such user any more."""
        others = (new if each == user else each for each in self.users)
        self._settle(tuple(each for each in others if each is not None))

    def _settle(self, users: tuple[User, ...]) -> None:
        self.users = users
        accounts: tuple[Account, ...] = (*self.users, *self.administrators)
        self._accounts = {account.user_id.lower(): account for account in accounts}
        self._locals = {user.user_id.partition("@")[0].lower(): user for user in reversed(self.users)}
        self._numbers = {user.number: user for user in self.users if user.number}
        self._extensions: dict[tuple[str, str], list[User]] = {}
        self._members: dict[Target, list[User]] = {}  # a directory of 10,000 is read in hundreds of pages
        for user in self.users:
            self._extensions.setdefault((user.enterprise, user.extension or ""), []).append(user)
            for target in targets_of(user):
                self._members.setdefault(target, []).append(user)

    def account(self, name: str) -> Account | None:
        """The user or administrator of this id, or the user of this number."""
        return self._accounts.get(name.lower()) or self.by_number(name)

    def user(self, name: str) -> User | None:
        """The user of this id or number."""
        account = self.account(name)
        return account if isinstance(account, User) else None

    def by_local_part(self, name: str) -> User | None:
        """The first user whose id begins so before its @."""
        return self._locals.get(name.lower())

    def by_number(self, number: str) -> User | None:
        """The user of this E.164 number; its plus and separators do not matter."""
        return self._numbers.get("+" + "".join(filter(str.isdigit, number)))

    def by_extension(self, extension: str, near: User) -> User | None:
        """The user of this extension in the group of `near`, else in the enterprise."""
        found = self._extensions.get((near.enterprise, extension), [])
        return min(found, key=lambda user: user.group != near.group, default=None)

    def within(self, target: Target) -> Iterator[User]:
        """The users of a target, in the order of the population."""
        return iter(self._members.get(target, ()))

    def exists(self, target: Target) -> bool:
        """Whether there is such a user, group or enterprise."""
        match target.kind:
            case Kind.USER:
                return self.user(target.name) is not None
            case Kind.GROUP:
                return any((group.group_id, group.enterprise) == (target.name, target.parent) for group in self.groups)
            case Kind.ENTERPRISE:
                return any(group.enterprise == target.name for group in self.groups)
            case Kind.SYSTEM:
                return True

    def is_own_block(self, number: str) -> bool:
        """Whether a number belongs to one of the groups, assigned or not."""
        return any(number.startswith(group.block) for group in self.groups)


def targets_of(user: User) -> tuple[Target, ...]:
    """Everything that covers this user, from the user to the system."""
    return (
        Target(Kind.USER, user.user_id),
        Target(Kind.GROUP, user.group.group_id, user.enterprise),
        Target(Kind.ENTERPRISE, user.enterprise),
        Target(Kind.SYSTEM),
    )


def may_see(account: Account, people: Population, target: Target) -> bool:
    """Whether the target is in the account's scope: users see themselves, administrators what is theirs."""
    if isinstance(account, User):
        return target == Target(Kind.USER, account.user_id)
    match account.level, target.kind:
        case Level.SYSTEM, _:
            return True
        case Level.ENTERPRISE, Kind.GROUP:
            return target.parent == account.enterprise
        case _, Kind.USER:
            user = people.user(target.name)
            return user is not None and own_target(account) in targets_of(user)
        case _:
            return target == own_target(account)


def own_target(account: Administrator) -> Target:
    """What an administrator looks after."""
    match account.level:
        case Level.SYSTEM:
            return Target(Kind.SYSTEM)
        case Level.ENTERPRISE:
            return Target(Kind.ENTERPRISE, account.enterprise)
        case Level.GROUP:
            return Target(Kind.GROUP, account.group, account.enterprise)
