"""The sign-in service: tokens for the one application that the tenant knows, and for people who come to its pages."""

import secrets
import threading
import time
from urllib.parse import parse_qs

from resfria_bot.sandbox.authorize import Authorizations, client_info, unsigned
from resfria_bot.sandbox.call import Answer
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Tenant

#: Shorter than Graph's 60 to 90 minutes never matters: clients go by what they are told.
TOKEN_SECONDS = 3599
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class SignIn:
    """Gives out tokens and knows which are still good. `token_seconds` may be set."""

    def __init__(self, tenant: Tenant) -> None:
        self.token_seconds: float = TOKEN_SECONDS
        self.people = Authorizations(tenant)
        self._tenant = tenant
        self._good_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def discovery(self, tenant_name: str, authority: str) -> Answer:
        """What the OpenID discovery document says."""
        if not self._is_ours(tenant_name):
            return _refusal(400, "invalid_tenant", 90002, f"Tenant '{tenant_name}' not found.")
        base = f"{authority}/{tenant_name}"
        return Answer(
            body={
                "issuer": f"{base}/v2.0",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "response_types_supported": ["code", "token"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "profile"],
                "tenant_region_scope": "EU",
                "cloud_instance_name": "sandbox",
            }
        )

    def authorize(self, tenant_name: str, path: str, query: str) -> Answer:
        """Where a person's browser is sent to sign in."""
        if not self._is_ours(tenant_name):
            return _refusal(400, "invalid_tenant", 90002, f"Tenant '{tenant_name}' not found.")
        return self.people.choose(path, query)

    def token(self, tenant_name: str, form_text: str, authority: str) -> Answer:
        """The answer to a request for a token: by client credentials, or by the code of somebody who signed in."""
        form = {name: values[0] for name, values in parse_qs(form_text).items()}
        if not self._is_ours(tenant_name):
            return _refusal(400, "invalid_request", 90002, f"Tenant '{tenant_name}' not found.")
        if form.get("grant_type") == "authorization_code":
            return self._token_of_person(form, f"{authority}/{tenant_name}/v2.0")
        if form.get("grant_type") != "client_credentials":
            return _refusal(400, "unsupported_grant_type", 70003, "The grant type is not supported by the sandbox.")
        if form.get("client_id") != self._tenant.client_id:
            text = f"Application with identifier '{form.get('client_id', '')}' was not found in the directory."
            return _refusal(400, "unauthorized_client", 700016, text)
        scope = form.get("scope", "")
        if not scope.split(" ")[0].endswith("/.default"):
            return _refusal(400, "invalid_scope", 1002012, f"The provided value for scope {scope} is not valid.")
        if not self._is_credential(form):
            return _refusal(401, "invalid_client", 7000215, "Invalid client secret provided.")
        seconds = self.token_seconds
        body = {"token_type": "Bearer", "expires_in": int(seconds), "ext_expires_in": int(seconds)}
        return Answer(body={**body, "access_token": self._issue(scope.removesuffix("/.default"), seconds)})

    def _token_of_person(self, form: dict[str, str], issuer: str) -> Answer:
        if not self._is_credential(form):
            return _refusal(401, "invalid_client", 7000215, "Invalid client secret provided.")
        claims = self.people.claims(form, issuer)
        if claims is None:
            return _refusal(400, "invalid_grant", 70008, "The provided authorization code has expired or is not valid.")
        seconds = int(self.token_seconds)
        access = self._issue("00000003-0000-0000-c000-000000000000", seconds)
        body = {"token_type": "Bearer", "scope": "openid profile", "expires_in": seconds, "access_token": access}
        return Answer(body={**body, "id_token": unsigned(claims), "client_info": client_info(claims)})

    def check(self, authorization: str) -> None:
        """Refuse a request whose bearer token is missing, unknown or too old."""
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")
        with self._lock:
            until = self._good_until.get(token.strip())
        if until is None:
            raise Refusal(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid token.")
        if until <= time.monotonic():
            text = "Lifetime validation failed, the token is expired."
            raise Refusal(401, "InvalidAuthenticationToken", text)

    def expire_tokens(self) -> None:
        """Let every token given out so far be too old."""
        with self._lock:
            self._good_until = dict.fromkeys(self._good_until, 0.0)

    def _is_ours(self, name: str) -> bool:
        return name.lower() in (self._tenant.tenant_id, *self._tenant.domains)

    def _is_credential(self, form: dict[str, str]) -> bool:
        if form.get("client_assertion_type") == _ASSERTION:
            return form.get("client_assertion", "").count(".") == 2
        return form.get("client_secret") == self._tenant.client_secret

    def _issue(self, audience: str, seconds: float) -> str:
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{self._tenant.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": now + int(seconds),
            "app_displayname": "resfria-bot",
            "appid": self._tenant.client_id,
            "idtyp": "app",
            "roles": sorted(self._tenant.permissions),
            "tid": self._tenant.tenant_id,
            "uti": secrets.token_urlsafe(12),
            "ver": "1.0",
        }
        token = unsigned(claims)
        with self._lock:
            self._good_until[token] = time.monotonic() + seconds
        return token


def _refusal(status: int, error: str, number: int, text: str) -> Answer:
    description = f"AADSTS{number}: {text} Trace ID: 00000000-0000-0000-0000-000000000000"
    return Answer(status, {"error": error, "error_description": description, "error_codes": [number]})
