"""Numbers in the addresses of the platform. Pure."""

from __future__ import annotations

import re

_TEL = re.compile(r"(?i)tel:")
_SIP_NUMBER = re.compile(r"(?i)sips?:(\+?[0-9*#]+)@")
_SIP = re.compile(r"(?i)sips?:")


def number_from_address(address: str) -> str:
    """`tel:+4930...;ext=11` as `+4930...`, `sip:+4930...@host` likewise, another SIP address without its scheme."""
    number = _SIP_NUMBER.match(address)
    if number is not None:
        return number[1]
    bare = _SIP.sub("", _TEL.sub("", address, count=1), count=1)
    return bare.partition(";")[0]
