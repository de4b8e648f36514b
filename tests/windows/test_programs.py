"""Our small programs under Wine: the registration of the TAPI service provider, and the service wrapper."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripts.packaging.programs import build_programs

from tests.windows.telephony import TAPI_KEY, choose_port, link_port
from tests.windows.wine import Done, Wine, running_wine, stand_in, until

pytestmark = pytest.mark.timeout(300)
KEY = r"HKLM\Software\ctibridge-test\Providers"
DONE, WRONG_USE, NO_TAPI, REFUSED, NOT_THERE, NO_FILE = range(6)


@pytest.fixture(scope="module")
def wine() -> Iterator[Wine]:
    with running_wine("wine-programs") as wine:
        yield wine


@pytest.fixture(scope="module")
def installed(wine: Wine) -> Path:
    """A folder as an installation has it, with small stand-ins for the large parts."""
    folder = wine.drive / "trial"
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("python", "tapi/x64", "tapi/x86"):
        (folder / part).mkdir(parents=True)
    build_programs(folder)
    shutil.copy(stand_in("python.exe"), folder / "python")
    for width in ("x64", "x86"):  # Wine does not look into it, nor does tspinst
        (folder / "tapi" / width / "ctibridge.tsp").write_text(width)
    return folder


@pytest.fixture
def tspinst(wine, installed):
    """The program, on a machine with two providers of other people."""
    wine.run("reg", "delete", KEY, "/f")
    wine.run("reg", "add", KEY, "/v", "1", "/d", "unimdm.tsp", "/f")
    wine.run("reg", "add", KEY, "/v", "2", "/d", r"C:\Program Files\other\other.tsp", "/f")
    return lambda *words, **environment: wine.run(installed / "tspinst.exe", *words, **environment)


def windows_files(wine: Wine) -> list[Path]:
    return sorted((wine.drive / "windows").glob("sys*/ctibridge.tsp*"))


def test_the_provider_is_put_into_its_place_and_registered(wine, tspinst):
    done = tspinst("add")
    assert (DONE, True) == (done.code, "Added provider 3." in done.said), done.said
    system, wow64 = windows_files(wine)
    assert ("x64", "x86") == (system.read_text(), wow64.read_text())
    assert (
        "1\tunimdm.tsp\n2\tC:\\Program Files\\other\\other.tsp\n3\tctibridge.tsp\t<- ctibridge\n"
        == tspinst("list").said
    )


def test_a_provider_that_is_there_is_not_registered_twice(tspinst):
    tspinst("add")
    done = tspinst("add")
    assert (DONE, True) == (done.code, "Provider 3 is there already." in done.said)


def test_the_provider_gets_the_usual_port_for_its_link_or_keeps_what_was_chosen(wine, tspinst):
    wine.run("reg", "delete", TAPI_KEY, "/f")
    tspinst("add")
    assert "7222" == link_port(wine)
    choose_port(wine, 7333)
    tspinst("add")
    tspinst("repair")
    assert "7333" == link_port(wine)
    tspinst("remove")
    assert "" == link_port(wine)


def test_removal_takes_every_entry_and_both_files_and_leaves_other_peoples(wine, tspinst):
    tspinst("add")
    wine.run("reg", "add", KEY, "/v", "9", "/d", r"C:\old\CTIBRIDGE.TSP", "/f")
    assert DONE == tspinst("remove").code
    assert [] == windows_files(wine)
    assert (NOT_THERE, "1\tunimdm.tsp\n2\tC:\\Program Files\\other\\other.tsp\n") == tspinst("list")


def test_removal_of_what_is_not_there_is_no_mistake(tspinst):
    assert (DONE, "") == tspinst("remove")


def test_a_repair_brings_back_what_an_upgrade_of_windows_took(wine, tspinst):
    tspinst("add")
    for file in windows_files(wine):
        file.unlink()
    done = tspinst("repair", FAKE_TAPI="load-to-remove")
    assert (DONE, True) == (done.code, "Removed provider 3." in done.said and "Added provider 3." in done.said)
    assert 2 == len(windows_files(wine))


@pytest.mark.parametrize("lie", ["far-list", "far-name", "long-name", "more-than-room", "million", "endless", "refuse"])
def test_a_list_that_makes_no_sense_is_refused_and_nothing_is_changed(wine, tspinst, lie):
    before = wine.run("reg", "query", KEY)
    done = tspinst("repair", FAKE_TAPI=lie)
    assert (REFUSED, True) == (done.code, "The telephony service did not" in done.said)
    assert before == wine.run("reg", "query", KEY)


def test_a_list_that_needs_more_room_gets_it(tspinst):
    assert (NOT_THERE, 2) == (tspinst("list", FAKE_TAPI="needs-more").code, tspinst("list").said.count("\n"))


def test_a_refusal_has_its_reason_and_its_exit_code(tspinst):
    done = tspinst("add", FAKE_TAPI="refuse-add")
    assert (REFUSED, True) == (done.code, "cannot be loaded" in done.said)


def test_a_windows_without_these_functions_is_named(wine, installed):
    done = wine.run(installed / "tspinst.exe", "list", WINEDLLOVERRIDES="mscoree,mshtml=;tapi32=")
    assert (NO_TAPI, True) == (done.code, "no telephony" in done.said)


def test_a_missing_file_is_named_before_anything_is_registered(tspinst, installed):
    file = installed / "tapi" / "x64" / "ctibridge.tsp"
    text = file.read_text()
    file.unlink()
    try:
        done = tspinst("add")
    finally:
        file.write_text(text)
    assert (NO_FILE, True) == (done.code, "ctibridge.tsp is missing" in done.said)
    assert NOT_THERE == tspinst("list").code


@pytest.mark.parametrize("words", [(), ("nonsense",), ("add", "more")])
@pytest.mark.parametrize("program", ["tspinst.exe", "ctibridge-service.exe"])
def test_a_wrong_use_is_answered_by_the_right_one(wine, installed, program, words):
    done = wine.run(installed / program, *words)
    assert (WRONG_USE, True) == (done.code, f"{program.removesuffix('.exe')} " in done.said)


@pytest.fixture
def service(wine, installed):
    """The service wrapper, installed on a machine that never had it; taken away afterwards."""
    shutil.rmtree(wine.data, ignore_errors=True)
    program = installed / "ctibridge-service.exe"
    assert (DONE, "") == wine.run(program, "install")
    yield lambda word: wine.run(program, word)
    wine.run(program, "uninstall")


def journal(wine: Wine) -> str:
    file = wine.data / "log" / "ctibridge.log"
    return file.read_text() if file.exists() else ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def is_served(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def test_the_service_runs_the_gateway_and_asks_it_to_end(wine, service):
    port = free_port()
    (wine.data / "ctibridge.toml").write_text(f"serve {port}")
    assert (DONE, "") == service("start")
    until(lambda: is_served(port))
    assert (DONE, "running\n") == service("status")
    assert DONE == service("stop").code
    assert not is_served(port)
    said = [line.partition("service: ")[2] or line for line in journal(wine).splitlines()]
    assert ["serve", "farewell", "stopped"] == [
        line for line in said if not line.startswith(("gateway started", "link"))
    ]


def test_the_gateway_has_the_link_where_its_port_is_in_the_registry(wine, service):
    (wine.data / "ctibridge.toml").write_text("serve 0")
    wine.run("reg", "delete", TAPI_KEY, "/v", "PORT", "/f")
    assert "" == told_of_the_link(wine, service)
    choose_port(wine, 7333)
    assert "link 7333" == told_of_the_link(wine, service)
    wine.run("reg", "add", TAPI_KEY, "/v", "PORT", "/d", "no port", "/f")
    assert "link 7222" == told_of_the_link(wine, service)


def told_of_the_link(wine: Wine, service: Callable[[str], Done]) -> str:
    """What the last gateway said of it."""
    runs = journal(wine).count("farewell")
    service("start")
    until(lambda: journal(wine).count("serve") > runs)
    service("stop")
    said = journal(wine).rpartition("gateway started")[2]
    return next((line for line in said.splitlines() if line.startswith("link")), "")


def test_a_gateway_that_crashes_starts_again_after_longer_and_longer_pauses(wine, service):
    (wine.data / "ctibridge.toml").write_text("crash")
    assert (DONE, "") == service("start")
    until(lambda: "starts again in 4 s" in journal(wine))
    assert DONE == service("stop").code
    assert [1, 2, 4] == [int(line.split(" in ")[1].split()[0]) for line in journal(wine).splitlines() if " in " in line]


def test_a_gateway_that_is_misconfigured_ends_the_service(wine, service):
    (wine.data / "ctibridge.toml").write_text("misconfigured")
    assert (DONE, "") == service("start")
    until(lambda: service("status").said == "not running\n")
    assert 1 == journal(wine).count("gateway started")
    assert "correct it" in journal(wine)


def test_a_gateway_that_does_not_listen_is_ended_with_all_that_it_started(wine, service):
    port = free_port()
    (wine.data / "ctibridge.toml").write_text(f"deaf {port}")
    assert (DONE, "") == service("start")
    until(lambda: is_served(port))
    assert DONE == service("stop").code
    assert not is_served(port)
    assert "did not end by itself" in journal(wine)


def test_a_service_without_configuration_does_not_start(wine, service):
    done = service("start")
    assert (NO_FILE, True) == (done.code, "Write ctibridge.toml" in done.said)


def test_an_installation_makes_one_secret_for_both_sides_and_keeps_it(wine, service):
    token = (wine.data / "tapi-token.txt").read_text()
    assert 64 == len(token)
    assert DONE == service("install").code
    assert token == (wine.data / "tapi-token.txt").read_text()
    said = wine.run("reg", "query", r"HKLM\SOFTWARE\ctibridge\TAPI").said
    assert token in said
    assert r"C:\ProgramData\ctibridge\tapi-log" in said


def test_removal_leaves_the_data_and_takes_the_secret_from_the_registry(wine, service):
    (wine.data / "ctibridge.toml").write_text("serve 0")
    assert DONE == service("uninstall").code
    assert (wine.data / "ctibridge.toml").exists()
    assert 0 != wine.run("reg", "query", r"HKLM\SOFTWARE\ctibridge\TAPI").code
    assert NOT_THERE == service("status").code
