"""Tokens, from each kind of credential, and what is said when there is none."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import responses
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from resfria_bot.errors import ConfigError, Denied, ResfriaError, TryLater
from resfria_bot.graph.auth import Credential, Tokens

from .service import Reply, Seen, Service, serving

GRAPH = "https://graph.microsoft.com/v1.0"
LOGIN = "https://login.microsoftonline.com"
TENANT = "11111111-2222-3333-4444-555555555555"
TOKEN_PATH = f"/{TENANT}/oauth2/v2.0/token"
DISCOVERY_PATH = f"/{TENANT}/v2.0/.well-known/openid-configuration"
FOREVER = 3600


@pytest.fixture
def authority(service: Service) -> Service:
    """A sign-in service on loopback, over plain http."""
    service.tell("GET", DISCOVERY_PATH, Reply(200, discovery(service.root)))
    return service


@pytest.fixture(scope="module")
def key_and_certificate() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "resfria")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return key, builder.sign(key, hashes.SHA256())


def discovery(root: str) -> dict[str, str]:
    return {
        "issuer": f"{root}/{TENANT}/v2.0",
        "authorization_endpoint": f"{root}/{TENANT}/oauth2/v2.0/authorize",
        "token_endpoint": f"{root}{TOKEN_PATH}",
    }


def token(text: str = "secret-token", expires_in: int = FOREVER) -> Reply:
    return Reply(200, {"token_type": "Bearer", "expires_in": expires_in, "access_token": text})


def refusal(number: int, error: str = "invalid_client") -> Reply:
    told = f"AADSTS{number}: Something about it. Trace ID: x Timestamp: 2026-11-24 12:00:00Z"
    return Reply(401, {"error": error, "error_description": told, "error_codes": [number]})


def credential(authority: str = LOGIN, **changed: Any) -> Credential:
    told = {"tenant_id": TENANT, "client_id": "app", "kind": "secret", "client_secret": "hush", **changed}
    return Credential(authority=authority, **told)


def tokens(service: Service, **changed: Any) -> Tokens:
    return Tokens(credential(service.root, **changed), service.base_url)


def posted(service: Service) -> dict[str, str]:
    form = parse_qs(service.alone("POST")[-1].body)
    return {name: values[0] for name, values in form.items()}


def claims(assertion: str, part: int) -> dict[str, Any]:
    text = assertion.split(".")[part]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def test_a_secret_gets_a_token_from_a_plain_http_authority_on_loopback(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token())
    assert tokens(authority).bearer() == "secret-token"
    assert posted(authority)["grant_type"] == "client_credentials"
    assert posted(authority)["client_secret"] == "hush"


def test_the_scope_follows_the_service_that_the_token_is_for(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token())
    tokens(authority).bearer()
    assert posted(authority)["scope"] == f"{authority.root}/.default"


def test_a_discovery_document_without_authorization_endpoint_is_enough(service: Service) -> None:
    told = discovery(service.root)
    del told["authorization_endpoint"]
    service.tell("GET", DISCOVERY_PATH, Reply(200, told))
    service.tell("POST", TOKEN_PATH, token())
    assert tokens(service).bearer() == "secret-token"


@responses.activate
def test_microsofts_own_authority_is_asked_over_https() -> None:
    responses.get(f"{LOGIN}{DISCOVERY_PATH}", json=discovery(LOGIN))
    responses.post(f"{LOGIN}{TOKEN_PATH}", json={"access_token": "t", "expires_in": FOREVER})
    assert Tokens(credential(), GRAPH).bearer() == "t"
    assert "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" in str(responses.calls[-1].request.body)


@responses.activate
def test_an_authority_of_another_name_needs_no_instance_discovery() -> None:
    root = "https://login.k.example"
    responses.get(f"{root}{DISCOVERY_PATH}", json=discovery(root))
    responses.post(f"{root}{TOKEN_PATH}", json={"access_token": "t", "expires_in": FOREVER})
    assert Tokens(credential(root), GRAPH).bearer() == "t"
    assert {call.request.url.split("/")[2] for call in responses.calls if call.request.url} == {"login.k.example"}


def test_a_good_token_is_asked_for_once(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token("one"), token("two"))
    purse = tokens(authority)
    assert [purse.bearer(), purse.bearer()] == ["one", "one"]


def test_a_token_that_is_about_to_expire_is_asked_for_again(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token("one", expires_in=60), token("two"))
    purse = tokens(authority)
    assert [purse.bearer(), purse.bearer()] == ["one", "two"]


def test_a_refused_token_is_replaced_by_a_new_one(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token("one"), token("two"))
    purse = tokens(authority)
    assert [purse.bearer(), purse.bearer(renew=True), purse.bearer()] == ["one", "two", "two"]


def test_threads_that_find_the_same_token_refused_share_the_new_one(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, token("one"), token("two"), token("three"))
    purse = tokens(authority)
    purse.bearer()
    assert [purse.bearer(renew=True), purse.bearer(renew=True)] == ["two", "two"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7000215, "the client secret is wrong"),
        (7000222, "the client secret has expired"),
        (90002, r"the tenant in graph\.tenant_id is not known"),
        (700016, r"the application in graph\.client_id is not known"),
        (53003, "AADSTS53003"),
    ],
)
def test_a_refusal_is_one_sentence_that_says_what_to_do(authority: Service, number: int, words: str) -> None:
    authority.tell("POST", TOKEN_PATH, refusal(number))
    with pytest.raises(Denied, match=f"^sign-in failed.*{words}") as caught:
        tokens(authority).bearer()
    assert "hush" not in str(caught.value)
    assert "Trace ID" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_refusal_is_known_by_its_text_where_it_has_no_numbers(authority: Service) -> None:
    told = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
    authority.tell("POST", TOKEN_PATH, Reply(401, told))
    with pytest.raises(Denied, match="the client secret is wrong"):
        tokens(authority).bearer()


def test_a_busy_sign_in_service_is_tried_later(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, Reply(400, {"error": "temporarily_unavailable"}))
    with pytest.raises(TryLater, match="busy"):
        tokens(authority).bearer()


def test_a_failing_sign_in_service_is_tried_later(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, Reply(503, "down"))
    with pytest.raises(TryLater, match=r"sign-in service at 127\.0\.0\.1"):
        tokens(authority).bearer()


def test_a_tenant_that_the_authority_does_not_know_is_named(service: Service) -> None:
    with pytest.raises(Denied, match=f"knows no tenant '{TENANT}': check graph.tenant_id"):
        tokens(service).bearer()


def test_an_authority_that_hands_out_no_tokens_is_named(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, Reply(200, "<html>welcome</html>"))
    with pytest.raises(Denied, match=r"check graph\.authority"):
        tokens(authority).bearer()


def test_an_authority_that_cannot_be_reached_is_named(unused_port: int) -> None:
    root = f"http://127.0.0.1:{unused_port}"
    with pytest.raises(TryLater, match=f"127.0.0.1:{unused_port} refuses connections"):
        Tokens(credential(root), f"{root}/v1.0").bearer()


@responses.activate
def test_a_proxy_that_refuses_is_named_by_its_variable() -> None:
    responses.get(f"{LOGIN}{DISCOVERY_PATH}", body=requests.exceptions.ProxyError("no"))
    with pytest.raises(TryLater, match="HTTPS_PROXY"):
        Tokens(credential(), GRAPH).bearer()


@responses.activate
def test_a_certificate_that_is_not_trusted_is_named_by_its_variable() -> None:
    responses.get(f"{LOGIN}{DISCOVERY_PATH}", body=requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"))
    with pytest.raises(TryLater, match="REQUESTS_CA_BUNDLE"):
        Tokens(credential(), GRAPH).bearer()


def test_plain_http_is_refused_for_an_authority_that_is_not_loopback() -> None:
    with pytest.raises(ConfigError, match=r"graph\.authority must begin with https"):
        Tokens(credential("http://login.microsoftonline.com"), GRAPH)


def test_a_reset_connection_is_tried_again(authority: Service) -> None:
    authority.tell("POST", TOKEN_PATH, Reply(broken="reset"), token())
    assert tokens(authority).bearer() == "secret-token"


def test_a_credential_does_not_show_its_secret() -> None:
    assert "hush" not in repr(credential())


Pair = tuple[rsa.RSAPrivateKey, x509.Certificate]


def pfx(pair: Pair, passphrase: bytes) -> bytes:
    protection = serialization.BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(b"resfria", pair[0], pair[1], None, protection)


def pem(pair: Pair) -> bytes:
    plain = serialization.NoEncryption()
    private = pair[0].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return private + pair[1].public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize("form", ["pfx", "pem"])
def test_a_certificate_signs_an_assertion_with_its_sha_256_thumbprint(
    authority: Service, key_and_certificate: Pair, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"app.{form}"
    path.write_bytes(pfx(key_and_certificate, b"word") if form == "pfx" else pem(key_and_certificate))
    authority.tell("POST", TOKEN_PATH, token())
    passphrase = "word" if form == "pfx" else ""
    purse = tokens(
        authority, kind="certificate", certificate_path=str(path), certificate_passphrase=passphrase, client_secret=""
    )
    assert purse.bearer() == "secret-token"
    assertion = posted(authority)["client_assertion"]
    digest = key_and_certificate[1].fingerprint(hashes.SHA256())
    assert base64.urlsafe_b64decode(claims(assertion, 0)["x5t#S256"].rstrip("=") + "=") == digest
    assert claims(assertion, 1)["iss"] == "app"


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN NOTHING-----"])
def test_a_file_that_is_no_certificate_is_named_by_its_key(authority: Service, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.pfx"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"graph\.certificate_path"):
        tokens(authority, kind="certificate", certificate_path=str(path)).bearer()


def test_a_wrong_passphrase_is_said_to_be_wrong(authority: Service, key_and_certificate: Pair, tmp_path: Path) -> None:
    path = tmp_path / "app.pfx"
    path.write_bytes(pfx(key_and_certificate, b"word"))
    with pytest.raises(ConfigError, match="passphrase is wrong"):
        tokens(authority, kind="certificate", certificate_path=str(path), certificate_passphrase="sword").bearer()


def test_a_certificate_that_is_not_there_is_named_by_its_key(authority: Service) -> None:
    with pytest.raises(ConfigError, match=r"graph\.certificate_path .* cannot be read: /nowhere\.pfx"):
        tokens(authority, kind="certificate", certificate_path="/nowhere.pfx").bearer()


def test_a_federated_token_is_read_anew_for_each_sign_in(authority: Service, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("first\n")
    authority.tell("POST", TOKEN_PATH, token("one"), token("two"))
    purse = tokens(authority, kind="federated", federated_token_file=str(path), client_secret="")
    purse.bearer()
    assert posted(authority)["client_assertion"] == "first"
    path.write_text("second\n")
    assert purse.bearer(renew=True) == "two"
    assert posted(authority)["client_assertion"] == "second"


def test_a_federated_token_that_is_not_there_is_named_by_its_key(authority: Service) -> None:
    with pytest.raises(ConfigError, match=r"graph\.federated_token_file"):
        tokens(authority, kind="federated", federated_token_file="/nowhere", client_secret="").bearer()


@pytest.fixture
def app_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The way in which Azure App Service hands out the tokens of a managed identity."""
    with serving() as running:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{running.root}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        yield running


