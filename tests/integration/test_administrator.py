"""The administrator's commands against a gateway in a process of its own, and what that tells systemd."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ctibridge.administration.administrator import Administrator
from ctibridge.errors import ConfigError
from ctibridge.hub.hub import Hub
from ctibridge.servers.admin.messages import Reloaded
from ctibridge.servers.admin.server import AdminServer
from ctibridge.servers.admin.settings import AdminSettings
from tests.integration.test_cli import COMMAND, ctibridge, post, started
from tests.unit.docs.pages import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and sockets of systemd are not there")
ANALYZE = shutil.which("systemd-analyze")
UNIT = ROOT / "contrib" / "systemd" / "ctibridge.service"


class Running:
    """A gateway on a simulator, with the socket on which it talks to systemd."""

    def __init__(self, directory: Path, platform: dict[str, Any]) -> None:
        self.file = directory / "ctibridge.toml"
        self._platform = platform
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(directory / "notify"))
        self._socket.settimeout(20)
        self.environment = {"NOTIFY_SOCKET": str(directory / "notify"), "WATCHDOG_USEC": "3600000000"}
        self.configure()

    def configure(self, more: str = "") -> None:
        admin, user = self._platform["admin"], self._platform["users"][0]["userId"]
        text = f"""
            [providers.office]
            url = "{self._platform["xsi"]}"
            user = "{admin["userId"]}"
            password = "{admin["password"]}"
            directory_user = "{user}"
            [csta]
            port = 0
            {more}
        """
        self.file.write_text(text)
        self.file.chmod(0o600)

    def told(self) -> list[str]:
        """What systemd is told next."""
        return self._socket.recv(4096).decode().splitlines()

    def told_beside_the_watchdog(self) -> list[str]:
        while (told := self.told()) == ["WATCHDOG=1"]:
            pass
        return told

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return ctibridge(*words, CTIBRIDGE_CONFIG=str(self.file))

    def json(self, *words: str) -> Any:
        done = self.command(*words, "--json")
        assert 0 == done.returncode, done.stderr
        return json.loads(done.stdout)

    def wait_for_lines(self) -> None:
        """As the administrator waits: by a list that renews itself."""
        command = [*COMMAND, "lines", "--watch", "--json", "--state", "in-service", "-c", str(self.file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
            assert watching.stdout is not None
            while json.loads(watching.stdout.readline())["counts"] != {"in-service": 8}:
                pass
            watching.send_signal(signal.SIGINT)
            assert 130 == watching.wait(20)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def gateway(directory: Path) -> Iterator[tuple[Running, subprocess.Popen[str], dict[str, Any]]]:
    with started("sim", "--json") as where:
        running = Running(directory, where)
        command = [*COMMAND, "serve", "-c", str(running.file)]
        environment = {**os.environ, **running.environment}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        try:
            assert ["READY=1"] == running.told_beside_the_watchdog()
            yield running, process, where
        finally:
            process.kill()
            process.communicate()
            running.close()


@pytest.mark.timeout(180)  # a dozen commands, each of which takes seconds to start on a busy machine
def test_a_running_gateway_is_found_shown_reloaded_and_ends_well(tmp_path):
    with gateway(tmp_path) as (running, process, where):
        running.wait_for_lines()
        (provider,) = running.json("providers")
        assert ("office", True, 8, 8) == tuple(provider[key] for key in ("name", "up", "lines", "in_service"))
        post(f"{where['control']}/outside/calls?from=%2B493023125900&to=101")
        (line,) = running.json("lines", "--search", "+493023125101")["lines"]
        assert ("101", "alerting", ["+493023125900"]) == (
            line["extension"],
            line["calls"][0]["state"],
            line["calls"][0]["others"],
        )
        shown = running.command("lines").stdout
        assert "8 lines: 8 in-service" in shown
        assert "Anna Adler" in shown

        assert "user_id" in running.command("lines", "export").stdout.splitlines()[0]
        assert 0 == running.command("lines", "add", "emil@ent1.example").returncode
        assert ("line added", "emil@ent1.example") == tuple(
            running.json("journal")[0][key] for key in ("action", "subject")
        )

        sheet = running.command("lines", "show", "101", "--language", "de")
        assert "Anna Adler" in sheet.stdout.splitlines()[0]
        unknown = running.command("lines", "show", "999")
        assert 1 == unknown.returncode
        assert "there is no line with user id, number or extension 999" in unknown.stderr
        password = running.command("lines", "set-password", "emil@ent1.example")
        assert (2, "ctibridge: standard input: holds no password\n") == (password.returncode, password.stderr)

        running.configure("max_sessions = 7\nnames = false")
        assert {"applied": ["csta.max_sessions"], "restart": ["csta.names"]} == running.json("reload")
        running.configure("max_sesions = 7")
        refused = running.command("reload")
        assert 2 == refused.returncode
        assert "nothing is changed: " in refused.stderr
        assert "csta.max_sesions: is not known; did you mean max_sessions?" in refused.stderr

        process.send_signal(signal.SIGHUP)
        assert "RELOADING=1" == running.told_beside_the_watchdog()[0]
        assert ["READY=1"] == running.told_beside_the_watchdog()
        running.configure()
        process.send_signal(signal.SIGHUP)
        began = running.told_beside_the_watchdog()
        assert "RELOADING=1" == began[0]
        assert began[1].startswith("MONOTONIC_USEC=")
        assert ["READY=1"] == running.told_beside_the_watchdog()

        process.send_signal(signal.SIGTERM)
        assert ["STOPPING=1"] == running.told_beside_the_watchdog()
        _, log = process.communicate(timeout=20)
        assert 0 == process.returncode
        events = [json.loads(line) for line in log.splitlines()]
        refusals = [event["reason"] for event in events if event["event"] == "configuration.refused"]
        assert ["csta.max_sesions"] == [reason.split(": ")[1] for reason in refusals]
        gone = running.command("lines")
        assert (1, "") == (gone.returncode, gone.stdout)
        assert "no gateway runs: there is no " in gone.stderr


@pytest.mark.timeout(180)  # as above
def test_what_the_store_keeps_is_written_read_again_encrypted_anew_and_forgotten(tmp_path):
    with gateway(tmp_path) as (running, _process, _where):
        running.wait_for_lines()
        table = tmp_path / "lines.csv"
        assert 0 == running.command("lines", "export", str(table)).returncode
        rows = table.read_text(encoding="utf-8-sig").splitlines()
        assert 9 == len(rows)
        assert rows[1].startswith("1,anna@ent1.example,+493023125101,101,Anna,Adler,")
        table.write_text("user_id;password\nEmil@ent1.example;geheim\n;geheim\n", encoding="utf-8")
        refused = running.command("lines", "import", str(table))
        assert (1, True) == (refused.returncode, "row 3: has no user id" in refused.stderr)
        imported = running.command("lines", "import", str(table), "--skip-bad")
        assert "1 lines are added to office, 1 passwords are set.\n" == imported.stdout

        assert 0 == running.command("store", "rotate-key").returncode
        asked = running.command("store", "forget-passwords")
        assert (1, True) == (asked.returncode, "Forget the passwords of all lines" in asked.stderr)
        assert "1 passwords are forgotten.\n" == running.command("store", "forget-passwords", "--yes").stdout
        actions = [entry["action"] for entry in running.json("journal")]
        assert ["passwords forgotten", "key rotated", "lines imported"] == actions


def test_a_gateway_that_was_killed_is_not_taken_for_a_running_one(tmp_path):
    with gateway(tmp_path) as (running, process, _):
        process.kill()
        process.wait()
        done = running.command("providers")
        assert 1 == done.returncode
        assert f"it was process {process.pid}, and is gone" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_watchdog_is_fed(tmp_path):
    with gateway(tmp_path) as (running, _, _):
        pass
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with told:
        told.bind(str(tmp_path / "dog"))
        told.settimeout(20)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "dog"), "WATCHDOG_USEC": "20000"}
        with subprocess.Popen([*COMMAND, "serve", "-c", str(running.file)], env=environment) as process:
            seen = [told.recv(4096) for _ in range(6)]
            process.terminate()
            assert 0 == process.wait(20)
    assert 5 == seen.count(b"WATCHDOG=1")


async def test_a_port_that_is_taken_and_a_directory_that_cannot_be_used_are_named(tmp_path):
    administrator = Administrator(Hub(), dict, never)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = AdminServer(administrator, AdminSettings(port=port), tmp_path, source="g.toml")
        with pytest.raises(ConfigError, match=rf"g\.toml: admin\.port: cannot listen on 127\.0\.0\.1:{port}: "):
            await server.open()
    assert [] == list(tmp_path.iterdir())
    (tmp_path / "file").write_text("")
    server = AdminServer(administrator, AdminSettings(), tmp_path / "file", source="g.toml")
    with pytest.raises(ConfigError, match=r"g\.toml: state: .*file cannot be used"):
        await server.open()


async def never() -> Reloaded:
    raise AssertionError


def test_without_any_file_the_usual_places_are_named(tmp_path):
    done = subprocess.run(
        [*COMMAND, "providers"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=50,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert 1 == done.returncode
    assert "no gateway runs: there is no ctibridge-state/admin.json" in done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze")
def test_the_unit_is_one_that_systemd_understands_and_finds_safe(tmp_path):
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/ctibridge/bin/ctibridge", sys.executable))
    verified = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True, check=False)
    assert (0, "") == (verified.returncode, verified.stderr)
    command = [ANALYZE, "security", "--offline=true", "--threshold=20", unit]  # in tenths; 0 is best
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == judged.returncode, judged.stdout + judged.stderr
