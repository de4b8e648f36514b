"""Paths in a configuration file are relative to that file."""

from __future__ import annotations

from ctibridge.config import read_configuration


def test_certificates_stand_beside_the_file_that_names_them(tmp_path, monkeypatch):
    monkeypatch.setenv("OFFICE", "secret")
    file = tmp_path / "ctibridge.toml"
    file.write_text(
        "[providers.office]\nurl = 'https://x.example'\nuser = 'u'\npassword_env = 'OFFICE'\nca_file = 'ca.pem'\n"
        "client_certificate = 'own.pem'\nclient_key = '/etc/own.key'\n"
        "[csta]\ncertificate = 'gateway.pem'\nkey = '/etc/gateway.key'\n"
    )
    configuration = read_configuration(file)
    assert tmp_path / "ca.pem" == configuration.providers[0].ca_file
    assert (tmp_path / "own.pem", "/etc/own.key") == (
        configuration.providers[0].client_certificate,
        str(configuration.providers[0].client_key),
    )
    assert (tmp_path / "gateway.pem", "/etc/gateway.key") == (
        configuration.csta.certificate,
        str(configuration.csta.key),
    )
    assert tmp_path / "ctibridge-state" == configuration.state
