"""Addresses of services: which may be called without encryption, and which a token may be sent to."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from resfria_bot.errors import ConfigError, GraphError

_PORTS = {"https": 443, "http": 80}


def checked(url: str, key: str) -> str:
    """The address without a trailing slash; raises `ConfigError` naming `key` when it is none, or plain http.

    Plain http is let through for a loopback host only: a token on the wire opens every calendar of the tenant.
    """
    parts = _split(url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        raise ConfigError([f"{key} should be an address like https://graph.microsoft.com/v1.0, not {url!r}"])
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigError([f"{key} must begin with https:// (plain http is only for a loopback address), not {url!r}"])
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Is this host name or address the machine itself?"""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def relative(link: str, base_url: str) -> str:
    """Path and query of an absolute `nextLink` or `deltaLink`, below the base address.

    Raises `GraphError` when the link leads anywhere else: our token is for one host only.
    """
    target, base = _split(link), urlsplit(base_url)
    if target is None or _origin(target) != _origin(base) or not target.path.startswith(f"{base.path}/"):
        where = (target.hostname if target else None) or "nowhere"
        raise GraphError(f"Graph's answer links to {where}, not to {base.hostname}: the link was not followed")
    path = target.path.removeprefix(base.path)
    return f"{path}?{target.query}" if target.query else path


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
