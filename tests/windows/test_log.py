"""The log of the provider."""

from __future__ import annotations

from pathlib import Path

from tests.windows.conftest import natively, play, service
from tests.windows.service import TOKEN


def test_tells_of_connections_and_of_no_number_name_or_secret(tmp_path: Path) -> None:
    with service() as port:
        more = {"CTIBRIDGE_TAPI_LOG_FOLDER": str(tmp_path), "CTIBRIDGE_TAPI_LOG_LEVEL": "3"}
        play(natively("address"), port, "made_call", "service_goes", **more)
    (log,) = tmp_path.glob("tsp-*.log")
    text = log.read_text()
    assert text.count(f"connected to port {port}") >= 4
    assert all(secret not in text for secret in (TOKEN, "+49", "Anna", "Jörg"))
