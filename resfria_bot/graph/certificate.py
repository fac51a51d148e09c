"""The application's certificate, from a PFX or PEM file, opened here so that a wrong passphrase is named as such."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12

from resfria_bot.errors import ConfigError


def load(path: str, passphrase: str) -> dict[str, str]:
    """Key and certificate as msal takes them (it works out the SHA-256 thumbprint); raises `ConfigError`."""
    secret = passphrase.encode() or None
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ConfigError([f"graph.certificate_path names a file that cannot be read: {path}"]) from error
    try:
        key, certificate = _pem(data, secret) if b"-----BEGIN" in data else _pfx(data, secret)
    except (ValueError, TypeError) as error:
        raise ConfigError(
            [f"graph.certificate_path: {path} is no PFX or PEM with key and certificate, or its passphrase is wrong"]
        ) from error
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return {"private_key": private.decode(), "public_certificate": public.decode()}


def expires_at(path: str, passphrase: str) -> datetime:
    """When the certificate stops being valid; raises `ConfigError` as `load` does."""
    public = load(path, passphrase)["public_certificate"]
    return x509.load_pem_x509_certificate(public.encode()).not_valid_after_utc


def _pem(data: bytes, secret: bytes | None) -> tuple[PrivateKeyTypes, x509.Certificate]:
    return serialization.load_pem_private_key(data, secret), x509.load_pem_x509_certificate(data)


def _pfx(data: bytes, secret: bytes | None) -> tuple[PrivateKeyTypes, x509.Certificate]:
    key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    if key is None or certificate is None:
        raise ValueError("the file lacks a key or a certificate")
    return key, certificate
