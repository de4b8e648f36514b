"""The switch as a whole: authentication, limits, versions, paths, determinism."""

import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo
from ctibridge.sim.requests import Credentials
from ctibridge.wire.xsi.documents import encode
from tests.unit.sim.bench import ADMIN, ANNA
from tests.unit.sim.platform import Platform

PROFILE = "user/anna@ent1.example/profile"
RIGHT, WRONG = Credentials(ANNA.user_id, ANNA.password), Credentials(ANNA.user_id, "wrong")


def status(platform, credentials, path=PROFILE):
    return platform.raw("GET", path, None, credentials).status


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (None, 401),
        (RIGHT, 200),
        (WRONG, 401),
        (Credentials("nobody@ent1.example", "x"), 401),
        (Credentials("+493023125101", "1234"), 200),
        (Credentials("493023125101", "1234"), 200),
        (Credentials("+493023125101", ANNA.password), 401),
        (Credentials(ANNA.user_id, "1234"), 401),
    ],
)
def test_user_id_goes_with_password_and_number_with_passcode(platform, credentials, expected):
    assert expected == status(platform, credentials)


def test_wrong_passwords_in_a_row_lock_the_account_for_a_time(platform):
    for _ in range(5):
        assert 401 == status(platform, WRONG)
    assert 401 == status(platform, RIGHT)
    assert 200 == status(platform, Credentials(ADMIN.user_id, ADMIN.password)), "only that account"
    platform.wait(299)
    assert 401 == status(platform, RIGHT)
    platform.wait(1)
    assert 200 == status(platform, RIGHT)


def test_the_right_password_starts_the_count_again(platform):
    for credentials in (WRONG, WRONG, WRONG, WRONG, RIGHT, WRONG, WRONG, WRONG, WRONG):
        status(platform, credentials)
    assert 200 == status(platform, RIGHT)


def test_locking_can_be_switched_off(platform):
    platform.knobs.lock_after = None
    for _ in range(50):
        status(platform, WRONG)
    assert 200 == status(platform, RIGHT)


def test_a_changed_password_counts(platform):
    platform.switch.gate.set_password(ANNA, "new")
    assert (401, 200) == (status(platform, RIGHT), status(platform, Credentials(ANNA.user_id, "new")))


def test_authentication_comes_before_everything_else(platform):
    assert 401 == status(platform, None, "no/such/path")


def test_an_account_has_its_rate(platform):
    platform.knobs.user_rate = 2
    assert [200, 200, 503] == [status(platform, RIGHT) for _ in range(3)]
    assert 200 == status(platform, Credentials(ADMIN.user_id, ADMIN.password))
    platform.wait(0.5)
    assert [200, 503] == [status(platform, RIGHT) for _ in range(2)]


def test_all_accounts_together_have_a_rate(platform):
    platform.knobs.total_rate = 1
    platform.knobs.retry_after_s = 7
    assert 200 == status(platform, RIGHT)
    reply = platform.raw("GET", PROFILE, None, Credentials(ADMIN.user_id, ADMIN.password))
    assert (503, "7") == (reply.status, reply.headers["Retry-After"])


@pytest.mark.parametrize(
    ("version", "expected"),
    [(None, 200), ("21.0", 200), ("25.0", 200), ("22.sp1", 200), ("20.0", 400), ("26.0", 400), ("new", 400)],
)
def test_formats_of_some_releases_can_be_asked_for(platform, version, expected):
    assert expected == platform.raw("GET", PROFILE, None, RIGHT, version=version).status


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("GET", "user/anna@ent1.example/nothing", 404), ("DELETE", PROFILE, 405), ("GET", "channel", 405)],
)
def test_paths_and_methods_that_there_are_not(platform, method, path, expected):
    reply = platform.ask(method, path)
    assert expected == reply.status
    assert reply.document.summary_english.startswith(f"[Error {reply.document.error_code}] ")


def test_the_same_seed_gives_the_same_bytes():
    def run():
        platform = Platform(population=demo())
        admin = platform.switch.people.administrators[0]
        platform.knobs.event_timeout_s = 1e6
        channel = platform.channel(account=admin)
        platform.subscribe("enterprise/ent1", account=admin)
        scenarios.play_at_once(scenarios.load("busy")(platform.phones), platform.wait)
        return [encode(document) for document in platform.take(channel)]

    first = run()
    assert len(first) > 5
    assert first == run()


def test_nothing_is_due_on_an_idle_platform(platform):
    assert None is platform.switch.next_due()
