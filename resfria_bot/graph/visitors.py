"""People who sign in to the pages: the authorisation-code flow of OpenID Connect, through msal."""

import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS
from msal.exceptions import MsalServiceError

from resfria_bot.errors import Denied, ResfriaError
from resfria_bot.graph import address, certificate
from resfria_bot.graph.auth import Credential
from resfria_bot.graph.faults import Unreachable
from resfria_bot.graph.people import People
from resfria_bot.graph.signin import SignInSession, disguised


class Visitors:
    """Signs people in to one tenant, with the application's own credential. Calls nobody until asked."""

    def __init__(self, credential: Credential, people: People) -> None:
        self._credential = credential
        self._people = people
        self._authority = address.checked(credential.authority, "graph.authority")
        self._session = SignInSession(self._authority)

    def begin(self, return_address: str) -> Mapping[str, Any]:
        """A sign-in: `auth_uri` is where to send the browser; the rest is to be kept for `finish`."""
        try:
            with warnings.catch_warnings():
                # msal would have the answer posted; but a form from another site comes without our cookies.
                warnings.simplefilter("ignore", UserWarning)
                flow: dict[str, Any] = self._application().initiate_auth_code_flow([], redirect_uri=return_address)
        except (requests.RequestException, MsalServiceError, ValueError) as error:
            raise Unreachable("the sign-in service does not answer") from error
        if self._authority.startswith("http://"):
            flow["auth_uri"] = str(flow["auth_uri"]).replace("https://", "http://", 1)
        return flow

    def finish(self, flow: Mapping[str, Any], answer: Mapping[str, str]) -> Mapping[str, Any]:
        """The claims about whoever signed in. Raises `Denied` for an answer that does not fit what was begun."""
        try:
            result = self._application().acquire_token_by_auth_code_flow(dict(flow), dict(answer))
        except ValueError as error:
            raise Denied("the answer of the sign-in service does not belong to this sign-in") from error
        except (requests.RequestException, MsalServiceError) as error:
            raise Unreachable("the sign-in service does not answer") from error
        claims = result.get("id_token_claims")
        if not isinstance(claims, Mapping):
            raise Denied("the sign-in service gave no identity")
        return claims

    def groups(self, claims: Mapping[str, Any], wanted: frozenset[str]) -> frozenset[str]:
        """Which of these groups somebody is in: from the claims, or by looking where the claims hold too many."""
        told = claims.get("groups")
        if isinstance(told, list):
            return wanted & frozenset(str(group) for group in told)
        mine = str(claims.get("preferred_username") or "").lower()
        return frozenset(group for group in wanted if self._is_member(group, mine))

    def _is_member(self, group: str, mail: str) -> bool:
        try:
            return any(person.address == mail for person in self._people.members(group))
        except ResfriaError:
            return False  # a group that cannot be read gives nobody a right

    def _application(self) -> msal.ConfidentialClientApplication:
        credential = self._credential
        if credential.kind == "secret":
            secret: Any = credential.client_secret
        elif credential.kind == "certificate":
            secret = certificate.load(credential.certificate_path, credential.certificate_passphrase)
        else:
            raise Denied("people can sign in only where [graph] has a secret or a certificate")
        host = urlsplit(self._authority).hostname or ""
        return msal.ConfidentialClientApplication(
            credential.client_id,
            client_credential=secret,
            authority=disguised(f"{self._authority}/{credential.tenant_id}"),
            instance_discovery=None if host in WELL_KNOWN_AUTHORITY_HOSTS else False,
            http_client=self._session,
        )