@pytest.mark.parametrize(("chosen", "query"), [("", ""), ("identity-1", "client_id=identity-1")])
def test_a_managed_identity_is_asked_for_a_token_for_the_service(app_service: Service, chosen: str, query: str) -> None:
    expiry = int((datetime.now(UTC) + timedelta(hours=1)).timestamp())
    told = {"access_token": "m", "expires_on": str(expiry), "resource": "r", "token_type": "Bearer"}
    app_service.tell("GET", "/msi/token", Reply(200, told))
    purse = Tokens(credential(kind="managed_identity", managed_identity_client_id=chosen), GRAPH)
    assert purse.bearer() == "m"
    (seen,) = app_service.seen
    assert "resource=https%3A%2F%2Fgraph.microsoft.com" in seen.path
    assert query in seen.path


def test_a_machine_without_managed_identity_is_told_so(app_service: Service) -> None:
    app_service.tell("GET", "/msi/token", Reply(broken="reset"))
    with pytest.raises(TryLater, match="no managed identity answers"):
        Tokens(credential(kind="managed_identity"), GRAPH).bearer()


def test_errors_are_ours_and_never_msals(authority: Service) -> None:
    def odd(seen: Seen) -> Reply:
        return Reply(200, {"token_type": "Bearer"})

    authority.tell("POST", TOKEN_PATH, odd)
    with pytest.raises(ResfriaError, match="no token came"):
        tokens(authority).bearer()
