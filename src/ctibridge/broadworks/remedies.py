"""Who must act when the way to a platform does not work, and how. Pure."""

from __future__ import annotations

import ssl
from enum import StrEnum

from ctibridge.errors import (
    AuthFailed,
    ConnectFailed,
    CtibridgeError,
    LinkLost,
    RateLimited,
    Rejected,
    RemoteProtocolError,
    TlsFailed,
)


class Who(StrEnum):
    """Who must act."""

    USER = "the user"
    ADMINISTRATOR = "the customer's administrator"
    PROVIDER = "the provider"


class Failure(CtibridgeError):
    """A step failed, and what is to be done about it."""

    def __init__(self, detail: str, who: Who, remedy: str) -> None:
        self.detail, self.who, self.remedy = detail, who, remedy
        super().__init__(detail)


def certificate_failure(exc: ssl.SSLCertVerificationError, host: str) -> Failure:
    """What a certificate that cannot be trusted means.

    The numbers are OpenSSL's X509_V_ERR_*: 9 not yet valid, 10 expired, 18 to 21 unknown issuer, 62 another
    name, 64 another address.
    """
    detail = f"the certificate is not trusted: {exc.verify_message}"
    match exc.verify_code:
        case 9:
            return Failure(detail, Who.ADMINISTRATOR, "set this machine's clock; if it is right, tell the provider")
        case 10:
            return Failure(detail, Who.PROVIDER, "renew the server's certificate")
        case 18 | 19 | 20 | 21:
            remedy = "set ca_file to the certificate of the authority that the provider uses"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case 62 | 64:
            remedy = f"use the host name that the provider published in url, not {host}"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case _:
            return Failure(detail, Who.PROVIDER, "have the server's certificate checked")


def explained(exc: CtibridgeError) -> Failure:
    """Who must act on an error from the platform, and how."""
    detail = str(exc)
    match exc:
        case AuthFailed():
            remedy = "correct user and password; after several wrong tries the provider has to unlock the account"
            return Failure(detail, Who.USER, remedy)
        case TlsFailed() | ConnectFailed():
            return Failure(detail, Who.ADMINISTRATOR, "check url and the way to the server")
        case RateLimited():
            return Failure(detail, Who.PROVIDER, "the platform is overloaded: try later, and tell the provider")
        case RemoteProtocolError():
            remedy = "check url: whoever answers there is no XSI server; behind a proxy, let this machine pass it"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case Rejected(status=403):
            return Failure(detail, Who.PROVIDER, "give the account the right to use XSI for these users")
        case Rejected(status=404):
            remedy = "check user, directory_user, enterprise, group, users; and path and contexts of the platform"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case LinkLost():
            return Failure(detail, Who.PROVIDER, "the server takes requests and does not answer them")
        case _:
            return Failure(detail, Who.PROVIDER, "tell the provider what the platform answered")
