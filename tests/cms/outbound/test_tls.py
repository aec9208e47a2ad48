"""https: the certificate must be for the name that was asked, by an authority that is known."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cms import outbound
from cms.outbound import client, fetch
from tests.certificates import certify
from tests.cms.outbound.serving import Server, answer_with, http

NAME = "source.example"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an authority of our own, for NAME alone, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, path = folder / "key.pem", folder / "certificate.pem"
    certify(NAME, path, key)
    return path


@pytest.fixture
def secure(certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server.tcp.socket = context.wrap_socket(server.tcp.socket, server_side=True)
    server.put("/", http(b"en secret"))
    settings.OUTBOUND_ALLOW = [f"127.0.0.1/32:{server.port}"]
    settings.OUTBOUND_HOST_DELAY = 0
    answer_with(monkeypatch, ["127.0.0.1"])
    yield server
    server.close()


@pytest.fixture
def known(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our authority is one of those that are known."""
    context = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(client, "_tls", lambda: context)


@pytest.mark.usefixtures("known")
def test_a_certificate_for_the_name_is_accepted(secure: Server) -> None:
    for _ in range(2):
        assert fetch(f"https://{NAME}:{secure.port}/").body == b"en secret"
    assert f"Host: {NAME}:{secure.port}" in secure.requests[0]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("name", ["autre.example", f"{NAME}.autre.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_not(secure: Server, name: str) -> None:
    with pytest.raises(outbound.CertificateError):
        fetch(f"https://{name}:{secure.port}/")
    assert secure.requests == []


def test_an_authority_that_nobody_knows_is_not(secure: Server) -> None:
    with pytest.raises(outbound.CertificateError):
        fetch(f"https://{NAME}:{secure.port}/")
    assert secure.requests == []


def test_the_default_context_checks_names_and_authorities() -> None:
    context = client._tls()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.cert_store_stats()["x509_ca"] > 50
