"""The provider, driven by a stand-in for the telephony service that holds it to the rules of TSPI."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.windows.conftest import play, service, settings

Command = list[str | Path]


def test_plays_all_scenarios(harness: Command) -> None:
    with service() as port:
        assert "quick_answers: 0 violations" in play(harness, port, "all")


def test_two_thousand_lines_are_there_at_the_start(harness: Command) -> None:
    with service("--lines", "2000") as port:
        assert "caps of 2000 lines" in play(harness, port, "made_call")


def test_lines_come_when_the_service_starts_later(harness: Command) -> None:
    with service() as port:
        pass
    with subprocess.Popen(
        [*harness, "late", "made_call"],
        env=settings(port, CTIBRIDGE_TAPI_WAIT_MS="200"), stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        read = process.stdout.readline
        first = [read().strip(), read().strip()]
        with service("--port", str(port)):
            rest = [line for line in iter(lambda: read().strip(), "") if "violations" in line]
            process.wait(60)
    assert (["0 lines", "waiting for lines"], "0 violations", 0) == (first, rest[-1], process.returncode)


def test_an_impostor_gets_no_proof_and_gives_no_lines(harness: Command) -> None:
    with service("--impostor") as port:
        assert play(harness, port, "nothing", CTIBRIDGE_TAPI_WAIT_MS="500").startswith("0 lines")


def test_a_provider_with_a_wrong_token_gets_no_lines(harness: Command) -> None:
    with service() as port:
        out = play(harness, port, "nothing", CTIBRIDGE_TAPI_WAIT_MS="500", CTIBRIDGE_TAPI_TOKEN="x" * 32)
    assert out.startswith("0 lines")


def cut(harness: Command, how: str) -> str:
    with service() as port:
        return play(harness, port, "cut", how, CTIBRIDGE_TAPI_PAUSE_MS="1")


def test_a_service_that_ends_at_every_point_of_every_scenario_breaks_no_rule(harness: Command) -> None:
    """Behind each message in either direction, and in the middle of each of the service's."""
    with ThreadPoolExecutor() as pool:
        whole, half = pool.map(partial(cut, harness), ("whole", "half"))
    cuts = {name: int(count) for name, count in re.findall(r"(\w+): cut (\d+) times, whole", whole)}
    assert {"starts_again", "wrong_handles", "many_threads"} < {name for name, count in cuts.items() if count > 0}
    assert len(cuts) == half.count(", half, 0 violations")


def test_a_listener_that_says_nothing_holds_up_the_start_no_longer_than_agreed(harness: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        out = play(harness, silent.getsockname()[1], "nothing", CTIBRIDGE_TAPI_WAIT_MS="300")
    assert out.startswith("0 lines")
    assert 30 > time.monotonic() - began  # that it ends; how fast is the machine's affair
