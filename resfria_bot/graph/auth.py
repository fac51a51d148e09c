"""Tokens for the application: from a secret, a certificate, a managed identity or a federated token, through msal."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msal
import requests
from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS
from msal.exceptions import MsalServiceError

from resfria_bot.errors import ConfigError, Denied, ResfriaError
from resfria_bot.graph import address, certificate, reach
from resfria_bot.graph.faults import Unreachable
from resfria_bot.graph.signin import SignInSession, disguised

#: Threads that find the same token refused within this time share the one new token.
SAME_RENEWAL_SECONDS = 10.0

#: What to do about the refusals that a misconfiguration leads to, by their number in Microsoft's error catalogue.
_REFUSALS = {
    7000215: "the client secret is wrong: check that graph.client_secret_env names the secret's value, not its id",
    7000222: "the client secret has expired: make a new one for the application in Entra and put it in its place",
    90002: "the tenant in graph.tenant_id is not known: copy the Directory (tenant) ID from Entra",
    900023: "the tenant in graph.tenant_id is not known: copy the Directory (tenant) ID from Entra",
    700016: "the application in graph.client_id is not known in the tenant: copy the Application (client) ID there",
    700027: "the certificate in graph.certificate_path is not known to the application: upload its public part there",
    700213: "no federated credential of the application fits this token: check issuer, subject and audience in Entra",
    7000112: "the application is disabled in the tenant: enable it in Entra",
}

_NO_IDENTITY = "no managed identity answers on this machine: give it one in Azure, or use another credential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Who we are to the tenant. Only the fields of the chosen `kind` are read."""

    tenant_id: str
    client_id: str
    authority: str = "https://login.microsoftonline.com"
    kind: Literal["secret", "certificate", "managed_identity", "federated"]
    client_secret: str = field(default="", repr=False)
    certificate_path: str = ""  #: PFX, or PEM with certificate and key
    certificate_passphrase: str = field(default="", repr=False)
    federated_token_file: str = ""
    managed_identity_client_id: str = ""  #: empty for the identity of the machine itself


class Tokens:
    """Hands out tokens for the service at `base_url`; safe for many threads. Calls nobody until asked."""

    def __init__(self, credential: Credential, base_url: str) -> None:
        self._credential = credential
        self._authority = address.checked(credential.authority, "graph.authority")
        parts = urlsplit(address.checked(base_url, "graph.base_url"))
        self._resource = f"{parts.scheme}://{parts.netloc}"
        self._session = SignInSession(self._authority)
        self._lock = threading.Lock()
        self._acquire: Callable[[], Mapping[str, Any]] | None = None
        self._renewed_at = float("-inf")

    def bearer(self, *, renew: bool = False) -> str:
        """A token, from msal's cache where it is still good; with `renew` a new one, since the old was refused.

        Raises `Denied` when the tenant does not let us in, `ConfigError` when a file of the credential cannot be used,
        `TryLater` when the sign-in service cannot be reached.
        """
        with self._lock:
            if renew and time.monotonic() - self._renewed_at > SAME_RENEWAL_SECONDS:
                # msal has no way to force a new token; its cache goes with the application object.
                self._acquire = None
                self._renewed_at = time.monotonic()
            answer = self._ask()
        token = answer.get("access_token")
        if not token:
            raise _refusal(answer)
        return str(token)

    def close(self) -> None:
        """Let go of the connections to the sign-in service."""
        self._session.close()

    def _ask(self) -> Mapping[str, Any]:
        try:
            if self._acquire is None:
                self._acquire = self._build()
            return self._acquire()
        except requests.RequestException as error:
            raise Unreachable(self._obstacle(error)) from error
        except MsalServiceError as error:
            raise Unreachable(f"the sign-in service at {self._host} is failing: it is tried again later") from error
        except OSError as error:
            raise ConfigError(["REQUESTS_CA_BUNDLE names a file of certificates that cannot be read"]) from error
        except (ValueError, KeyError) as error:
            raise self._misunderstanding() from error

    def _build(self) -> Callable[[], Mapping[str, Any]]:
        if self._credential.kind == "managed_identity":
            return self._managed_identity()
        application = msal.ConfidentialClientApplication(
            self._credential.client_id,
            client_credential=self._client_credential(),
            authority=disguised(f"{self._authority}/{self._credential.tenant_id}"),
            instance_discovery=None if self._host in WELL_KNOWN_AUTHORITY_HOSTS else False,
            http_client=self._session,
        )
        return lambda: application.acquire_token_for_client([f"{self._resource}/.default"])

    def _managed_identity(self) -> Callable[[], Mapping[str, Any]]:
        chosen = self._credential.managed_identity_client_id
        identity = (
            msal.UserAssignedManagedIdentity(client_id=chosen) if chosen else msal.SystemAssignedManagedIdentity()
        )
        client = msal.ManagedIdentityClient(identity, http_client=self._session)
        return lambda: client.acquire_token_for_client(resource=self._resource)

    def _client_credential(self) -> str | dict[str, Any]:
        credential = self._credential
        if credential.kind == "secret":
            return credential.client_secret
        if credential.kind == "federated":
            return {"client_assertion": lambda: _text(credential.federated_token_file, "graph.federated_token_file")}
        return certificate.load(credential.certificate_path, credential.certificate_passphrase)

    @property
    def _host(self) -> str:
        return urlsplit(self._authority).hostname or ""

    def _obstacle(self, error: requests.RequestException) -> str:
        if self._credential.kind == "managed_identity":
            return _NO_IDENTITY
        host = urlsplit(self._authority).netloc
        return reach.obstacle(error, host) or f"the connection to the sign-in service at {host} broke: try again later"

    def _misunderstanding(self) -> Denied:
        """msal found no authority, or no token, in what it got."""
        if self._credential.kind == "managed_identity":
            return Denied(f"sign-in failed: {_NO_IDENTITY}")
        if self._acquire is not None:
            return Denied(f"sign-in failed: what {self._host} answers is no token: check graph.authority")
        tenant = self._credential.tenant_id
        return Denied(
            f"sign-in failed: {self._host} knows no tenant {tenant!r}: check graph.tenant_id and graph.authority"
        )


def _refusal(answer: Mapping[str, Any]) -> ResfriaError:
    """What the sign-in service said, as one sentence; its own text may hold ids and is not shown."""
    if answer.get("error") == "temporarily_unavailable":
        return Unreachable("the sign-in service is busy: it is tried again later")
    text = str(answer.get("error_description") or "")
    numbers = [*(answer.get("error_codes") or ()), *(int(n) for n in re.findall(r"AADSTS(\d{4,9})", text))]
    for number in numbers:
        if number in _REFUSALS:
            return Denied(f"sign-in failed: {_REFUSALS[number]}")
    code = f"AADSTS{numbers[0]}" if numbers else str(answer.get("error") or "no token came")
    return Denied(f"sign-in failed with {code}: check the credential in [graph] against the application in Entra")


def _text(path: str, key: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{key} names a file that cannot be read: {path}"]) from error
