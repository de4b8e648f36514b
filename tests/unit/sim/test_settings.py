"""Knobs and faults by name, as text."""

import dataclasses

import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim.knobs import Faults, Knobs
from ctibridge.sim.settings import SETTINGS, apply, changed, find


def test_every_field_can_be_named_and_no_name_is_there_twice():
    names = [field.name for cls in (Faults, Knobs) for field in dataclasses.fields(cls) if field.name != "faults"]
    assert sorted(names) == sorted(SETTINGS)


def test_only_functions_cannot_be_written_as_text():
    assert ["validate"] == [setting.name for setting in SETTINGS.values() if not setting.is_text]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("duplicate_event=true", "duplicate_event", True),
        ("duplicate-event", "duplicate_event", True),
        ("remote_control=off", "remote_control", False),
        ("cut_after=100", "cut_after", 100),
        ("user_rate=2.5", "user_rate", 2.5),
        ("lock_after=None", "lock_after", None),
        ("phantom_s=0.1, 0.2", "phantom_s", (0.1, 0.2)),
        ("realm=A provider=1", "realm", "A provider=1"),
        ("path_prefix=", "path_prefix", ""),
        ("cti_framing=len32be", "cti_framing", "len32be"),
        ("cti_suffix=none", "cti_suffix", "none"),
        ("idle_close_s=20", "idle_close_s", 20.0),
    ],
)
def test_a_value_is_read_as_its_field_wants_it(text, name, value):
    knobs = Knobs()
    apply(knobs, [text])
    assert value == find(name).read(knobs)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("duplicate_evnt=true", "duplicate_evnt: is not known; is duplicate_event meant? Faults: cut_after, "),
        ("xyzzy=1", "xyzzy: is not known. Faults: "),
        ("cut_after=-1", "cut_after: '-1' does not fit; a whole number or none is wanted"),
        ("cut_after=1.5", "a whole number or none is wanted"),
        ("cut_after", "cut_after: needs a value: cut_after=VALUE, a whole number or none"),
        ("ring_s=soon", "a number from 0 is wanted"),
        ("ring_s=nan", "a number from 0 is wanted"),
        ("ring_s=none", "a number from 0 is wanted"),
        ("half_open=perhaps", "true or false is wanted"),
        ("phantom_s=1", "NUMBER,NUMBER is wanted"),
        ("realm=a\r\nb", "a text on one line is wanted"),
        ("locale_charset=latin-9000", "a character set is wanted"),
        ("release=newest", "a release such as 24.0 is wanted"),
        ("path_prefix=telephony", "a path such as /telephony is wanted"),
        ("actions_context=a/b", "the name of a web application is wanted"),
        ("page_records=0", "more than 0 is wanted"),
        ("cti_framing=xml", "cti_framing: 'xml' does not fit; one of auto, xml-root, nul, lf, len32be, http is wanted"),
        ("ka_period_s=0", "ka_period_s: '0' does not fit; more than 0 is wanted"),
        ("validate=1", "validate: can be set from Python only"),
    ],
)
def test_what_does_not_fit_is_told_with_what_would(text, said):
    knobs = Knobs()
    with pytest.raises(ConfigError) as error:
        apply(knobs, [text])
    assert said in str(error.value)
    assert {} == changed(knobs)


def test_what_is_set_otherwise_than_at_first_is_known_until_it_is_reset():
    knobs = Knobs()
    apply(knobs, ["half_open", "ring_s=1"])
    assert {"half_open": True, "ring_s": 1.0} == changed(knobs)
    find("ring_s").reset(knobs)
    assert {"half_open": True} == changed(knobs)


def test_faults_are_set_in_place_for_streams_that_look_at_them_already():
    knobs = Knobs()
    faults = knobs.faults
    apply(knobs, ["half_open"])
    assert faults.half_open
