"""A profile survives a state file, and what cannot be meant is refused by name."""

import json
from dataclasses import fields, replace

import pytest

from ctibridge.errors import ConfigError
from ctibridge.wire.cti.profile import (
    DEFAULT,
    PROBES,
    AuthMode,
    Framing,
    QueryStyle,
    RequestDialect,
    ServerProfile,
    UriMode,
    probes,
    profile_from_plain,
)

OTHER = ServerProfile(
    framing=Framing.LEN32BE,
    tx_suffix="\0",
    xml_decl=True,
    request_dialect=RequestDialect.UNQUALIFIED,
    uri_mode=UriMode.EXPANDED,
    query_style=QueryStyle.NAMED,
    session_id="s",
    protocol_version="22.0",
    envelope_version="17.0",
    auth_mode=AuthMode.AUTHORIZATION,
    ka_interval=0,
    ka_tolerance=2,
    cti_passthrough=True,
    actions_context="a",
    events_context="e",
)


def test_every_switch_survives_json():
    assert all(getattr(OTHER, field.name) != getattr(DEFAULT, field.name) for field in fields(ServerProfile))
    assert OTHER == profile_from_plain(json.loads(json.dumps(OTHER.plain())))


def test_what_is_missing_has_its_default_and_what_is_unknown_is_passed_over():
    assert replace(DEFAULT, framing=Framing.NUL) == profile_from_plain({"framing": "nul", "of_a_later_release": 1})


@pytest.mark.parametrize(
    ("key", "value"),
    [("framing", "morse"), ("tx_suffix", "x"), ("xml_decl", 1), ("ka_interval", "10"), ("ka_interval", -1)],
)
def test_a_value_that_its_switch_does_not_have_is_refused_by_name(key, value):
    with pytest.raises(ConfigError) as refused:
        profile_from_plain({key: value}, "state.json")
    assert ("state.json", key) == (refused.value.source, refused.value.key)


def test_the_likeliest_framing_is_tried_first():
    assert DEFAULT == probes()[0]
    assert list(PROBES) == [(profile.framing, profile.tx_suffix, profile.xml_decl) for profile in probes()]


def test_what_worked_before_is_tried_before_the_others_and_only_once():
    remembered = replace(DEFAULT, framing=Framing.NUL, tx_suffix="", session_id="kept")
    tried = probes(remembered)
    assert remembered == tried[0]
    assert len(PROBES) == len(tried) == len(set(tried))
    assert {"kept"} == {profile.session_id for profile in tried}
