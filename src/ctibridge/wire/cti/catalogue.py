"""Requests of XSI as requests of the CTI interface, and back.

The client looks a path up in the table of `requests.py`; the server takes a request apart without it, by the uri
alone, since that is what a tunnel does. Must not know why anything is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.messages import Tunnelled
from ctibridge.wire.cti.profile import DEFAULT, QueryStyle, ServerProfile, UriMode
from ctibridge.wire.cti.requests import REQUESTS, Row
from ctibridge.wire.xsi.documents import Document

ACTIONS, EVENTS = "actions", "events"
PASSTHROUGH = "emptyRequestPayload"  # a GET of anything, as the schema of the envelope has it

Query = tuple[tuple[str, str], ...]

_VERSION = "v2.0"
_PLACEHOLDER = re.compile(r"%([A-Za-z][A-Za-z0-9]*)%")
_TAIL = re.compile(r"(?P<path>[^?]*?)\??(?P<query>%[A-Za-z][A-Za-z0-9]*%(?:&%[A-Za-z][A-Za-z0-9]*%)*)")
# XSI knows them and the schema of CTI does not; without them the request does nearly the same.
_SPARED = frozenset({"declinereason"})
# Two values have another name in `params` than in the uri (schema slips).
_OTHER_NAMES = {"userid": "subscriberid", "subscriberid": "userid"}
# Where XSI has a word of its own, a table that has none must not take the word for the id of a call.
_NO_CALLS = frozenset({"conference", "messagesummary"})
_SUB_ID = "targetSubId"  # in the path of XSI, in `params` alone with CTI
_BY_SUB_ID = "AddUserSubIdSubscriptionRequest"


@dataclass(frozen=True, slots=True)
class Expanded:
    """A request with its values in place: segments and query are decoded."""

    application: str
    method: str
    segments: tuple[str, ...]
    query: Query


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row, taken apart: `path` without query; `query` holds the names of its placeholders."""

    row: Row
    path: str
    segments: tuple[str, ...]
    query: tuple[str, ...]


def _entry(row: Row) -> _Entry:
    path, query = _parted(row.uri)
    wanted = path + f"/subId/%{_SUB_ID}%" if row.name == _BY_SUB_ID else path
    return _Entry(row, path, tuple(wanted.strip("/").split("/")), tuple(_PLACEHOLDER.findall(query)))


def _parted(uri: str) -> tuple[str, str]:
    """Path and query of a uri. One in the schema lacks the question mark between them."""
    path, mark, query = uri.partition("?")
    if mark:
        return path, query
    before, slash, last = path.rpartition("/")
    tail = _TAIL.fullmatch(last)
    if tail is None or not tail["path"]:
        return path, ""
    return before + slash + tail["path"], tail["query"]


def _indexed(rows: Iterable[Row]) -> dict[tuple[str, str, int], list[_Entry]]:
    """By web application, method and number of segments; what has the fewest placeholders first."""
    index: dict[tuple[str, str, int], list[_Entry]] = defaultdict(list)
    for entry in sorted(map(_entry, rows), key=lambda entry: entry.path.count("%")):
        index[entry.row.application, entry.row.method, len(entry.segments)].append(entry)
    return dict(index)


_INDEX = _indexed(REQUESTS)


def tunnelled(
    application: str,
    method: str,
    path: str,
    query: Query = (),
    body: Document | None = None,
    profile: ServerProfile = DEFAULT,
) -> Tunnelled | None:
    """The request of the CTI interface that asks the same; None when it has none.

    Args:
        application: `actions` or `events`.
        path: Behind `/v2.0/`, percent-encoded.
        query: Parameters, not encoded.
    """
    segments = tuple(path.strip("/").split("/"))
    wanted = tuple((name, value) for name, value in query if name.lower() not in _SPARED)
    for entry in _INDEX.get((application, method, len(segments)), ()):
        values = _matched(entry, segments)
        asked = _asked(entry, wanted) if values is not None else None
        if values is not None and asked is not None:
            return _built(entry, values, asked, body, profile)
    return _passed_through(application, method, path, query, profile) if profile.cti_passthrough else None


def _matched(entry: _Entry, segments: tuple[str, ...]) -> Query | None:
    """The values of the placeholders in the path; None when the path is another."""
    values = []
    for wanted, segment in zip(entry.segments, segments, strict=True):
        name = _PLACEHOLDER.fullmatch(wanted)
        if name is not None and segment and not _is_a_word(name[1], segment):
            values.append((name[1], unquote(segment)))
        elif wanted.lower() != segment.lower():
            return None
    return tuple(values)


