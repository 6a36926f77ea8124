"""Which certificates connections trust."""

import ssl
from pathlib import Path

import certifi
import pytest

from civitop.errors import ConfigError
from collectors.http import certificates


@pytest.fixture(autouse=True)
def unread(monkeypatch):
    for name in certificates.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    certificates._read.cache_clear()
    yield
    certificates._read.cache_clear()


def test_connections_of_all_forges_share_what_was_read_once():
    certificates.begin()
    trusted = certificates.trusted()
    assert certificates.trusted() is trusted
    assert trusted.verify_mode is ssl.CERT_REQUIRED
    assert trusted.check_hostname
    assert trusted.cert_store_stats()["x509_ca"] > 50


def test_an_authority_of_ones_own_is_named_by_the_environment(monkeypatch, tmp_path):
    """An organisation whose forge is signed by its own authority sets `SSL_CERT_FILE`, as for other programs."""
    one, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----\n")
    (tmp_path / "own.pem").write_text(one + end, "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    assert certificates.trusted().cert_store_stats()["x509_ca"] == 1


def test_certificates_that_cannot_be_read_are_told_to_who_needs_them(monkeypatch, tmp_path):
    """And not by a thread that nobody waits for, which would write across the screen."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    certificates.begin()
    sentence = r"variable SSL_CERT_FILE names cannot be read from .*missing\.pem: No such file"
    with pytest.raises(ConfigError, match=sentence):
        certificates.trusted()
