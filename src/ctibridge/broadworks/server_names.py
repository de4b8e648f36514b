"""Which names a server's certificate may have. Pure.

DNS answers are not authenticated: whoever forges one can name a server of his own, with a certificate that is right for
its name. So a name that only DNS has told is believed within the configured domain alone (RFC 6125 section 6.2.1).
"""

from __future__ import annotations

import re

from ctibridge.broadworks.connections import is_address

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_PATTERN = re.compile(rf"(\*\.{_LABEL}\.)?{_LABEL}(\.{_LABEL})*")


def is_name_pattern(text: str) -> bool:
    """Whether a text can be an entry of `tls_names`: a host name, or `*.` and a domain of two labels at least."""
    return not is_address(text) and _PATTERN.fullmatch(_plain(text)) is not None


def accepted_name(configured_host: str, target: str, tls_names: tuple[str, ...] = ()) -> bool:
    """Whether a certificate for `target` is as good as one for the configured host."""
    host, name = _plain(configured_host), _plain(target)
    if name == host:
        return True
    if is_address(name):
        return False
    return _lies_below(name, host) or any(_matches(name, _plain(entry)) for entry in tls_names)


def names_to_check(configured_host: str, target: str, tls_names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names to verify a certificate with; it has to be good for one of them."""
    host, name = _plain(configured_host), _plain(target)
    return (host, name) if name != host and accepted_name(host, name, tls_names) else (host,)


def refusal(configured_host: str, target: str) -> str:
    """Why a certificate for `target` alone is refused, and what to do."""
    return (
        f"the certificate is not for {configured_host}, and {target} is known from DNS only, which can be forged: it "
        f'does not lie below {configured_host}; if the provider confirms it, set dns.tls_names = ["{target}"]'
    )


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


def _lies_below(name: str, host: str) -> bool:
    """Below the configured host; one of a single label, such as `com`, is nobody's own."""
    return "." in host and not is_address(host) and name.endswith(f".{host}")


def _matches(name: str, entry: str) -> bool:
    """A star stands for one label, as in certificates."""
    if entry.startswith("*."):
        return name.partition(".")[2] == entry.removeprefix("*.")
    return name == entry
