"""Who must act when the way to a platform does not work: for every error, and for every certificate."""

from __future__ import annotations

import ssl

import pytest

from ctibridge import errors as e
from ctibridge.broadworks.remedies import Failure, certificate_failure, explained
from ctibridge.model.health import Who

ERRORS: list[tuple[e.CtibridgeError, Who, str]] = [
    (e.AuthFailed("xsp", "refused"), Who.USER, "unlock"),
    (e.ConnectFailed("xsp", "closed"), Who.ADMINISTRATOR, "check url"),
    (e.TlsFailed("xsp", "expired"), Who.ADMINISTRATOR, "check url"),
    (e.LinkLost("xsp", "gone"), Who.PROVIDER, "does not answer"),
    (e.RateLimited("busy", 5), Who.PROVIDER, "later"),
    (e.RemoteProtocolError("html"), Who.ADMINISTRATOR, "no XSI server"),
    (e.Rejected(403, "no"), Who.PROVIDER, "right to use XSI"),
    (e.Rejected(404, "what"), Who.ADMINISTRATOR, "directory_user"),
    (e.Rejected(500, "oh"), Who.PROVIDER, "what the platform answered"),
    (e.OutcomeUnknown("hm"), Who.PROVIDER, "what the platform answered"),
]


@pytest.mark.parametrize(("error", "who", "remedy"), ERRORS, ids=lambda value: type(value).__name__)
def test_every_error_names_who_must_act_and_how(error, who, remedy):
    failure = explained(error)
    assert (str(error), who) == (failure.detail, failure.who)
    assert remedy in failure.remedy


def test_nothing_that_a_link_raises_is_left_out():
    links = {cls for cls in e.LinkError.__subclasses__() if cls.__module__ == e.__name__}
    assert links == {type(error) for error, _, _ in ERRORS} & links


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "because"
    return error


@pytest.mark.parametrize(
    ("code", "who", "remedy"),
    [
        (9, Who.ADMINISTRATOR, "clock"),
        (10, Who.PROVIDER, "renew"),
        (18, Who.ADMINISTRATOR, "ca_file"),
        (19, Who.ADMINISTRATOR, "ca_file"),
        (20, Who.ADMINISTRATOR, "ca_file"),
        (21, Who.ADMINISTRATOR, "ca_file"),
        (62, Who.ADMINISTRATOR, "not xsp.example"),
        (64, Who.ADMINISTRATOR, "not xsp.example"),
        (23, Who.PROVIDER, "checked"),
    ],
)
def test_a_certificate_tells_who_must_act(code, who, remedy):
    failure = certificate_failure(certificate_error(code), "xsp.example")
    assert isinstance(failure, Failure)
    assert ("the certificate is not trusted: because", who) == (failure.detail, failure.who)
    assert remedy in failure.remedy
