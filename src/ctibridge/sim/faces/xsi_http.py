"""The platform over HTTP: addresses, authentication, bodies and streams as xsi.md sections 1 and 5 have them.

One `XsiServer` is one server of the platform (an XSP); several can stand before the same switch.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable
from urllib.parse import unquote

from aiohttp import web

from ctibridge.errors import RemoteProtocolError
from ctibridge.sim.badgerfish import json_from_xml, xml_from_json
from ctibridge.sim.disguises import LOGIN_PAGE, disguised
from ctibridge.sim.faces.streams import Stream
from ctibridge.sim.requests import Api, Body, Charset, Credentials, Reply, Request, Unreadable, error_info
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi.documents import CONTENT_TYPE, DECLARATION, Document, decode, encode

ASYNC = "com.broadsoft.async"
VERSION = "v2.0"
COOKIE = "JSESSIONID"
JSON = "application/json"
_KINDS = frozenset({JSON, "application/xml", "text/xml"})
STREAM_TYPE = "text/xml;charset=UTF-8"  # of the channel's reply in a trace of a live platform


class XsiServer:
    """One server.

    Args:
        name: Its name, by which the switch knows which channels it holds.
        switch: The platform.
        now: Tells the time.
        done: Called after each request, to let it take effect outside.
    """

    def __init__(self, name: str, switch: Switch, now: Callable[[], float], done: Callable[[], None]) -> None:
        self.name = name
        self._switch, self._now, self._done = switch, now, done
        self._streams: dict[str, Stream] = {}

    def send(self, channel_id: str, document: Document) -> None:
        """Puts a document onto the stream of a channel, if it is still there."""
        stream = self._streams.get(channel_id)
        if stream is not None:
            stream.put(document)

    def end(self, channel_id: str) -> None:
        """Ends the stream of a channel."""
        stream = self._streams.get(channel_id)
        if stream is not None:
            stream.end()

    def end_all(self) -> None:
        """Ends all streams: the server stops."""
        for stream in self._streams.values():
            stream.end()

    async def handle(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answers one HTTP request; the reply to a new channel stays open until its stream ends."""
        faults = self._switch.knobs.faults
        if faults.login_page:
            return web.Response(body=LOGIN_PAGE, content_type="text/html")
        if faults.unavailable > 0:
            faults.unavailable -= 1
            return self._response(http, Reply(503, headers={"Retry-After": str(self._switch.knobs.retry_after_s)}))
        data = await http.read()
        reply = self._reply(http, data)
        if reply.channel_id is not None:
            return await self._stream(http, reply, reply.channel_id)
        self._done()
        if faults.lose_response > 0:
            faults.lose_response -= 1
            _abort(http)
        return self._response(http, reply)

    def _reply(self, http: web.BaseRequest, data: bytes) -> Reply:
        address = self._address(http.rel_url.raw_path)
        if address is None:
            return Reply(404)
        complaint = self._complaint(data)
        if complaint is not None:
            return Reply(400, error_info(4400, complaint))
        api, path, streaming = address
        request = Request(
            api=api,
            method=http.method,
            path=path,
            query={name: http.query.getone(name) for name in http.query},
            body=_body(http, data),
            credentials=_credentials(http.headers.get("Authorization")),
            instance=self.name,
            streaming=streaming,
            version=http.headers.get("X-BroadWorks-Protocol-Version"),
        )
        return self._switch.handle(request, self._now())

    def _complaint(self, data: bytes) -> str | None:
        validate = self._switch.knobs.validate
        return validate(data) if validate is not None and data.lstrip().startswith(b"<") else None

    def _address(self, raw_path: str) -> tuple[Api, tuple[str, ...], bool] | None:
        """Which half of the interface is addressed, the segments behind the version, and whether to stream."""
        knobs = self._switch.knobs
        if not raw_path.startswith(f"{knobs.path_prefix}/"):
            return None
        segments = [unquote(segment) for segment in raw_path[len(knobs.path_prefix) :].split("/") if segment]
        streaming = segments[:1] == [ASYNC]
        context, *rest = segments[1 if streaming else 0 :] or [""]
        apis = {knobs.actions_context: Api.ACTIONS, knobs.events_context: Api.EVENTS}
        if context not in apis or (rest[:1] != [VERSION] and rest != ["versions"]):
            return None
        path = tuple(rest[1:] if rest[:1] == [VERSION] else rest)
        if streaming and path != ("channel",):
            return None
        return apis[context], path, streaming

    def _response(self, http: web.BaseRequest, reply: Reply) -> web.Response:
        body, content_type = self._body(http, reply)
        response = web.Response(status=reply.status, body=body, headers=self._headers(http, reply))
        if body:
            response.headers["Content-Type"] = content_type
        return response

    def _body(self, http: web.BaseRequest, reply: Reply) -> tuple[bytes, str]:
        if reply.document is None:
            return b"", ""
        if _wants_json(http):
            return json_from_xml(encode(reply.document)), f"{JSON}; charset=UTF-8"
        bare = disguised(encode(reply.document, declaration=False), self._switch.knobs.faults)
        charset = self._switch.knobs.locale_charset
        if reply.charset is Charset.UTF_8 or charset.upper() == "UTF-8":
            return DECLARATION + b"\n" + bare, CONTENT_TYPE
        text = f'<?xml version="1.0" encoding="{charset}"?>\n{bare.decode()}'
        return text.encode(charset, "xmlcharrefreplace"), f"application/xml; charset={charset}"

    def _headers(self, http: web.BaseRequest, reply: Reply) -> dict[str, str]:
        headers = {
            "TrackingID": http.headers.get("TrackingID", f"NA_{uuid.uuid4()}"),
            "X-Frame-Options": "SAMEORIGIN",
            "X-Content-Type-Options": "nosniff",
            "Server": "HTTP Server",
            **reply.headers,
        }
        if reply.status == 401:
            headers["WWW-Authenticate"] = f'Basic realm="{self._switch.knobs.realm}"'
        elif COOKIE not in http.cookies:
            headers["Set-Cookie"] = f"{COOKIE}={uuid.uuid4().hex.upper()}; Path={self._cookie_path(http)}; HttpOnly"
        if "Location" in headers:
            headers["Location"] = f"{self._context_url(http)}{headers['Location']}"
        return headers

    def _cookie_path(self, http: web.BaseRequest) -> str:
        knobs = self._switch.knobs
        events = knobs.events_context in http.rel_url.raw_path
        return f"{knobs.path_prefix}/{knobs.events_context if events else knobs.actions_context}"

    def _context_url(self, http: web.BaseRequest) -> str:
        return f"{http.scheme}://{http.host}{self._cookie_path(http)}"

    async def _stream(self, http: web.BaseRequest, reply: Reply, channel_id: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={**self._headers(http, reply), "Content-Type": STREAM_TYPE})
        response.enable_chunked_encoding()
        stream = self._streams[channel_id] = Stream(self._switch.knobs.faults)
        first, _ = self._body(http, reply)
        try:
            await response.prepare(http)
            await response.write(first)
            self._done()
            await stream.run(response)
        except ConnectionError:
            pass  # the client is gone; what follows says so
        finally:
            del self._streams[channel_id]
            self._switch.stream_lost(channel_id, self._now())
            self._done()
        return response


def _abort(http: web.BaseRequest) -> None:
    if http.transport is not None:
        http.transport.abort()


def _wants_json(http: web.BaseRequest) -> bool:
    """Whether the address or the header asks for JSON (3.3.3.1); of what a header accepts, the first kind counts."""
    if http.query.get("format", "").lower() == "json":
        return True
    kinds = (part.partition(";")[0].strip().lower() for part in http.headers.get("Accept", "").split(","))
    return next((kind == JSON for kind in kinds if kind in _KINDS), False)


def _body(http: web.BaseRequest, data: bytes) -> Body:
    if not data.strip():
        return None
    is_json = JSON in http.headers.get("Content-Type", "") or http.query.get("format", "").lower() == "json"
    try:
        return decode(xml_from_json(data) if is_json and not data.lstrip().startswith(b"<") else data)
    except RemoteProtocolError as error:
        return Unreadable(str(error))


def _credentials(header: str | None) -> Credentials | None:
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode("".join(encoded.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, secret = text.partition(":")
    return Credentials(name, secret)
