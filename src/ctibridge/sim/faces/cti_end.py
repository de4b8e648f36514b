"""The server's end of a CTI connection, in the dialect that the knobs say: framing, disguises, strictness."""

from __future__ import annotations

from collections.abc import Iterator

from ctibridge.sim.disguises import disguised
from ctibridge.sim.faces.tunnel import not_by_schema
from ctibridge.sim.knobs import AUTO, SUFFIXES, Knobs
from ctibridge.wire.cti.envelopes import encode
from ctibridge.wire.cti.framing import SPLITTERS, StreamSplitter, framed
from ctibridge.wire.cti.messages import Damaged, Message
from ctibridge.wire.cti.profile import Framing, ServerProfile
from ctibridge.wire.cti.protocol import CtiServerProtocol, ServerReceived
from ctibridge.wire.markup.reader import Unknown


def profile_of(knobs: Knobs) -> ServerProfile:
    """How the server writes."""
    return ServerProfile(
        framing=Framing.XML_ROOT if knobs.cti_framing == AUTO else Framing(knobs.cti_framing),
        tx_suffix=SUFFIXES[knobs.cti_suffix],
        xml_decl=knobs.cti_declaration,
        ka_interval=round(knobs.ka_period_s),
        actions_context=knobs.actions_context,
        events_context=knobs.events_context,
    )


class OneFraming(StreamSplitter):
    """Takes one framing only: who writes another waits for ever, or is cut off, as with a real server."""

    def __init__(self, framing: Framing, max_size: int) -> None:
        super().__init__(max_size)
        self.framing, self._splitter = framing, SPLITTERS[framing](max_size)


class CtiEnd(CtiServerProtocol):
    """The codec's server, with the knobs of the simulator."""

    def __init__(self, knobs: Knobs) -> None:
        super().__init__(profile_of(knobs), max_size=knobs.cti_max_document)
        self._knobs = knobs
        if knobs.cti_framing != AUTO:
            self._splitter = OneFraming(self.profile.framing, knobs.cti_max_document)

    def received(self, data: bytes) -> Iterator[tuple[ServerReceived, str | None]]:
        """The messages that `data` completes, each with what is wrong with it for a strict server.

        Raises:
            RemoteProtocolError: as `receive_data`, behind the messages that stand before.
        """
        self.answers_keep_alives = not self._knobs.faults.mute_keepalive
        for message, document in self._messages(data):
            yield self._received(message), self._complaint(message, document)

    def _complaint(self, message: Message | Unknown | Damaged, document: bytes) -> str | None:
        if isinstance(message, Damaged):
            return str(message.error)
        found = not_by_schema(message, document, self.profile) if self._knobs.cti_strict else None
        validate = self._knobs.validate
        return validate(document) if found is None and validate is not None else found

    def _send(self, message: Message) -> None:
        document = disguised(encode(message, self.profile), self._knobs.faults)
        if self.profile.framing is Framing.LF:
            document = document.replace(b"\n", b" ")  # a line feed would end it
        self._out.append(framed(document, self.profile, answering=True))