def _is_a_word(name: str, segment: str) -> bool:
    return name.lower() == "callid" and segment.lower() in _NO_CALLS


def _asked(entry: _Entry, query: Query) -> Query | None:
    """The parameters by the names of the schema; None when it lacks one."""
    names = {name.lower(): name for name in entry.query}
    if any(name.lower() not in names for name, _ in query):
        return None
    return tuple((names[name.lower()], value) for name, value in query)


def _built(entry: _Entry, values: Query, asked: Query, body: Document | None, profile: ServerProfile) -> Tunnelled:
    uri = f"/{_context(entry.row.application, profile)}/{_VERSION}/{entry.path}"
    if asked:
        named = profile.query_style is QueryStyle.NAMED
        uri += "?" + "&".join(f"{name}=%{name}%" if named else f"%{name}%" for name, _ in asked)
    request = Tunnelled(entry.row.name, uri, entry.row.method, values + asked, body, profile.protocol_version)
    return request if profile.uri_mode is UriMode.TEMPLATE else _in_place(request, entry, dict(values), asked)


def _in_place(request: Tunnelled, entry: _Entry, values: dict[str, str], asked: Query) -> Tunnelled:
    """The same with the values in the uri, and those in `params` for which it has no place."""
    path = request.uri.partition("?")[0]
    uri = _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe="@:"), path)
    if asked:
        uri += "?" + "&".join(f"{name}={quote(value, safe='@:')}" for name, value in asked)
    left = tuple((name, value) for name, value in values.items() if f"%{name}%" not in entry.path)
    return Tunnelled(request.name, uri, request.method, left, request.document, request.version)


def _context(application: str, profile: ServerProfile) -> str:
    return profile.actions_context if application == ACTIONS else profile.events_context


def _passed_through(application: str, method: str, path: str, query: Query, profile: ServerProfile) -> Tunnelled | None:
    """What the schema does not list, tried all the same; only a GET has an element for it."""
    if method != "GET":
        return None
    uri = f"/{_context(application, profile)}/{_VERSION}/{path}"
    if query:
        uri += "?" + "&".join(f"{name}={quote(value, safe='@:')}" for name, value in query)
    return Tunnelled(PASSTHROUGH, uri, method, (), None, profile.protocol_version)


def expanded(request: Tunnelled, profile: ServerProfile = DEFAULT) -> Expanded:
    """What a request asks, as Xsi would be asked over HTTP.

    Raises:
        RemoteProtocolError: the uri names no web application, or a value is missing.
    """
    path, query = _parted(request.uri)
    context, version, *rest = path.strip("/").split("/") if path.count("/") > 1 else ("", "")
    application = _application(context, profile)
    if application is None or not rest or not version.startswith("v"):
        raise RemoteProtocolError("a uri of neither Xsi-Actions nor Xsi-Events", request.uri)
    params = {name.lower(): value for name, value in request.params}
    segments = [_value(segment, params) for segment in rest if segment]
    if request.name == _BY_SUB_ID and _SUB_ID.lower() in params and len(segments) == 2:
        segments += ["subId", params[_SUB_ID.lower()]]
    return Expanded(application, request.method, tuple(segments), tuple(_parameters(query, params)))


def _application(context: str, profile: ServerProfile) -> str | None:
    for application, known in ((ACTIONS, profile.actions_context), (EVENTS, profile.events_context)):
        if context.lower() in {known.lower(), f"xsi-{application}"}:
            return application
    return None


def _value(segment: str, params: dict[str, str]) -> str:
    name = _PLACEHOLDER.fullmatch(segment)
    if name is None:
        return unquote(segment)
    value = _param(name[1], params)
    if value is None:
        raise RemoteProtocolError("a value of the uri is missing", name[1])
    return value


def _param(name: str, params: dict[str, str]) -> str | None:
    key = name.lower()
    return params.get(key, params.get(_OTHER_NAMES.get(key, key)))


def _parameters(query: str, params: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Name and value of each part of a query; a placeholder without value is an optional one left out."""
    for part in filter(None, query.split("&")):
        name, equals, text = part.partition("=")
        found = _PLACEHOLDER.fullmatch(text if equals else part)
        if found is None:
            yield unquote(name), unquote(text)
        elif (value := _param(found[1], params)) is not None:
            yield (unquote(name) if equals else found[1]), value
