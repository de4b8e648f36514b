"""Reads the line list: the account's own profile, then the directory of its enterprise or group, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from ctibridge.broadworks.channels import Target
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest, encoded, read, user_path
from ctibridge.broadworks.settings import BroadWorksSettings, Scope
from ctibridge.broadworks.translate_events import line_from_directory, line_id
from ctibridge.errors import Rejected, RemoteProtocolError
from ctibridge.model.lines import Line
from ctibridge.wire.xsi.directory import DirectoryDetails, Enterprise, Group, Profile, UserDetails

T = TypeVar("T")
Ask = Callable[[XsiRequest], Awaitable[Reply]]
PAGES_AT_A_TIME = 8  # a directory of 10,000 may have 200 of them
MAX_ROUNDS = 3  # a directory that changes while it is read is read again, but not for ever
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Directory:
    """The lines, and where the account belongs. `missing`: so many records could not be had."""

    lines: tuple[Line, ...]
    enterprise: str | None
    group: str | None
    missing: int = 0


async def read_directory(ask: Ask, settings: BroadWorksSettings) -> Directory:
    """The lines in the scope of the settings; in a collection also those `users` whom its directory leaves out.

    Raises:
        LinkError, Rejected, RateLimited, RemoteProtocolError: they cannot be read, and why.
    """
    if settings.scope is Scope.USERS:
        return await _users(ask, settings)
    own = await _own_profile(ask, settings)
    enterprise = settings.enterprise or (own.service_provider.value if own.service_provider is not None else None)
    group = settings.group or own.group_id
    _check_place(own.user_id, settings.scope, enterprise, group)
    kind = "Enterprise" if settings.scope is Scope.ENTERPRISE else "Group"
    entries, total = await _pages(ask, settings, kind)
    missing = total - len(entries)
    if settings.scope is Scope.GROUP and settings.group is not None:
        entries = [entry for entry in entries if entry.group_id in {None, settings.group}]
    listed = {line_id(entry.user_id) for entry in entries}
    for user in [user for user in settings.users if line_id(user) not in listed]:
        entries += await _unlisted(ask, user, enterprise, group if settings.scope is Scope.GROUP else None)
    return Directory(tuple(map(line_from_directory, entries)), enterprise, group, missing)


async def _unlisted(ask: Ask, user: str, enterprise: str | None, group: str | None) -> list[DirectoryDetails]:
    """The entry of a user whom a directory may leave out, by the profile; none when events of his would not come."""
    try:
        details = await _profile(ask, user)
    except Rejected as exc:
        log.warning("line.unreadable", user=user, reason=str(exc))
        return []
    home = details.service_provider.value if details.service_provider is not None else enterprise
    if (home, details.group_id if group is not None else None) != (enterprise, group):
        log.warning("line.elsewhere", user=user, enterprise=home, group=details.group_id)
        return []
    return [_as_entry(details)]


def _check_place(user: str, scope: Scope, enterprise: str | None, group: str | None) -> None:
    for key, value in (("enterprise", enterprise), ("group", group if scope is Scope.GROUP else "none needed")):
        if not value:
            raise RemoteProtocolError(f"the platform does not tell the {key} of {user}: set {key}")


async def _users(ask: Ask, settings: BroadWorksSettings) -> Directory:
    """One that is refused is a line all the same: the refusal of its subscription will say why it is not served.

    Raises:
        Rejected: all are refused.
    """
    lines, refused = [], []
    for user in settings.users or (settings.user,):
        try:
            details = await _profile(ask, user)
        except Rejected as exc:
            lines.append(Line(line_id(user), user))
            refused.append(exc)
        else:
            lines.append(line_from_directory(_as_entry(details)))
    if len(refused) == len(lines):
        raise refused[0]
    return Directory(tuple(lines), settings.enterprise, settings.group)


def _as_entry(details: UserDetails) -> DirectoryDetails:
    return DirectoryDetails(
        user_id=details.user_id,
        first_name=details.first_name,
        last_name=details.last_name,
        group_id=details.group_id,
        number=details.number,
        extension=details.extension,
    )


async def _own_profile(ask: Ask, settings: BroadWorksSettings) -> UserDetails:
    try:
        return await _profile(ask, settings.directory_user or settings.user)
    except Rejected as exc:
        if exc.status != 404 or settings.directory_user is not None:
            raise
        hint = f"{settings.user} is not a user; if it is an administrator, set directory_user to any user of his"
        raise Rejected(404, hint, exc.error_code) from exc


async def _profile(ask: Ask, user: str) -> UserDetails:
    document = (await ask(read(user_path(user, "profile")))).document
    if not isinstance(document, Profile):
        raise RemoteProtocolError(f"the platform answered the request for the profile of {user} with {document!r}")
    return document.details


async def _pages(ask: Ask, settings: BroadWorksSettings, kind: str) -> tuple[list[DirectoryDetails], int]:
    """All records of a directory, and how many there should be.

    It is read again when it changed on the way or ended too early, since then some may be missing.
    """
    found = await _at_once(ask, settings, kind)
    if found is not None:
        return found, len(found)
    for _ in range(MAX_ROUNDS - 1):
        entries: dict[str, DirectoryDetails] = {}
        start, total, steady = 1, 1, True
        while start <= total:
            page = await _page(ask, settings, kind, start)
            steady = steady and (start == 1 or total == page.total_available_records)
            total = page.total_available_records
            if not page.directory:
                break
            before = len(entries)
            entries.update((entry.user_id, entry) for entry in page.directory)
            steady = steady and len(entries) == before + len(page.directory)
            start += len(page.directory)
        if steady and len(entries) >= total:
            break
    return list(entries.values()), max(total, len(entries))


async def _at_once(ask: Ask, settings: BroadWorksSettings, kind: str) -> list[DirectoryDetails] | None:
    """All records, with pages read side by side; None: the pages do not fit together."""
    first = await _page(ask, settings, kind, 1)
    size, total = len(first.directory), first.total_available_records
    starts = range(1 + size, total + 1, max(size, 1))
    pages: list[Enterprise | Group] = [first]
    for begin in range(0, len(starts), PAGES_AT_A_TIME):
        batch = starts[begin : begin + PAGES_AT_A_TIME]
        pages += await _all_of(*(_page(ask, settings, kind, start) for start in batch))
    records = {entry.user_id: entry for page in pages for entry in page.directory}
    fits = len(records) == total and all(page.total_available_records == total for page in pages)
    return list(records.values()) if fits else None


async def _all_of(*asked: Coroutine[Any, Any, T]) -> list[T]:
    """The results, in order. When one fails, that is raised after the others are done."""
    results = await asyncio.gather(*asked, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


async def _page(ask: Ask, settings: BroadWorksSettings, kind: str, start: int) -> Enterprise | Group:
    path = user_path(settings.directory_user or settings.user, "directories", kind)
    document = (await ask(read(path, start=str(start), results=str(settings.page_size)))).document
    if not isinstance(document, Enterprise | Group):
        raise RemoteProtocolError(f"the platform answered the request for the {kind} directory with {document!r}")
    return document


def targets(settings: BroadWorksSettings, directory: Directory) -> list[Target]:
    """What is to be subscribed to for these lines: the collection that they form, or each for itself."""
    enterprise, group = encoded(directory.enterprise or ""), encoded(directory.group or "")
    match settings.scope:
        case Scope.ENTERPRISE:
            return [Target(f"enterprise/{enterprise}")]
        case Scope.GROUP:
            return [Target(f"serviceprovider/{enterprise}/group/{group}")]
        case Scope.USERS:
            return [user_target(line) for line in directory.lines]


def user_target(line: Line) -> Target:
    """A single line."""
    return Target(f"user/{encoded(line.user_id)}", line.id)
