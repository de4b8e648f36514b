"""The command line as people run it: processes, signals, exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

COMMAND = (sys.executable, "-m", "ctibridge")
USER_KEYS = {"userId", "password", "number", "extension", "firstName", "lastName"}


def ctibridge(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=50,
        env={**os.environ, **environment},
        check=False,
    )


@contextmanager
def started(*arguments: str) -> Iterator[dict[str, Any]]:
    """A process that tells in its first line where everything is; ended by SIGTERM, which it must take well."""
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=20)
        assert (0, "", "") == (process.returncode, output, errors if "Traceback" in errors else "")
    finally:
        process.kill()
        process.communicate()


def post(url: str) -> Any:
    with urlopen(Request(url, method="POST"), timeout=10) as answer:
        return json.load(answer)


def test_the_demo_plays_to_its_end_and_says_that_all_was_well():
    done = ctibridge("demo", "--pace", "0")
    assert 0 == done.returncode, done.stderr
    assert 4 == done.stdout.count("as it should be")
    assert "transferred at 101: 101 leaves, to 102" in done.stdout


def test_the_demo_shows_both_wires_on_demand():
    done = ctibridge("demo", "--pace", "0", "--trace")
    assert 0 == done.returncode, done.stderr
    for shown in ("XSI -> POST", "XSI <- channel", "CSTA <- ", "CSTA -> 9999", "<xsi:eventID>", "<MakeCall"):
        assert shown in done.stdout
    assert "Basic " not in done.stdout


def test_an_open_house_tells_in_one_line_where_everything_is():
    with started("demo", "--serve", "--json") as where:
        assert {"xsi", "csta", "control", "dns", "host", "admin", "users"} == set(where)
        assert {"userId", "password"} == set(where["admin"])
        assert all(USER_KEYS == set(user) for user in where["users"])
        server = where["csta"]
        listed = json.loads(ctibridge("lines", "--server", server, "--json").stdout)
        house = [user["extension"] for user in where["users"] if user["userId"].endswith("@ent1.example")]
        assert house == [line["line"] for line in listed]
        dialled = json.loads(ctibridge("dial", "101", "102", "--server", server, "--json").stdout)
        post(f"{where['control']}/phones/{where['users'][0]['userId']}/answer")
        shown = ctibridge("lines", "--server", server).stdout
        assert dialled["call"] in shown.replace("\n", "")


def test_the_simulator_alone_says_the_same_without_csta():
    with started("sim", "--json") as where:
        assert {"xsi", "control", "dns", "host", "admin", "users"} == set(where)
        answer = post(f"{where['control']}/outside/calls?from=%2B493023125900&to=101")
        assert "+493023125900" == answer["number"]


def test_a_monitor_says_when_it_watches():
    with started("demo", "--serve", "--json") as where:
        command = [*COMMAND, "monitor", "101", "--server", where["csta"]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as monitor:
            assert monitor.stdout is not None
            assert "Watching 101. Ctrl-C ends.\n" == monitor.stdout.readline()
            monitor.send_signal(signal.SIGINT)
            assert 130 == monitor.wait(20)


def test_a_monitor_tells_what_happens():
    with started("demo", "--serve", "--json") as where:
        command = [*COMMAND, "monitor", "101", "--json", "--server", where["csta"]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as monitor:
            assert monitor.stdout is not None
            post(f"{where['control']}/outside/calls?from=%2B493023125900&to=101")
            first = json.loads(monitor.stdout.readline())
            monitor.send_signal(signal.SIGINT)
        assert "delivered" == first.get("event", "") or "alerting" in first["snapshot"]["states"]


@pytest.fixture
def configured(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A configuration whose platform is a simulator."""
    with started("sim", "--json") as where:
        file = tmp_path / "ctibridge.toml"
        file.write_text(
            f"[providers.office]\nurl = '{where['xsi']}'\nuser = '{where['admin']['userId']}'\n"
            f"password_env = 'OFFICE'\ndirectory_user = '{where['users'][0]['userId']}'\n[csta]\nport = 0\n"
        )
        yield file, where


