"""What a new configuration changes, told by its keys."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.config import Configuration, LogSettings
from ctibridge.reconfiguration import BY_THEMSELVES, CSTA_AT_ONCE, PROVIDER_RESTART, changed_keys, plan_from
from ctibridge.servers.admin.settings import AdminSettings
from ctibridge.servers.csta.settings import CstaSettings

OFFICE = BroadWorksSettings("office", "https://xsi.example", "u", "p")
BRANCH = replace(OFFICE, name="branch")
OLD = Configuration("a.toml", None, (OFFICE,))


def test_nothing_changes_when_nothing_is_new():
    plan = plan_from(OLD, OLD)
    assert ((), (), (), OLD) == (plan.added, plan.replaced, plan.removed, plan.effective)
    assert ((), ()) == (plan.told.applied, plan.told.restart)


def test_providers_come_go_and_change_by_their_names():
    changed = replace(OFFICE, password="q", timing=replace(OFFICE.timing, request_s=3.0))
    plan = plan_from(
        replace(OLD, providers=(OFFICE, BRANCH)), replace(OLD, providers=(changed, replace(OFFICE, name="new")))
    )
    assert ["new"] == [settings.name for settings in plan.added]
    assert ((changed,), ("branch",)) == (plan.replaced, plan.removed)
    assert (
        "providers.new added",
        "providers.branch removed",
        "providers.office.password",
        "providers.office.timing.request_s",
    ) == plan.told.applied
    assert "q" not in "".join(plan.told.applied).replace("requests", "").split(".")


@pytest.mark.parametrize("key", sorted(PROVIDER_RESTART))
def test_what_says_whose_lines_these_are_needs_a_restart_with_all_else_of_the_provider(key):
    other = replace(OFFICE, **{key: "https://other.example", "page_size": 7})
    plan = plan_from(OLD, replace(OLD, providers=(other,)))
    assert ((), OLD) == (plan.replaced, plan.effective)
    assert {f"providers.office.{key}", "providers.office.page_size"} == set(plan.told.restart)


def test_the_csta_face_takes_what_concerns_new_sessions():
    new = replace(OLD, csta=CstaSettings(port=1, user="u", password="p"))
    plan = plan_from(OLD, new)
    assert CstaSettings(user="u", password="p") == plan.effective.csta
    assert (("csta.user", "csta.password"), ("csta.port",)) == (plan.told.applied, plan.told.restart)


def test_an_open_address_never_loses_its_user():
    guarded = replace(OLD, csta=CstaSettings(host="0.0.0.0", user="u", password="p"))  # noqa: S104  it is not opened
    plan = plan_from(guarded, OLD)
    assert guarded.csta == plan.effective.csta
    assert {"csta.host", "csta.user", "csta.password"} == set(plan.told.restart)


def test_a_certificate_does_not_go_before_its_listener():
    safe = replace(OLD, csta=CstaSettings(tls_port=1, certificate=Path("a.pem")))
    plan = plan_from(safe, OLD)
    assert ((), safe.csta) == (plan.told.applied, plan.effective.csta)


def test_logging_changes_at_once_and_the_rest_with_a_restart():
    new = replace(OLD, log=LogSettings("debug"), admin=AdminSettings(port=1), total_requests_per_s=3.0)
    plan = plan_from(OLD, new)
    assert (("log.level",), ("admin.port", "total_requests_per_s")) == (plan.told.applied, plan.told.restart)
    assert replace(OLD, log=LogSettings("debug")) == plan.effective


@pytest.mark.parametrize(("cls", "keys"), [(BroadWorksSettings, PROVIDER_RESTART), (CstaSettings, CSTA_AT_ONCE)])
def test_the_keys_of_the_tables_exist(cls, keys):
    assert set() == keys - {field.name for field in fields(cls)}


def test_whatever_part_changes_is_told():
    """A key that nobody compares would be changed in the file and nowhere else, without a word."""
    new = replace(OLD, state=Path("elsewhere"), admin=AdminSettings(enabled=False))
    assert ("state", "admin.enabled") == plan_from(OLD, new).told.restart
    assert set() == BY_THEMSELVES - {field.name for field in fields(Configuration)}


def test_tables_inside_are_compared_key_by_key():
    other = replace(OFFICE, dns=replace(OFFICE.dns, srv=False), contexts=replace(OFFICE.contexts, actions="x"))
    assert ["contexts.actions", "dns.srv"] == changed_keys(OFFICE, other)
