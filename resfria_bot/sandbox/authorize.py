"""People sign in to a page: the choice of who one is, the code that goes back, and what it is exchanged for."""

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from resfria_bot.sandbox.call import Answer
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.tenant import Tenant

#: A code is used at once or never.
CODE_SECONDS = 600
#: Groups that an id token names; of somebody in more it says only that there are more, as Entra does.
MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class _Granted:
    """What a code stands for."""

    user: User
    redirect_uri: str
    nonce: str
    challenge: str
    until: float


class Authorizations:
    """Codes given out and not yet used. `most_groups` may be set."""

    def __init__(self, tenant: Tenant) -> None:
        self.most_groups = MOST_GROUPS
        self._tenant = tenant
        self._granted: dict[str, _Granted] = {}
        self._lock = threading.Lock()

    def choose(self, path: str, query_text: str) -> Answer:
        """Back to the page with a code for whom `login_hint` names; without it, a list of people to choose from."""
        query = {name: values[0] for name, values in parse_qs(query_text).items()}
        if query.get("client_id") != self._tenant.client_id:
            return _page(400, "AADSTS700016: the application was not found in the directory.")
        if not query.get("redirect_uri") or query.get("response_type") != "code":
            return _page(400, "AADSTS900144: redirect_uri and response_type=code must be there.")
        if query.get("code_challenge_method") != "S256":
            return _page(400, "AADSTS9002325: a code challenge (S256) must be there.")
        user = self._tenant.directory.user(query.get("login_hint", ""))
        if user is None:
            return _page(200, self._people(path, query))
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._granted[code] = _Granted(
                user,
                query["redirect_uri"],
                query.get("nonce", ""),
                query.get("code_challenge", ""),
                time.monotonic() + CODE_SECONDS,
            )
        back = urlencode({"code": code, "state": query.get("state", ""), "session_state": secrets.token_hex(8)})
        return Answer(302, headers={"Location": f"{query['redirect_uri']}?{back}"})

    def claims(self, form: Mapping[str, str], issuer: str) -> dict[str, Any] | None:
        """What the id token for a code says; None when the code, its address or its verifier is not right."""
        with self._lock:
            granted = self._granted.pop(form.get("code", ""), None)
        if granted is None or time.monotonic() > granted.until:
            return None
        if (form.get("redirect_uri"), _challenge(form.get("code_verifier", ""))) != (
            granted.redirect_uri,
            granted.challenge,
        ):
            return None
        user, now = granted.user, int(time.time())
        return {
            "aud": self._tenant.client_id,
            "iss": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": user.name,
            "nonce": granted.nonce,
            "oid": user.id,
            "preferred_username": user.sign_in,
            "email": user.address,
            "sub": hashlib.sha256(user.id.encode()).hexdigest(),
            "tid": self._tenant.tenant_id,
            "ver": "2.0",
            **self._groups_claim(user),
        }

    def _groups_claim(self, user: User) -> dict[str, Any]:
        directory = self._tenant.directory
        theirs = [g.id for g in directory.groups.values() if any(m.id == user.id for m in directory.members(g))]
        if len(theirs) <= self.most_groups:
            return {"groups": theirs}
        where = f"https://graph.windows.net/{self._tenant.tenant_id}/users/{user.id}/getMemberObjects"
        return {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": where}}}

    def _people(self, path: str, query: Mapping[str, str]) -> str:
        people = sorted(self._tenant.directory.users.values(), key=lambda user: user.name)
        links = (
            f'<li><a href="{html.escape(path)}?{html.escape(urlencode({**query, "login_hint": user.sign_in}))}">'
            f"{html.escape(user.name)}</a> {html.escape(user.department)}</li>"
            for user in people
            if user.is_enabled
        )
        return f"<h1>Who are you?</h1><ul>{''.join(links)}</ul>"


def unsigned(claims: Mapping[str, Any]) -> str:
    """A token of these claims. Nobody but the client ever reads it, over this same connection: it has no signature."""
    return f"{_part({'typ': 'JWT', 'alg': 'none'})}.{_part(claims)}."


def client_info(claims: Mapping[str, Any]) -> str:
    """By which the client's cache knows the person."""
    return _part({"uid": claims["oid"], "utid": claims["tid"]})


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _page(status: int, inner: str) -> Answer:
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to the sandbox</title>'
    return Answer(status, html=f"{head}{inner}")