def test_a_check_that_succeeds_says_what_can_be_done(configured):
    file, where = configured
    done = ctibridge("check", "-c", str(file), OFFICE=where["admin"]["password"])
    assert 0 == done.returncode, done.stdout
    assert "8 lines can be read, and the calls of enterprise/ent1 be watched" in done.stdout


def test_a_check_over_the_cti_interface_tells_of_both_ways(tmp_path):
    with started("sim", "--json", "--cti-port", "0") as where:
        file = tmp_path / "ctibridge.toml"
        file.write_text(
            f"[providers.office]\nurl = 'cti://{where['cti']}'\nside_url = '{where['xsi']}'\n"
            f"user = '{where['admin']['userId']}'\npassword_env = 'OFFICE'\n"
            f"directory_user = '{where['users'][0]['userId']}'\n"
        )
        done = ctibridge("check", "-c", str(file), OFFICE=where["admin"]["password"])
        file.write_text(file.read_text().replace(where["xsi"], "http://127.0.0.1:1"))
        closed = ctibridge("check", "-c", str(file), OFFICE=where["admin"]["password"])
    assert 0 == done.returncode, done.stdout
    assert f"8 lines can be read at {where['xsi']}" in done.stdout
    assert "the calls of enterprise/ent1 can be watched" in done.stdout
    assert 1 == closed.returncode
    assert "these are not possible: reading the lines" in closed.stdout


def test_a_check_with_a_wrong_password_says_who_must_act(configured):
    file, _ = configured
    done = ctibridge("check", "-c", str(file), "--json", OFFICE="mistyped")
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert 1 == done.returncode
    failed = next(step for step in steps if step["outcome"] == "failed")
    assert ("authentication", "the user") == (failed["name"], failed["who"])
    assert "mistyped" not in done.stdout + done.stderr


def test_the_gateway_serves_until_it_is_told_to_stop(configured):
    file, where = configured
    environment = {**os.environ, "OFFICE": where["admin"]["password"]}
    with subprocess.Popen(
        [*COMMAND, "serve", "-c", str(file)], stderr=subprocess.PIPE, text=True, env=environment
    ) as gateway:
        assert gateway.stderr is not None
        told = ""
        while "provider.up" not in told:
            told = gateway.stderr.readline()
            assert told
        gateway.send_signal(signal.SIGTERM)
        assert 0 == gateway.wait(20)


@pytest.mark.parametrize(
    "stop",
    [lambda gateway: gateway.stdin.close(), lambda gateway: gateway.terminate()],
    ids=["end of input", "SIGTERM"],
)
def test_a_gateway_that_runs_as_a_child_stops_when_its_input_ends_and_as_always(configured, stop):
    file, where = configured
    environment = {**os.environ, "OFFICE": where["admin"]["password"]}
    command = [*COMMAND, "serve", "--until-input-ends", "-c", str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as gateway:
        assert gateway.stderr is not None
        assert any("provider.up" in line for line in gateway.stderr)
        stop(gateway)
        assert 0 == gateway.wait(20)


@pytest.mark.parametrize(
    ("table", "said"),
    [("", "tapi.listening"), ("[tapi]\nport = 0\n", "tapi.ports_differ")],
    ids=["no table", "another port"],
)
def test_who_starts_a_gateway_may_want_the_tapi_face(configured, table, said):
    file, where = configured
    file.write_text(file.read_text() + table)
    token = file.with_name("token.txt")
    token.write_text("t" * 40)
    token.chmod(0o600)
    environment = {**os.environ, "OFFICE": where["admin"]["password"]}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = ["--until-input-ends", "--tapi-port", str(port), "--tapi-token-file", str(token)]
    with subprocess.Popen(
        [*COMMAND, "serve", *options, "-c", str(file)],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as gateway:  # fmt: skip
        assert gateway.stdin is not None
        assert gateway.stderr is not None
        assert str(port) in next(line for line in gateway.stderr if said in line)
        gateway.stdin.close()
        assert 0 == gateway.wait(20)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "providers: at least one table"),
        ("[providers.a]\nurl='http://127.0.0.1'\nuser='u'\npasword_env='X'", "providers.a.pasword_env: is not known"),
        ("[providers.a]\nurl='ftp://x'\nuser='u'\npassword_env='OFFICE'", "providers.a.url: must look like"),
    ],
)
def test_a_mistake_in_the_configuration_names_file_key_and_remedy(tmp_path, text, said):
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    done = ctibridge("serve", "-c", str(file), OFFICE="secret")
    assert 2 == done.returncode
    assert f"ctibridge: {file}" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_simulator_has_a_cti_port_when_one_is_asked_for():
    with started("sim", "--json", "--cti-port", "0", "--servers", "2") as where:
        assert where["cti"] == where["ctiServers"][0]
        host, _, port = where["cti"].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b'<xsp:keepalive xmlns:xsp="urn:x"><requestId>7</requestId></xsp:keepalive>')
            assert b"<requestId>7</requestId></xsp:keepaliveResponse>" in connection.recv(4096)


