"""By which names a server is believed, one after the other (see server_names.py)."""

from __future__ import annotations

import ssl

from ctibridge.broadworks.places import Place
from ctibridge.broadworks.server_names import names_to_check, refusal
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import TlsFailed

_WRONG_NAME = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


class Names:
    """The names of one server: that of the configuration, then that of DNS if it may be believed."""

    def __init__(self, settings: BroadWorksSettings, place: Place) -> None:
        self._configured, self._place = settings.host, place
        self._names = list(names_to_check(settings.host, place.host, settings.dns.tls_names))

    @property
    def current(self) -> str:
        """The name to verify the certificate with."""
        return self._names[0]

    def next(self, failure: TlsFailed) -> bool:
        """Whether the certificate was for another name, and there is one more, which is the current one now."""
        if not is_wrong_name(failure) or len(self._names) == 1:
            return False
        del self._names[0]
        return True

    def explain(self, failure: TlsFailed) -> None:
        """Does nothing when the failure says enough.

        Raises:
            TlsFailed: the same in words that help.
        """
        if is_wrong_name(failure) and self._place.host not in {self._configured, self.current}:
            raise TlsFailed(failure.host, refusal(self._configured, self._place.host)) from failure


def is_wrong_name(failure: TlsFailed) -> bool:
    """Whether the certificate is for another name."""
    cause = failure.__cause__
    cause = getattr(cause, "certificate_error", cause)  # aiohttp wraps it
    return isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in _WRONG_NAME
