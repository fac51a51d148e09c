"""The HTTP session that msal signs in with: bounded waits, and plain http on loopback, which msal itself refuses."""

import json
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from resfria_bot.graph.address import is_loopback
from resfria_bot.graph.session import Session

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
#: Asking for a token twice does no harm, so a broken connection is simply tried again.
_RETRIES = Retry(total=2, status=0, allowed_methods=None, backoff_factor=0.3, redirect=0)

_DISCOVERY = "/.well-known/openid-configuration"


class SignInSession(Session):
    """A session for one authority. Where that is plain http on loopback, msal is told https and believes it.

    msal insists on https for the authority and for every endpoint that the authority names; this session turns the one
    into the other in both directions. No other host is ever called without encryption.
    """

    def __init__(self, authority: str) -> None:
        super().__init__()
        parts = urlsplit(authority)
        self._is_plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(max_retries=_RETRIES))

    def request(self, method: str, url: str, **options: object) -> requests.Response:  # type: ignore[override]
        """As requests does it, with a timeout."""
        options.setdefault("timeout", (CONNECT_SECONDS, READ_SECONDS))
        is_disguised = self._is_plain and is_loopback(urlsplit(url).hostname or "")
        target = url.replace("https://", "http://", 1) if is_disguised else url
        response = super().request(method, target, **options)  # type: ignore[arg-type]
        if is_disguised and urlsplit(url).path.endswith(_DISCOVERY):
            _disguise(response)
        return response


def disguised(authority: str) -> str:
    """The authority as msal is told it."""
    return authority.replace("http://", "https://", 1)


def _disguise(response: requests.Response) -> None:
    """Let the endpoints that a discovery document names on loopback begin with https."""
    try:
        document = response.json()
    except requests.JSONDecodeError:
        return
    if not isinstance(document, dict):
        return
    for name, value in document.items():
        if isinstance(value, str) and value.startswith("http://") and is_loopback(urlsplit(value).hostname or ""):
            document[name] = disguised(value)
    document.setdefault("authorization_endpoint", document.get("token_endpoint"))
    response._content = json.dumps(document).encode()  # requests has no public way to replace a body
