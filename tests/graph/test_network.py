"""Networks of real organisations: authorities of their own, and a proxy."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from resfria_bot.errors import TryLater
from resfria_bot.graph import retry, writes
from resfria_bot.graph.auth import Credential, Tokens
from resfria_bot.graph.client import Client
from resfria_bot.graph.request import Request

from .service import Purse, Reply, Service, serving

USERS = Request(path="/users", deed="read the users")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Key and certificate of a service on loopback, signed by nobody that the world trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(7).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "bundle.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def encrypted(bundle: Path) -> Iterator[Service]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle)
    with serving(context) as running:
        root = running.root
        endpoints = {"authorization_endpoint": f"{root}/T/authorize", "token_endpoint": f"{root}/T/token"}
        running.tell("GET", "/T/v2.0/.well-known/openid-configuration", Reply(200, endpoints))
        running.tell("POST", "/T/token", Reply(200, {"access_token": "t", "expires_in": 3600}))
        running.tell("GET", "/users", Reply(200, {"value": []}))
        yield running


def test_a_certificate_authority_of_ones_own_is_trusted_through_the_environment(
    encrypted: Service, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    credential = Credential(tenant_id="T", client_id="app", kind="secret", client_secret="s", authority=encrypted.root)
    with Client(Tokens(credential, encrypted.base_url), encrypted.base_url, writes=writes.ALL) as client:
        assert client.send(USERS).status == 200


def test_a_service_whose_certificate_is_not_trusted_gets_no_token(
    encrypted: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "FAULT_TRIES", 1)
    with (
        Client(Purse(), encrypted.base_url, writes=writes.ALL) as client,
        pytest.raises(TryLater, match="is not trusted here: let REQUESTS_CA_BUNDLE"),
    ):
        client.send(USERS)
    assert encrypted.seen == []


def test_the_proxy_of_the_environment_is_used_and_named_when_it_refuses(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "FAULT_TRIES", 1)
    monkeypatch.setenv("HTTPS_PROXY", service.root)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    with (
        Client(Purse(), "https://graph.k.example/v1.0", writes=writes.ALL) as client,
        pytest.raises(TryLater, match=r"graph\.k\.example cannot be reached through the proxy: check HTTPS_PROXY"),
    ):
        client.send(USERS)
    assert [(s.method, s.path) for s in service.seen] == [("CONNECT", "graph.k.example:443")]
