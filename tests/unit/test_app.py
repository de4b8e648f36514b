"""The composition root."""

from __future__ import annotations

import asyncio
import gc
import ssl
from types import SimpleNamespace

import pytest

from ctibridge.app import spare_the_collector, tls_context
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import ConfigError
from ctibridge.testing.virtual import run_virtually


def test_the_collector_is_spared_as_soon_as_the_gateway_is_ready(monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: done.append("frozen"))
    gateway = SimpleNamespace(is_ready=False)

    async def main() -> None:
        sparing = asyncio.create_task(spare_the_collector(gateway))
        await asyncio.sleep(60)
        assert [] == done
        gateway.is_ready = True
        await sparing

    run_virtually(main())
    assert ["frozen"] == done


def settings(url, **more):
    return BroadWorksSettings("office", url, "u", "p", **more)


@pytest.mark.parametrize("url", ["https://xsi.example", "HTTPS://XSI.EXAMPLE"])
def test_a_platform_over_https_is_trusted_by_its_certificate_however_it_is_spelled(url):
    context = tls_context(settings(url), "file")
    assert context is not None
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)


@pytest.mark.parametrize("url", ["http://xsi.example", "HTTP://XSI.EXAMPLE"])
def test_a_platform_over_http_needs_no_trust(url):
    assert tls_context(settings(url), "file") is None


def test_certificates_that_cannot_be_used_are_named(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(ConfigError) as raised:
        tls_context(settings("HTTPS://xsi.example", ca_file=file), "file")
    assert str(raised.value).startswith(f"file: providers.office.ca_file: {file} cannot be used: ")
