"""What an error means for the lines: for every error that a link raises, and for what the platform says with a 403."""

from __future__ import annotations

import ssl

import pytest

from ctibridge import errors as e
from ctibridge.broadworks.complaints import meaning, trouble_of
from ctibridge.model.health import Evidence, HealthState, Trouble, Who

S = HealthState
MEANINGS: list[tuple[e.CtibridgeError, HealthState, Who]] = [
    (e.AuthFailed("xsp", "refused"), S.LOGIN_FAILED, Who.ADMINISTRATOR),
    (e.AuthFailed("xsp", "refused", locked=True), S.LOCKED, Who.PROVIDER),
    (e.ConnectFailed("xsp", "closed"), S.NOT_CONNECTED, Who.ADMINISTRATOR),
    (e.TlsFailed("xsp", "no TLS"), S.NOT_CONNECTED, Who.ADMINISTRATOR),
    (e.LinkLost("xsp", "gone"), S.NOT_CONNECTED, Who.PROVIDER),
    (e.RemoteProtocolError("html"), S.NOT_CONNECTED, Who.ADMINISTRATOR),
    (e.RateLimited("busy", 5), S.OVERLOADED, Who.PROVIDER),
    (e.Rejected(403, "not your right"), S.NO_PERMISSION, Who.PROVIDER),
    (e.Rejected(403, "Service not assigned to user"), S.NOT_ASSIGNED, Who.PROVIDER),
    (e.Rejected(403, "no licence left"), S.NOT_ASSIGNED, Who.PROVIDER),
    (e.Rejected(403, "subscription limit reached"), S.LIMIT_REACHED, Who.PROVIDER),
    (e.Rejected(403, "there is no user anna"), S.UNKNOWN_USER, Who.ADMINISTRATOR),
    (e.Rejected(404, "user not found"), S.UNKNOWN_USER, Who.ADMINISTRATOR),
    (e.Rejected(500, "oh"), S.REFUSED, Who.PROVIDER),
    (e.Rejected(400, "what"), S.REFUSED, Who.PROVIDER),
    (e.OutcomeUnknown("hm"), S.REFUSED, Who.PROVIDER),
]


@pytest.mark.parametrize(("error", "state", "who"), MEANINGS, ids=lambda value: str(value))
def test_every_error_says_what_becomes_of_the_lines_and_who_must_act(error, state, who):
    assert (state, who) == meaning(error, own_account=False)


def test_nothing_that_a_link_raises_is_left_out():
    links = {cls for cls in e.LinkError.__subclasses__() if cls.__module__ == e.__name__}
    assert links == {type(error) for error, _, _ in MEANINGS} & links


def test_the_password_of_a_line_s_own_account_is_a_matter_of_its_user():
    assert (S.INVALID_PASSWORD, Who.USER) == meaning(e.AuthFailed("xsp", "refused"), own_account=True)


def test_an_expired_certificate_is_a_matter_of_the_provider():
    certificate = ssl.SSLCertVerificationError(1, "certificate verify failed")
    certificate.verify_code, certificate.verify_message = 10, "certificate has expired"
    error = e.TlsFailed("xsp", "certificate not trusted")
    error.__cause__ = certificate
    assert (S.NOT_CONNECTED, Who.PROVIDER) == meaning(error, own_account=False)


@pytest.mark.parametrize(
    ("error", "status", "host"),
    [
        (e.AuthFailed("xsp1", "refused"), 401, "xsp1"),
        (e.ConnectFailed("xsp1", "closed"), None, "xsp1"),
        (e.Rejected(403, "no"), 403, None),
        (e.RateLimited("busy", 5), 503, None),
    ],
    ids=lambda value: str(value),
)
def test_the_evidence_is_the_answer_its_status_and_the_server(error, status, host):
    trouble = trouble_of(error, retry_s=5.0)
    state, who = meaning(error, own_account=False)
    assert Trouble(state, Evidence(str(error), status, host), who, 5.0) == trouble
