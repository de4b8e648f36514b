"""The check of the way to a platform: each step can fail, and says then who must act and how."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from ctibridge.broadworks.check import Outcome, Step, StepName, as_one_account, check, steps_of
from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings, DnsSettings, Scope, Timing
from ctibridge.broadworks.tls import tls_context
from ctibridge.model.health import Who
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import settings_for, until
from tests.integration.broadworks.certificates import HOST, Authority
from tests.integration.broadworks.relay import CHANNEL, SUBSCRIPTION, Relay, answer, stays_open
from tests.integration.broadworks.test_tls import simulated

OK, FAILED, SKIPPED = Outcome.OK, Outcome.FAILED, Outcome.SKIPPED
QUICK = Timing(connect_s=0.3, request_s=0.3)
NO_SRV = DnsSettings(srv=False, timeout_s=0.3)
NOT_YOURS = (
    '<ErrorInfo xmlns="http://schema.broadsoft.com/xsi"><summaryEnglish>not your right</summaryEnglish>'
    "<errorCode>110007</errorCode></ErrorInfo>"
)


@pytest.fixture
async def simulator():
    async with simulated() as running:
        yield running


@pytest.fixture
async def relay(simulator):
    async with Relay(simulator.xsi_url).running() as running:
        yield running


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


async def every_step(settings: BroadWorksSettings, tls=None) -> list[Step]:
    return [step async for step in check(settings, tls)]


def failed(steps: list[Step], name: StepName) -> Step:
    """The step that failed, which must be this one; what is behind it was not tried."""
    names = list(steps_of(Connection.HTTP))
    at = names.index(name)
    assert names == [step.name for step in steps]
    assert FAILED not in [step.outcome for step in steps[:at]]
    assert FAILED == steps[at].outcome
    assert all((SKIPPED, f"not tried, since {name} failed") == (step.outcome, step.detail) for step in steps[at + 1 :])
    assert steps[at].elapsed_s >= 0
    return steps[at]


def told(step: Step) -> tuple[str, Who | None, str]:
    return step.detail, step.who, step.remedy or ""


async def test_a_way_without_obstacles(simulator):
    before = simulator.switch.core.subscriptions.all()
    steps = await every_step(settings_for(simulator))
    assert [OK, OK, SKIPPED, OK, OK] == [step.outcome for step in steps]
    assert "the password can be read on the way" in steps[2].detail
    assert "8 lines can be read, and the calls of enterprise/ent1 be watched" == steps[4].detail
    assert before == simulator.switch.core.subscriptions.all(), "the check's own subscription is given back"


async def test_a_way_without_obstacles_over_tls(authority):
    async with simulated(tls=authority.context()) as simulator:
        steps = await every_step(settings_for(simulator), authority.trusting())
        assert [OK] * 5 == [step.outcome for step in steps]
        assert steps[2].detail.startswith(f"TLSv1.3, certificate valid for {HOST} until ")


async def test_a_name_that_is_not_known(simulator, monkeypatch):
    async def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    step = failed(await every_step(settings_for(simulator, url="https://xsp.invalid", dns=NO_SRV)), StepName.NAME)
    assert ("xsp.invalid is not known (Name or service not known)", Who.ADMINISTRATOR) == told(step)[:2]
    assert "url (xsp.invalid)" in told(step)[2]


async def test_name_servers_that_do_not_answer(simulator, monkeypatch):
    async def silent(*_args, **_options):
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", silent)
    settings = settings_for(simulator, url="http://xsp.invalid", dns=NO_SRV)
    step = failed(await every_step(settings), StepName.NAME)
    assert ("no name server answers", Who.ADMINISTRATOR) == told(step)[:2]
    assert "this machine's name servers" in told(step)[2]


async def test_a_port_that_is_closed(simulator):
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        port = unused.getsockname()[1]
    step = failed(await every_step(settings_for(simulator, url=f"http://{HOST}:{port}")), StepName.TCP)
    assert Who.ADMINISTRATOR == step.who
    assert f"{HOST}: " in step.detail
    assert f"port {port}" in told(step)[2]


async def test_a_server_that_does_not_accept(simulator, monkeypatch):
    async def silent(*_args, **_options):
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", silent)
    step = failed(await every_step(settings_for(simulator, timing=QUICK)), StepName.TCP)
    assert (f"{HOST} does not answer", Who.ADMINISTRATOR) == told(step)[:2]
    assert "firewall" in told(step)[2]


@pytest.mark.parametrize(
    ("kind", "detail", "who", "remedy"),
    [
        ("expired", "certificate has expired", Who.PROVIDER, "renew"),
        ("not yet valid", "certificate is not yet valid", Who.ADMINISTRATOR, "clock"),
        ("of another name", "IP address mismatch", Who.ADMINISTRATOR, "use the host name that the provider published"),
    ],
)
async def test_a_certificate_that_is_not_right(authority, kind, detail, who, remedy):
    async with simulated(tls=authority.context(kind)) as simulator:
        step = failed(await every_step(settings_for(simulator), authority.trusting()), StepName.TLS)
        assert detail in step.detail
        assert who == step.who
        assert remedy in told(step)[2]


async def test_a_certificate_for_another_host_name(authority):
    async with simulated(tls=authority.context("of another name")) as simulator:
        settings = settings_for(simulator, url=simulator.xsi_url.replace(HOST, "localhost"))
        step = failed(await every_step(settings, authority.trusting()), StepName.TLS)
        assert Who.ADMINISTRATOR == step.who
        assert "not localhost" in told(step)[2]


async def test_an_issuer_that_nobody_knows(authority, tmp_path):
    async with simulated(tls=authority.context()) as simulator:
        other = Authority(tmp_path)
        step = failed(await every_step(settings_for(simulator), other.trusting()), StepName.TLS)
        assert Who.ADMINISTRATOR == step.who
        assert "ca_file" in told(step)[2]


async def test_tls_on_the_plain_port(simulator, authority):
    settings = settings_for(simulator, url=simulator.xsi_url.replace("http:", "https:"))
    step = failed(await every_step(settings, authority.trusting()), StepName.TLS)
    assert Who.ADMINISTRATOR == step.who
    assert "check the port in url" in told(step)[2]


async def test_a_handshake_that_is_not_answered(simulator, authority):
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, HOST, 0) as server:
        url = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
        steps = await every_step(settings_for(simulator, url=url, timing=QUICK), authority.trusting())
        assert "does not answer the TLS handshake" in failed(steps, StepName.TLS).detail


async def test_http_on_the_port_for_tls(authority):
    async with simulated(tls=authority.context()) as simulator:
        url = simulator.xsi_url.replace("https:", "http:")
        step = failed(await every_step(settings_for(simulator, url=url)), StepName.AUTHENTICATION)
        assert Who.ADMINISTRATOR == step.who
        assert "https" in told(step)[2]


async def test_a_wrong_password(simulator):
    step = failed(await every_step(settings_for(simulator, password="wrong")), StepName.AUTHENTICATION)
    assert Who.USER == step.who
    assert "refused user or password of admin@ent1.example" in step.detail
    assert "correct user and password" in told(step)[2]
    assert "wrong" not in str(step).replace("wrong tries", "")


@pytest.mark.parametrize(
    ("reaction", "detail", "who", "remedy"),
    [
        (answer(200, "<html>", "text/html"), "text/html instead of XML", Who.ADMINISTRATOR, "no XSI server"),
        (answer(302, "", Location="https://login.example/"), "redirects to", Who.ADMINISTRATOR, "proxy"),
        (answer(503, ""), "overloaded", Who.PROVIDER, "later"),
        (answer(500, ""), "refused with 500", Who.PROVIDER, "tell the provider"),
        (stays_open(), "no answer in time", Who.PROVIDER, "does not answer"),
    ],
)
async def test_somebody_else_answers_or_nobody(simulator, relay, reaction, detail, who, remedy):
    relay.instead(".*/profile", reaction)
    settings = settings_for(simulator, url=relay.url, timing=QUICK)
    step = failed(await every_step(settings), StepName.AUTHENTICATION)
    assert detail in step.detail
    assert who == step.who
    assert remedy in told(step)[2]


async def permission(simulator: Simulator, **changes) -> Step:
    return failed(await every_step(settings_for(simulator, **changes)), StepName.PERMISSION)


async def test_an_administrator_without_a_directory_user(simulator):
    step = await permission(simulator, directory_user=None)
    assert "set directory_user to any user of his" in step.detail
    assert Who.ADMINISTRATOR == step.who


async def test_an_enterprise_that_is_not_one_s_own(simulator):
    step = await permission(simulator, enterprise="ent2")
    assert Who.PROVIDER == step.who
    assert "allow admin@ent1.example to subscribe to Advanced Call of enterprise/ent2" == step.remedy


async def test_a_user_who_may_not_watch_others(simulator):
    anna, bert = simulator.switch.people.users[:2]
    step = await permission(
        simulator, user=anna.user_id, password=anna.password, scope=Scope.USERS, users=(bert.user_id,)
    )
    assert "refused with 403" in step.detail
    assert Who.PROVIDER == step.who


async def test_a_subscription_that_is_refused_leaves_no_channel_behind(simulator, relay):
    relay.instead(SUBSCRIPTION, answer(403, NOT_YOURS))
    step = await permission(simulator, url=relay.url)
    assert "not your right" in step.detail
    assert Who.PROVIDER == step.who
    await until(lambda: not simulator.switch.core.channels._channels, 5)


async def test_a_channel_that_is_refused(simulator, relay):
    relay.instead(CHANNEL, answer(403, NOT_YOURS))
    step = await permission(simulator, url=relay.url)
    assert "not your right" in step.detail
    assert Who.PROVIDER == step.who


async def test_a_directory_without_lines(simulator, relay):
    empty = '<Enterprise xmlns="http://schema.broadsoft.com/xsi"><startIndex>1</startIndex>'
    empty += "<numberOfRecords>0</numberOfRecords><totalAvailableRecords>0</totalAvailableRecords></Enterprise>"
    relay.instead(".*/directories/Enterprise", answer(200, empty))
    step = await permission(simulator, url=relay.url)
    assert ("the account sees no lines", Who.PROVIDER) == told(step)[:2]


async def test_a_certificate_is_trusted_by_its_fingerprint_or_refused_with_what_to_do(authority):
    async with simulated(tls=authority.context()) as simulator:
        right = settings_for(simulator, fingerprints=(authority.fingerprint,))
        steps = await every_step(right, tls=tls_context(right, "file"))
        assert [OK] * 5 == [step.outcome for step in steps]
        assert "TLSv1.3, certificate trusted by its fingerprint" in steps[2].detail
        wrong = settings_for(simulator, fingerprints=("00" * 32,))
        step = failed(await every_step(wrong, tls=tls_context(wrong, "file")), StepName.TLS)
        assert authority.fingerprint[:2].upper() + ":" in step.detail
        assert Who.ADMINISTRATOR == step.who
        assert "if it is right, add it to fingerprints" in told(step)[2]


async def test_where_each_line_has_its_own_account_the_way_is_tried_with_the_first(simulator):
    passwords = {f"{name}@ent1.example": "demo" for name in ("anna", "bert")}
    settings = settings_for(
        simulator, accounts=Accounts.EACH, user="", password="", scope=Scope.USERS, passwords=passwords
    )
    steps = await every_step(settings)
    assert FAILED not in {step.outcome for step in steps}
    assert "the platform accepts anna@ent1.example" == steps[3].detail
    assert "1 lines can be read, and the calls of user/anna@ent1.example be watched" == steps[4].detail
    known = as_one_account(replace(settings, users=("nobody@ent1.example", "bert@ent1.example")))
    assert ("bert@ent1.example", ("bert@ent1.example",)) == (known.user, known.users)
