"""Editions by namespace and by requested version."""

from __future__ import annotations

import pytest

from ctibridge.wire.csta.editions import Edition, chosen_edition, edition_of_namespace, edition_of_version


@pytest.mark.parametrize("edition", list(Edition))
def test_an_edition_is_known_by_its_namespace(edition: Edition):
    assert edition is edition_of_namespace(edition.namespace)
    assert edition is edition_of_version(f"\n {edition.namespace} ")


@pytest.mark.parametrize(
    "uri",
    ["", "urn:x", "http://www.ecma-international.org/standards/ecma-354/appl_session", "x/csta/ed1", "x/csta/ed33",
     "x/csta/ed3#a"],
)  # fmt: skip
def test_other_namespaces_tell_no_edition(uri):
    assert edition_of_namespace(uri) is None


@pytest.mark.parametrize("uri", ["http://www.ecmainternational.org/standards/ecma-323/csta/ed4", "csta/ed4/"])
def test_the_end_of_a_namespace_is_enough(uri):
    assert edition_of_namespace(uri) is Edition.ED4


@pytest.mark.parametrize(("version", "edition"), [("3", 3), ("ed5", 5), ("ED6", 6), ("1", None), ("latest", None)])
def test_a_version_may_be_a_bare_number(version, edition):
    assert edition_of_version(version) == edition


def test_the_first_version_that_we_speak_is_chosen():
    assert chosen_edition(("urn:private", "4", Edition.ED3.namespace)) is Edition.ED4
    assert chosen_edition(("urn:private",)) is None
    assert chosen_edition(()) is None
