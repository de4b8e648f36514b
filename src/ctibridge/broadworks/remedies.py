"""Who must act when the way to a platform does not work, and how. Pure."""

from __future__ import annotations

import socket
import ssl

from ctibridge.broadworks.pinning import NotPinned
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
from ctibridge.model.health import Who


class Failure(CtibridgeError):
    """A step failed, and what is to be done about it."""

    def __init__(self, detail: str, who: Who, remedy: str) -> None:
        self.detail, self.who, self.remedy = detail, who, remedy
        super().__init__(detail)


def host_failure(exc: OSError, host: str, record: str | None, key: str) -> Failure:
    """What it means that a host has no address. `record` is the name whose SRV record named it, or None."""
    reason = str(exc.strerror).removeprefix(f"{host}: ")
    if exc.errno == socket.EAI_AGAIN:
        remedy = f"check this machine's name servers, or set dns.servers; whether {host} exists is not known"
        return Failure(reason, Who.ADMINISTRATOR, remedy)
    detail = f"{host} is not known ({reason})"
    if record is not None:
        return Failure(detail, Who.PROVIDER, f"give {host} an address, or take it out of the records of {record}")
    remedy = f"check the host in {key} ({host}), and whether this machine can resolve names at all"
    return Failure(detail, Who.ADMINISTRATOR, remedy)


def tls_failure(
    exc: TlsFailed | ConnectFailed, host: str, server: str, key: str, wrong_port: tuple[Who, str], *, believed: bool
) -> Failure:
    """What it means that a server cannot be trusted.

    Args:
        exc: Why not.
        host: The configured host.
        server: The server's own name.
        key: Where the host is configured.
        wrong_port: Who must act when nobody speaks TLS there.
        believed: Whether the server's own name would do as well.
    """
    certificate = certificate_error(exc)
    if isinstance(exc, ConnectFailed):
        return Failure("the server does not answer the TLS handshake", *wrong_port)
    if certificate is None and "ALERT" in exc.reason:  # OpenSSL's word for what the server said, in TLS
        remedy = "ask the provider which versions of TLS the server has, and whether it wants a certificate of yours"
        return Failure(f"the server refuses the handshake ({exc.reason})", Who.ADMINISTRATOR, remedy)
    if certificate is None:
        return Failure(f"the handshake failed ({exc.reason})", *wrong_port)
    if certificate.verify_code not in _WRONG_NAME or server == host:
        return certificate_failure(certificate, host, key)
    if believed:
        return Failure(exc.reason, Who.PROVIDER, f"give the server a certificate that is good for {host} or {server}")
    remedy = f"if the provider confirms {server}, list it in dns.tls_names; else tell the provider"
    return Failure(exc.reason, Who.ADMINISTRATOR, remedy)


def certificate_error(exc: BaseException) -> ssl.SSLCertVerificationError | None:
    """What OpenSSL said, in the chain of causes; an error that was raised again may be its own cause."""
    waiting: list[BaseException | None] = [exc]
    seen: set[int] = set()
    while waiting:
        error = waiting.pop()
        if isinstance(error, ssl.SSLCertVerificationError) and hasattr(error, "verify_code"):  # aiohttp's has none
            return error
        if error is not None and id(error) not in seen:
            seen.add(id(error))
            waiting += [error.__cause__, error.__context__]
    return None


_WRONG_NAME = frozenset({62, 64})  # as below


def certificate_failure(exc: ssl.SSLCertVerificationError, host: str, key: str = "url") -> Failure:
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
            remedy = f"use the host name that the provider published in {key}, not {host}"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case _ if isinstance(exc, NotPinned):
            remedy = "compare the fingerprint with what the provider says; if it is right, add it to fingerprints"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case _:
            return Failure(detail, Who.PROVIDER, "have the server's certificate checked")


def explained(exc: CtibridgeError, interface: str = "XSI") -> Failure:
    """Who must act on an error from the platform, and how. `interface` is what was to answer."""
    detail = str(exc)
    match exc:
        case Failure():
            return exc
        case AuthFailed(locked=True):
            remedy = "unlock the account, or wait until it unlocks itself; then user and password must be right"
            return Failure(detail, Who.PROVIDER, remedy)
        case AuthFailed():
            remedy = "correct user and password; after several wrong tries the provider has to unlock the account"
            return Failure(detail, Who.USER, remedy)
        case TlsFailed() | ConnectFailed():
            return Failure(detail, Who.ADMINISTRATOR, "check url and the way to the server")
        case RateLimited():
            return Failure(detail, Who.PROVIDER, "the platform is overloaded: try later, and tell the provider")
        case RemoteProtocolError():
            remedy = (
                f"check url: whoever answers there is no {interface} server; behind a proxy, let this machine pass it"
            )
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case Rejected(status=403):
            return Failure(detail, Who.PROVIDER, f"give the account the right to use {interface} for these users")
        case Rejected(status=404):
            remedy = "check user, directory_user, enterprise, group, users; and path and contexts of the platform"
            return Failure(detail, Who.ADMINISTRATOR, remedy)
        case LinkLost():
            return Failure(detail, Who.PROVIDER, "the server takes requests and does not answer them")
        case _:
            return Failure(detail, Who.PROVIDER, "tell the provider what the platform answered")