def test_a_gateway_that_is_not_there_is_named():
    done = ctibridge("lines", "--server", "127.0.0.1:1")
    assert 1 == done.returncode
    assert "ctibridge: 127.0.0.1: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_with_certificates_that_is_not_there_is_named(tmp_path):
    done = ctibridge("lines", "--tls", "--ca-file", str(tmp_path / "ca.pem"))
    assert (2, f"ctibridge: --ca-file: {tmp_path / 'ca.pem'} cannot be used: No such file or directory\n") == (
        done.returncode,
        done.stderr,
    )


def test_a_port_that_is_taken_is_named():
    with started("sim", "--json") as where:
        port = where["xsi"].rpartition(":")[2]
        done = ctibridge("sim", "--xsi-port", port)
        assert 2 == done.returncode
        assert port in done.stderr
        assert "Traceback" not in done.stderr


def ask(method: str, url: str) -> Any:
    with urlopen(Request(url, method=method), timeout=10) as answer:
        return json.load(answer)


def test_the_simulator_begins_calls_by_itself_and_has_faults_from_the_start():
    arguments = ("--users", "300", "--calls-per-second", "200", "--talk-seconds", "1", "--servers", "2", "--seed", "7")
    faults = ("--fault", "duplicate_event", "--knob", "ring_s=0.5")
    with started("sim", "--json", *arguments, *faults) as where:
        assert {"xsi", "servers", "control", "dns", "host", "admin", "users"} == set(where)
        assert 300 == len(where["users"])
        load: dict[str, Any] = {"begun": 0}
        while load["begun"] < 20:
            load = ask("GET", f"{where['control']}/load")
        assert (200.0, 1.0) == (load["callsPerSecond"], load["talkSeconds"])
        assert {"duplicate_event": True, "ring_s": 0.5} == ask("GET", f"{where['control']}/figures")["changed"]
        assert {"xsp1": "down", "xsp2": "up"} == ask("POST", f"{where['control']}/servers/xsp1/fail")


