"""A directory that is read badly, or changes: no line is lost by it, and none comes without its calls."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.broadworks.settings import Scope, Timing
from ctibridge.sim.populations import demo
from ctibridge.wire.xsi.directory import AdditionalDetails, DirectoryDetails, Enterprise, Profile, UserDetails
from ctibridge.wire.xsi.documents import encode
from tests.integration.broadworks.relay import SUBSCRIPTION, Reaction, answer, says, stays_open
from tests.integration.broadworks.stage import LINES, Stage, on_stage

DIRECTORY = ".*/directories/Enterprise"
EVERY_S = 60
OFTEN = Timing(lines_refresh_s=EVERY_S)


def page(*names: str, total: int | None = None) -> Reaction:
    """A page of the directory with these people."""
    users = {user.user_id: user for user in demo().users}
    records = tuple(
        DirectoryDetails(user_id=f"{name}@ent1.example", extension=users[f"{name}@ent1.example"].extension)
        for name in names
    )
    count = len(records)
    total = count if total is None else total
    document = Enterprise(start_index=1, number_of_records=count, total_available_records=total, directory=records)
    return answer(200, encode(document))


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        (answer(200, "<html>", "text/html"), "text/html"),
        (answer(403, ""), "refused with 403"),
        (answer(200), "the Enterprise directory with None"),
        (says(b""), "connection lost"),
        (stays_open(), "no answer in time"),
    ],
)
def test_a_directory_that_cannot_be_read_again_leaves_the_lines_as_they_are(reaction, reason):
    @on_stage(timing=OFTEN)
    async def test(stage: Stage) -> None:
        stage.relay.instead(DIRECTORY, reaction)
        await stage.happens("lines.unreadable", reason)
        await stage.recovers()

    test()


@pytest.mark.parametrize("reaction", [page(total=LINES), page("anna", "bert", total=LINES)])
def test_a_directory_that_ends_too_early_costs_no_line(reaction):
    @on_stage(timing=OFTEN)
    async def test(stage: Stage) -> None:
        stage.relay.instead(DIRECTORY, reaction)
        line = await stage.happens("lines.incomplete")
        assert line["missing"] >= 1
        assert LINES == len(stage.gateway.hub.lines)
        stage.relay.heal()
        await stage.recovers()

    test()


@on_stage(timing=OFTEN)
async def test_a_user_who_is_gone_ends_the_monitors_of_this_line_and_no_other(stage: Stage):
    others = [line.user_id.partition("@")[0] for line in stage.gateway.hub.lines if line.extension != "203"]
    stage.relay.instead(DIRECTORY, page(*others))
    await asyncio.sleep(EVERY_S + 1)
    assert LINES - 1 == len(stage.gateway.hub.lines)
    stage.ended_monitors = 1


@on_stage(timing=OFTEN, prepare=lambda stage: stage.relay.instead(DIRECTORY, page("anna", "emil"), times=1))
async def test_a_user_who_is_new_comes_with_the_calls_that_he_has(stage: Stage):
    await stage.settles(lines=2)
    stage.simulator.phones["bert"].dial(stage.simulator.phones["carla"])
    await asyncio.sleep(EVERY_S + 1)
    await stage.settles()
    assert 1 == len(stage.gateway.hub.snapshot(stage.line("bert")).connections)


def few_and_nobody_to_be_watched(stage: Stage) -> None:
    stage.relay.instead(SUBSCRIPTION, answer(403, ""))
    stage.relay.instead(DIRECTORY, page("anna"), times=1)


@on_stage(timing=OFTEN, prepare=few_and_nobody_to_be_watched)
async def test_a_user_who_is_new_is_out_of_service_where_calls_may_not_be_watched(stage: Stage):
    await stage.happens("subscription.refused")
    await asyncio.sleep(EVERY_S + 1)
    assert (LINES, 0) == (len(stage.gateway.hub.lines), stage.in_service)


NOWHERE = Profile(details=UserDetails(user_id="anna@ent1.example"), additional_details=AdditionalDetails())


@pytest.mark.parametrize("scope", [Scope.ENTERPRISE, Scope.GROUP])
def test_a_platform_that_does_not_tell_the_enterprise_is_told_by_the_settings(scope):
    @on_stage(prepare=lambda stage: stage.relay.instead(".*/profile", answer(200, encode(NOWHERE))), scope=scope)
    async def test(stage: Stage) -> None:
        await stage.happens("lines.unreadable", "does not tell the enterprise of anna@ent1.example: set enterprise")

    test()
