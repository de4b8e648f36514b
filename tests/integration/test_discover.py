"""`ctibridge discover` as people run it, with the simulator's name server."""

from __future__ import annotations

import json
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.integration.test_cli import ctibridge, started

HOST = "ent1.example"


@pytest.fixture(scope="module")
def platform():
    with started("sim", "--json", "--servers", "2") as where:
        yield where


@pytest.fixture
def put(platform):
    """Changes a name; all is as before afterwards."""

    def change(name, **parameters):
        query = "&".join(f"{key}={quote(value)}" for key, value in parameters.items())
        _request("PUT", f"{platform['control']}/dns/{name}?{query}")

    yield change
    _request("DELETE", f"{platform['control']}/dns")
    _request("DELETE", f"{platform['control']}/knobs")


def _request(method, url):
    with urlopen(Request(url, method=method), timeout=10) as answer:
        return json.load(answer)


def discover(platform, *arguments):
    return ctibridge("discover", HOST, "--dns-server", platform["dns"], *arguments)


def test_what_is_found_is_told_in_words_for_all_four_connections(platform):
    done = discover(platform)
    assert (0, "") == (done.returncode, done.stderr)
    port = platform["servers"][0].rpartition(":")[2]
    for said in (
        "http (XSI, not encrypted)",
        "_ecsta._tcp.ent1.example: 2 records, valid for 60 s",
        f"priority 10, weight 10: xsp1.ent1.example port {port}",
        "would be tried: these servers, because DNS names them",
        f"xsp1.ent1.example:{port} (priority 10, drawn by weight 10)",
        "https (XSI, encrypted)",
        "cti (CTI interface, not encrypted)",
        "_ecsta-cti._tls.ent1.example: there is no such name",
        "would be tried: the configured server: DNS has no records for it",
        "fallback without records: ent1.example:8012",
    ):
        assert said in done.stdout


def test_with_json_the_same_is_data(platform):
    done = discover(platform, "--json", "--connection", "http")
    told = json.loads(done.stdout)
    assert HOST == told["host"]
    (found,) = told["connections"]
    assert ("http", "records", None) == (found["connection"], found["basis"], found["problem"])
    assert {"xsp1.ent1.example", "xsp2.ent1.example"} == {target["host"] for target in found["targets"]}
    assert {"host": HOST, "port": 80} == found["fallback"]
    (name,) = found["names"]
    assert ("_ecsta._tcp.ent1.example", "found", 60) == (name["name"], name["outcome"], name["ttl"])
    assert {"priority", "weight", "port", "target"} == set(name["records"][0])


def test_without_records_the_exit_code_says_so(platform):
    done = discover(platform, "--connection", "https", "--connection", "cti")
    assert 1 == done.returncode
    assert 2 == done.stdout.count("would be tried: the configured server: DNS has no records for it")


def test_a_name_server_that_fails_is_another_exit_code(platform, put):
    put("_ecsta._tls.ent1.example", fault="servfail")
    done = discover(platform, "--connection", "https", "--json")
    (found,) = json.loads(done.stdout)["connections"]
    assert (2, "_ecsta._tls.ent1.example: the name server cannot tell (SERVFAIL)") == (
        done.returncode,
        found["problem"],
    )
    assert "failed" == found["names"][0]["outcome"]


def test_what_is_not_offered_is_not_tried(platform, put):
    put("_ecsta._tls.ent1.example", record="SRV 0 0 0 .")
    done = discover(platform, "--connection", "https")
    assert 1 == done.returncode
    assert "_ecsta._tls.ent1.example: not offered (its only target is a dot)" in done.stdout
    assert "would be tried: none: the domain says that it does not offer this" in done.stdout


def test_an_address_is_not_looked_up(platform):
    done = ctibridge("discover", "127.0.0.1", "--connection", "http")
    assert 1 == done.returncode
    assert "an IP address: nothing to look up" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("https://p.example",), "HOST: must be a host name alone, not 'https://p.example'"),
        (("p.example", "--connection", "ftp"), "--connection: must be one of http, https, cti, ctis"),
        (("p.example", "--dns-server", "dns.example"), "--dns-server: must be an IP address with or without a port"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(arguments, said):
    done = ctibridge("discover", *arguments)
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
    assert said in done.stderr