def test_scenarios_are_played_one_after_the_other_and_again(tmp_path):
    for name in ("one", "two"):
        story = f'def story(phones):\n    yield 0, "this is [{name}]"\n'
        (tmp_path / f"{name}.py").write_text(story, encoding="utf-8")
    files = ("--scenario", str(tmp_path / "one.py"), "--scenario", str(tmp_path / "two.py"))
    command = [*COMMAND, "sim", *files, "--repeat", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        told: list[str] = []
        while len(told) < 4:
            line = simulator.stdout.readline()
            assert line, "it goes on until it is stopped"
            told += [line] if line.startswith("this is") else []
        simulator.send_signal(signal.SIGTERM)
        assert 0 == simulator.wait(20)
    assert ["this is [one]\n", "this is [two]\n"] * 2 == told


def test_a_scenario_that_fails_ends_the_simulator_with_file_and_line(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text('def story(phones):\n    yield 0, "begin"\n    phones["anna"].answer()\n', encoding="utf-8")
    done = ctibridge("sim", "--scenario", str(file))
    assert (2, f"ctibridge: {file}:3: no call rings at anna@ent1.example\n") == (done.returncode, done.stderr)


def test_a_long_scenario_does_not_delay_the_end(tmp_path):
    file = tmp_path / "long.py"
    file.write_text('def story(phones):\n    yield 3600, "an hour"\n', encoding="utf-8")
    with started("sim", "--json", "--scenario", str(file), "--repeat", "0"):
        pass


def test_the_scenarios_are_listed():
    listed = ctibridge("sim", "--list").stdout.splitlines()
    as_json = json.loads(ctibridge("sim", "--list", "--json").stdout)
    assert [item["name"] for item in as_json] == [line.split()[0] for line in listed]
    assert "A customer calls Anna and gives up before she answers." in listed[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fault", "duplicate_evnt"), "duplicate_evnt: is not known; is duplicate_event meant?"),
        (("--fault", "cut_after=far"), "cut_after: 'far' does not fit; a whole number or none is wanted"),
        (("--scenario", "busyy"), "busyy: no such scenario; is busy meant?"),
    ],
)
def test_what_the_simulator_cannot_do_is_told_before_it_starts(arguments, said):
    done = ctibridge("sim", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert said in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_shows_what_goes_on():
    import pty  # not there on Windows

    ours, theirs = pty.openpty()
    command = [*COMMAND, "sim", "--calls-per-second", "5", "--fault", "half_open"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    with subprocess.Popen(command, stdout=theirs, env=environment) as simulator:
        os.close(theirs)
        told = b""
        while told.count(b"half_open=True") < 3:  # the first picture, and two that were renewed
            told += os.read(ours, 4096)
        simulator.send_signal(signal.SIGINT)
        assert 0 == simulator.wait(20)
    os.close(ours)
    assert b"of 5/s begin" in told


def test_services_of_a_line_are_listed_set_and_said_to_be_missing():
    with started("demo", "--serve", "--json") as where:
        server, home = where["csta"], "+493023125910"
        listed = json.loads(ctibridge("service", "101", "--server", server, "--json").stdout)
        assert {"service": "remote-office", "available": True, "active": False} in listed
        empty = dict.fromkeys(("newMessages", "oldMessages", "newUrgentMessages", "oldUrgentMessages"), 0)
        assert {"service": "voice-mail", "available": True, "messages": empty} in listed
        office = ("service", "101", "remote-office", "--server", server)
        done = ctibridge(*office, "--on", "--to", home, "--json")
        expected = [{"service": "remote-office", "available": True, "active": True, "to": home}]
        assert (0, expected) == (done.returncode, json.loads(done.stdout))
        assert f"on, to {home}" in ctibridge(*office).stdout
        off = json.loads(ctibridge(*office, "--off", "--json").stdout)
        assert [False, home] == [off[0]["active"], off[0]["to"]]
        with urlopen(Request(f"{where['control']}/phones/anna/services/RemoteOffice", method="DELETE"), timeout=10):
            pass
        assert (0, True) == ((shown := ctibridge(*office)).returncode, "not available" in shown.stdout)
        assert 1 == ctibridge(*office, "--on").returncode


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fax",), "must be one of do-not-disturb"),
        (("--on",), "is missing"),
        (("voice-mail", "--on"), "cannot be set"),
    ],
)
def test_a_service_that_there_is_not_is_told_with_those_that_there_are(arguments, says):
    done = ctibridge("service", "101", *arguments)
    assert (2, True) == (done.returncode, says in done.stderr)
