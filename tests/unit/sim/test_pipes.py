"""What a pipe writes to its connection, and when it gives it up."""

from __future__ import annotations

import pytest

from ctibridge.sim.faces import pipes
from ctibridge.sim.faces.pipes import Pipe
from ctibridge.sim.knobs import Faults


class Transport:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.over = ""

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.written))

    def is_closing(self) -> bool:
        return bool(self.over)

    def close(self) -> None:
        self.over = "closed"

    def abort(self) -> None:
        self.over = "aborted"


@pytest.fixture
def transport():
    return Transport()


def test_each_document_is_written_by_itself_and_the_end_comes_behind(transport):
    pipe = Pipe(transport, Faults())
    pipe.put([b"one", b"two"])
    pipe.put([])
    pipe.close()
    pipe.put([b"three"])
    assert ([b"one", b"two"], "closed") == (transport.written, transport.over)


def test_a_byte_may_be_a_segment(transport):
    Pipe(transport, Faults(one_byte_segments=True)).put([b"one"])
    assert [b"o", b"n", b"e"] == transport.written


@pytest.mark.parametrize(("cut", "written"), [(0, b""), (1, b"o"), (3, b"one"), (4, b"onet")])
def test_the_connection_is_cut_after_so_many_bytes(transport, cut, written):
    pipe = Pipe(transport, Faults(cut_after=cut))
    pipe.put([b"one", b"two"])
    assert (written, "closed") == (b"".join(transport.written), transport.over)


def test_nothing_and_no_end_reaches_the_other_side_of_a_half_open_connection(transport):
    pipe = Pipe(transport, Faults(half_open=True))
    pipe.put([b"one"])
    pipe.close()
    assert ([], "") == (transport.written, transport.over)


def test_who_reads_nothing_is_cut_off(transport, monkeypatch):
    monkeypatch.setattr(pipes, "BACKLOG", 5)
    pipe = Pipe(transport, Faults())
    pipe.put([b"one"])
    assert "" == transport.over
    pipe.put([b"two"])
    assert "aborted" == transport.over
