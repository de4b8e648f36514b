"""How a directory of many pages is read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ctibridge.broadworks.lines import PAGES_AT_A_TIME, read_directory
from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.settings import BroadWorksSettings, Scope
from ctibridge.errors import LinkLost, Rejected
from ctibridge.wire.xsi.directory import (
    AdditionalDetails,
    DirectoryDetails,
    Enterprise,
    Profile,
    ServiceProvider,
    UserDetails,
)

SETTINGS = BroadWorksSettings("p", "http://127.0.0.1", "admin", "secret", directory_user="user0")
OWN = Profile(
    details=UserDetails(user_id="user0", service_provider=ServiceProvider(value="ent1")),
    additional_details=AdditionalDetails(),
)


class Platform:
    """Answers with pages of ten, whatever is asked for. `grows` at the second page: somebody is new."""

    def __init__(self, users: int, *, grows: bool = False, fails_at: int | None = None) -> None:
        self.users, self._grows, self._fails_at = users, grows, fails_at
        self.starts: list[int] = []
        self.waiting = self.most_waiting = 0

    async def ask(self, request) -> Reply:
        if request.path.endswith("profile"):
            return Reply(200, OWN)
        start = int(dict(request.query)["start"])
        self.starts.append(start)
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        await asyncio.sleep(0)
        self.waiting -= 1
        if start == self._fails_at:
            raise LinkLost("xsp1", "connection lost")
        if self._grows and start > 1:
            self.users, self._grows = self.users + 1, False
        records = range(start - 1, min(start + 9, self.users))
        return Reply(200, self._page(start, [f"user{number}" for number in records]))

    def _page(self, start: int, names: list[str]) -> Enterprise:
        return Enterprise(
            start_index=start,
            number_of_records=len(names),
            total_available_records=self.users,
            directory=tuple(DirectoryDetails(user_id=name) for name in names),
        )


async def lines_of(platform: Platform) -> list[str]:
    directory = await read_directory(platform.ask, SETTINGS)
    assert 0 == directory.missing
    return [line.user_id for line in directory.lines]


async def test_pages_are_read_side_by_side_and_lines_stay_in_order():
    platform = Platform(205)
    assert [f"user{number}" for number in range(205)] == await lines_of(platform)
    assert list(range(1, 206, 10)) == sorted(platform.starts)
    assert PAGES_AT_A_TIME == platform.most_waiting


async def test_a_directory_that_changes_on_the_way_is_read_again_one_page_after_the_other():
    platform = Platform(30, grows=True)
    assert 31 == len(await lines_of(platform))
    assert [1, 11, 21, 1, 11, 21, 31] == platform.starts


async def test_a_page_that_cannot_be_had_is_told_as_it_is():
    platform = Platform(205, fails_at=41)
    with pytest.raises(LinkLost):
        await lines_of(platform)
    assert 0 == platform.waiting


@pytest.mark.parametrize("users", [0, 1, 10, 11])
async def test_no_page_is_asked_for_that_is_not_there(users):
    platform = Platform(users)
    assert users == len(await lines_of(platform))
    assert max(1, -(-users // 10)) == len(platform.starts)


async def profile_of(request) -> Reply:
    """Anna has a profile, nobody else may be seen."""
    if "anna" not in request.path:
        raise Rejected(404, "User not found")
    details = UserDetails(user_id="anna@x", service_provider=ServiceProvider(value="ent1"), extension="101")
    return Reply(200, Profile(details=details, additional_details=AdditionalDetails()))


async def test_a_user_who_is_refused_is_a_line_all_the_same_and_does_not_hide_the_others():
    settings = replace(SETTINGS, scope=Scope.USERS, users=("Nobody@x", "anna@x"))
    directory = await read_directory(profile_of, settings)
    assert [("nobody@x", None), ("anna@x", "101")] == [(line.id, line.extension) for line in directory.lines]


async def test_when_all_users_are_refused_that_is_raised():
    with pytest.raises(Rejected, match="User not found"):
        await read_directory(profile_of, replace(SETTINGS, scope=Scope.USERS, users=("a@x", "b@x")))
