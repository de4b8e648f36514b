"""Log lines: where they go, how they look, and what never stands in them."""

from __future__ import annotations

import json
import re

import pytest
import structlog

from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.config import LEVELS
from ctibridge.diagnostics.logs import LogFormat, set_up_logging
from ctibridge.servers.csta.settings import CstaSettings

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
FORMS = [LogFormat.TEXT, LogFormat.JSON]


@pytest.fixture(autouse=True)
def as_it_was():
    before = structlog.get_config()
    yield
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def told(capsys):
    """What was logged since; nothing may have gone to standard output."""

    def read() -> str:
        captured = capsys.readouterr()
        assert "" == captured.out
        return str(captured.err)

    return read


def test_a_line_of_json_has_the_members_that_the_page_shows(told):
    set_up_logging("info", LogFormat.JSON)
    structlog.get_logger().info("csta.listening", host="127.0.0.1", port=8800, tls=False)
    text = told()
    assert 1 == text.count("\n")
    line = json.loads(text)
    assert ["host", "port", "tls", "event", "level", "timestamp"] == list(line)
    assert ("127.0.0.1", 8800, False, "csta.listening", "info") == tuple(line.values())[:-1]
    assert re.fullmatch(TIME, line["timestamp"])


def test_a_line_of_text_begins_with_time_level_and_event(told):
    set_up_logging("info", LogFormat.TEXT)
    structlog.get_logger().warning("channel.lost", link="xsi.example:443", reason="no answer in time")
    assert re.fullmatch(
        rf"{TIME} \[warning  \] channel\.lost +link=xsi\.example:443 reason='no answer in time'\n", told()
    )


@pytest.mark.parametrize(("terminal", "is_json"), [(True, False), (False, True)])
def test_auto_is_text_on_a_terminal_and_json_elsewhere(monkeypatch, told, terminal, is_json):
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    set_up_logging("info", LogFormat.AUTO)
    structlog.get_logger().info("lines.read")
    text = told()
    assert is_json == text.startswith("{")
    assert terminal == ("\x1b[" in text), "colours"


@pytest.mark.parametrize("least", LEVELS)
def test_only_the_level_and_those_above_are_shown(told, least):
    set_up_logging(least, LogFormat.JSON)
    log = structlog.get_logger()
    for level in LEVELS:
        getattr(log, level)("something")
    shown = [json.loads(line)["level"] for line in told().splitlines()]
    assert list(LEVELS[LEVELS.index(least) :]) == shown


@pytest.mark.parametrize("form", FORMS)
def test_secrets_and_numbers_are_taken_out_however_they_are_given(told, form):
    set_up_logging("info", form)
    structlog.contextvars.bind_contextvars(peer="+493023125901")
    log = structlog.get_logger().bind(password="s3cret", line="+493023125902")
    log.info("x", to=["+493023125903"], data={"token": "s3cret"}, header="Authorization: Basic czNjcmV0Og==")
    text = told()
    assert [] == [secret for secret in ("s3cret", "czNjcmV0", "3023125") if secret in text]


@pytest.mark.parametrize("form", FORMS)
def test_settings_can_be_logged_without_their_passwords(told, form):
    set_up_logging("info", form)
    provider = BroadWorksSettings("office", "https://xsi.example", "adm", "s3cret")
    structlog.get_logger().info("x", provider=provider, face=CstaSettings(user="crm", password="s3cret"))
    text = told()
    assert "xsi.example" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("form", FORMS)
def test_an_exception_is_told_without_numbers_and_without_what_variables_hold(told, form):
    set_up_logging("info", form)
    secret = "".join(("s3", "cret"))
    try:
        raise ValueError("cannot dial +49302" + "3125900", len(secret))
    except ValueError:
        structlog.get_logger().exception("event.undigested", line="anna@ent1.example")
    text = told()
    assert "ValueError: ('cannot dial +493…00', 6)" in text.replace(r"\u2026", "…")
    assert "test_logs.py" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("value", ["\x1b[2J", "a\nb", "\x9b2J", "a\rb", "\x07"])
def test_what_a_client_says_of_itself_cannot_write_on_a_terminal(told, value):
    set_up_logging("info", LogFormat.TEXT)
    structlog.get_logger().info("session.ended", application=value)
    text = told()
    assert text.endswith("\n")
    assert text[:-1].isprintable()


def test_nor_does_it_become_a_line_of_json_or_lose_anything(told):
    set_up_logging("info", LogFormat.JSON)
    structlog.get_logger().info("session.ended", application='\x1b[2J\n{"event": "x"}')
    line, nothing = told().split("\n")
    assert ("", '\x1b[2J\n{"event": "x"}') == (nothing, json.loads(line)["application"])
