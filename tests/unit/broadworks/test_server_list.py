"""The list of servers over time, on a clock that jumps: what is asked when, what is told, what is remembered."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from ctibridge.broadworks.discovery import Basis, Failed, Found, NotFound, NotOffered, Record
from ctibridge.broadworks.server_list import ServerList, any_number
from ctibridge.broadworks.settings import BroadWorksSettings, DnsSettings
from ctibridge.testing.virtual import run_virtually

ONE, TWO = Record(10, 0, 8001, "xsp1.p.example"), Record(20, 0, 8002, "xsp2.p.example")
NONE, SILENT = NotFound(60), Failed("no name server answers")


class Script:
    """A name server that says what it is told to, and puts down when it was asked for what."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []
        self.takes_s = 0.0

    async def srv(self, name):
        label = name.partition(".")[0].lstrip("_").replace("-", "_")
        self.asked.append((asyncio.get_running_loop().time(), label))
        await asyncio.sleep(self.takes_s)
        return self.answers.get(label, NONE)

    def times(self, label="ecsta"):
        return [at for at, name in self.asked if name == label]


def a_list(script, url="http://p.example", plans=None, **dns):
    settings = BroadWorksSettings(name="office", url=url, user="u", password="p", dns=DnsSettings(**dns))
    return ServerList(
        settings,
        script,
        now=asyncio.get_running_loop().time,
        chance=lambda most: 0,
        random=lambda: 1.0,
        on_plan=(lambda _: None) if plans is None else plans.append,
    )


def during(seconds, script, then=None, **arguments):
    """Lets a list run for a while; `then` are things to do at given times."""

    async def main():
        servers = a_list(script, **arguments)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(servers.run())
            for at, what in sorted((then or {}).items()):
                await asyncio.sleep(at - asyncio.get_running_loop().time())
                what(servers)
            await asyncio.sleep(seconds - asyncio.get_running_loop().time())
            running.cancel()
        return servers

    return run_virtually(main())


def hosts(plan):
    return [target.host for target in plan.targets]


def test_servers_are_there_after_one_look_up():
    async def main():
        script = Script(ecsta=Found((TWO, ONE), 60))
        script.takes_s = 2.0
        servers = a_list(script)
        assert servers.plan is None
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(servers.run())
            plan = await servers.first()
            running.cancel()
        assert (2.0, ["xsp1.p.example", "xsp2.p.example"]) == (asyncio.get_running_loop().time(), hosts(plan))

    run_virtually(main())


def test_the_ttl_says_when_dns_is_asked_again():
    script = Script(ecsta=Found((ONE,), 60))
    during(200, script)
    assert [0, 60, 120, 180] == script.times()


def test_a_ttl_of_0_is_no_busy_loop():
    script = Script(ecsta=Found((ONE,), 0))
    during(22, script)
    assert [0, 5, 10, 15, 20] == script.times()


def test_other_names_are_asked_for_only_when_the_usual_one_does_not_exist():
    script = Script(ecsta=NONE, xsi_client=Found((ONE,), 60))
    plan = during(1, script).plan
    assert [(0, "ecsta"), (0, "xsi_client")] == script.asked
    assert (Basis.MORE_NAMES, ["xsp1.p.example", "p.example"]) == (plan.basis, hosts(plan))
    script = Script(ecsta=NotOffered(60), xsi_client=Found((ONE,), 60))
    plan = during(1, script).plan
    assert ([(0, "ecsta")], Basis.NOT_OFFERED, ()) == (script.asked, plan.basis, plan.targets)


def test_other_names_and_all_look_ups_can_be_switched_off():
    script = Script(ecsta=NONE)
    during(1, script, more_names=False)
    assert [(0, "ecsta")] == script.asked
    script = Script(ecsta=Found((ONE,), 60))
    assert ["p.example"] == hosts(during(1000, script, srv=False).plan)
    assert [] == script.asked


def test_an_address_is_used_as_it_is():
    script = Script()
    assert [("192.0.2.1", 8080)] == [
        (target.host, target.port) for target in during(1000, script, url="http://192.0.2.1:8080").plan.targets
    ]
    assert [] == script.asked


def test_a_failure_keeps_the_last_good_answer_and_is_told_once():
    script, plans = Script(ecsta=Found((ONE,), 60)), []
    then = {
        30: lambda _: script.answers.update(ecsta=SILENT),
        600: lambda _: script.answers.update(ecsta=Found((ONE,), 60)),
    }
    with capture_logs() as log:
        servers = during(700, script, then, plans=plans)
    assert [["xsp1.p.example"]] == list(map(hosts, plans))
    assert Basis.RECORDS is servers.plan.basis
    assert ["dns.servers", "dns.failed", "dns.answers_again"] == [line["event"] for line in log]
    assert "_ecsta._tcp.p.example: no name server answers" == log[1]["reason"]
    assert ("the last good answer", "office") == (log[1]["used"], log[1]["provider"])


def test_while_name_servers_fail_the_pauses_grow_to_a_minute():
    script = Script(ecsta=SILENT)
    during(300, script)
    assert [0, 5, 10, 15, 23, 39, 71, 131, 191, 251] == script.times()


def test_without_any_answer_the_configured_server_is_tried_until_there_is_one():
    script, plans = Script(ecsta=SILENT), []
    during(20, script, {7: lambda _: script.answers.update(ecsta=Found((ONE,), 60))}, plans=plans)
    assert [["p.example"], ["xsp1.p.example"]] == list(map(hosts, plans))


def test_nobody_waits_for_dns_while_it_is_asked_again():
    script = Script(ecsta=Found((ONE,), 60))
    seen = []

    def slow(_):
        script.takes_s = 10.0

    during(100, script, {1: slow, 65: lambda servers: seen.append(hosts(servers.plan))})
    assert [["xsp1.p.example"]] == seen


def test_when_all_servers_failed_dns_is_asked_again_at_once_but_not_without_a_pause():
    script = Script(ecsta=Found((ONE,), 3600))
    failed = dict.fromkeys((2, 3, 4, 100, 100.5), ServerList.all_failed)
    during(200, script, failed)
    assert [0, 5, 100, 105] == script.times()


def test_servers_that_moved_are_told():
    script, plans = Script(ecsta=Found((ONE,), 60)), []
    with capture_logs() as log:
        during(200, script, {70: lambda _: script.answers.update(ecsta=Found((ONE, TWO), 60))}, plans=plans)
    assert [1, 2] == [len(plan.targets) for plan in plans]
    assert ["xsp1.p.example:8001", "xsp2.p.example:8002"] == log[-1]["servers"]


def test_a_service_that_is_not_offered_is_a_warning():
    with capture_logs() as log:
        during(1, Script(ecsta=NotOffered(60)))
    assert [("dns.servers", "warning", "_ecsta._tcp.p.example", [])] == [
        (line["event"], line["log_level"], line["name"], line["servers"]) for line in log
    ]


def test_chance_includes_both_ends():
    assert {0, 1} == {any_number(1) for _ in range(200)}
    assert 0 == any_number(0)
