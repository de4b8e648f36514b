"""Documents as other writers would write them: what is equal to XML, and what platforms may add.

A client that trusts prefixes, compact text or known elements finds out here.
"""

from __future__ import annotations

import re

from ctibridge.sim.knobs import Faults
from ctibridge.wire.xsi.events import HookStatusEvent

NEWS = HookStatusEvent(hook_status="news")
"""Stands for an event of a type that nobody knows: the codec has none to write."""

LOGIN_PAGE = b"<!DOCTYPE html>\n<html><head><title>Anmelden</title></head><body><form>...</form></body></html>\n"
"""What a proxy answers instead of the platform."""

_NEWS = b'xsi:HookStatusEvent"><xsi:hookStatus>news</xsi:hookStatus>'
_FUTURE = b'xsi:FutureEvent"><xsi:news/>'
_TEXT = re.compile(rb">([^<>]+)</")
_BEFORE_START = re.compile(rb">\s*<(?=[^/])")
_END_OF_CALL = re.compile(rb"</((?:\w+:)?)call>")
_END = re.compile(rb"</((?:\w+:)?)(\w+)>$")


def disguised(document: bytes, faults: Faults) -> bytes:
    """The same document, written as the faults say."""
    if faults.unknown_events:
        document = document.replace(_NEWS, _FUTURE)
    if faults.unknown_elements:
        document = _with_unknown_elements(document)
    if faults.odd_white_space:
        document = _TEXT.sub(rb">\n  \1\n</", document)
    if faults.other_prefixes:
        document = _with_other_prefixes(document)
    if faults.pretty_documents:
        document = _BEFORE_START.sub(b">\n  <", document)
    return document


def _with_unknown_elements(document: bytes) -> bytes:
    document = _END_OF_CALL.sub(rb"<\1newerElement>1</\1newerElement></\1call>", document)
    return _END.sub(rb"<\1newerElement><\1inner/></\1newerElement></\1\2>", document)


def _with_other_prefixes(document: bytes) -> bytes:
    swapped = document.replace(b"xsi1:", b"i:").replace(b":xsi1=", b":i=")
    return swapped.replace(b"xsi:", b"b:").replace(b":xsi=", b":b=")
