"""Signing in: by hand and with Microsoft's own library."""

import base64
import json

import pytest
import requests

from resfria_bot.sandbox.server import Server

from .office import Caller, LoopbackSession, answered, msal_application, refused, token_of

SCOPE = ["https://graph.microsoft.com/.default"]


def test_the_right_secret_gets_a_token_that_tells_the_granted_roles(server: Server) -> None:
    token = answered(token_of(server), 200)["access_token"]
    claims = token.split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert set(told["roles"]) == server.tenant.permissions
    assert (told["appid"], told["tid"]) == (server.tenant.client_id, server.tenant.tenant_id)


@pytest.mark.parametrize(
    ("changes", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", "AADSTS7000215"),
        ({"client_id": "nobody"}, 400, "unauthorized_client", "AADSTS700016"),
        ({"scope": "User.Read"}, 400, "invalid_scope", "AADSTS1002012"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003"),
    ],
)
def test_a_wrong_credential_is_refused_with_microsofts_number(
    server: Server, changes: dict[str, str], status: int, error: str, number: str
) -> None:
    body = answered(token_of(server, **changes), status)
    assert body["error"] == error
    assert number in body["error_description"]


def test_a_client_assertion_is_accepted_in_place_of_a_secret(server: Server) -> None:
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    answered(token_of(server, client_secret="", client_assertion_type=kind, client_assertion="a.b.c"), 200)


def test_an_unknown_tenant_is_refused(server: Server) -> None:
    response = requests.post(f"{server.authority}/other.example/oauth2/v2.0/token", data={}, timeout=10)
    assert "AADSTS90002" in answered(response, 400)["error_description"]


@pytest.mark.parametrize("version", ["", "v2.0/"])
def test_the_discovery_document_names_the_token_endpoint(server: Server, version: str) -> None:
    address = f"{server.authority}/{server.tenant.tenant_id}/{version}.well-known/openid-configuration"
    found = answered(requests.get(address, timeout=10), 200)
    assert found["token_endpoint"] == f"{server.authority}/{server.tenant.tenant_id}/oauth2/v2.0/token"


def test_msal_signs_in_with_an_authority_whose_instance_is_not_looked_up(server: Server) -> None:
    with LoopbackSession() as session:
        found = msal_application(server, session).acquire_token_for_client(SCOPE)
    assert found["access_token"]


def test_msal_signs_in_with_an_oidc_authority(server: Server) -> None:
    authority = f"{server.authority}/{server.tenant.tenant_id}/v2.0".replace("http:", "https:")
    with LoopbackSession() as session:
        application = msal_application(server, session, authority=None, oidc_authority=authority)
        found = application.acquire_token_for_client(SCOPE)
    assert found["access_token"]


def test_msal_tells_a_wrong_secret_by_its_number(server: Server) -> None:
    with LoopbackSession() as session:
        found = msal_application(server, session, client_credential="wrong").acquire_token_for_client(SCOPE)
    assert found["error_codes"] == [7000215]


def test_no_token_or_a_made_up_one_opens_nothing(server: Server) -> None:
    bare = requests.get(f"{server.base_url}/users", timeout=10)
    made_up = requests.get(f"{server.base_url}/users", headers={"Authorization": "Bearer a.b."}, timeout=10)
    assert refused(bare) == refused(made_up) == (401, "InvalidAuthenticationToken")


def test_a_token_is_good_for_as_long_as_it_says(server: Server, caller: Caller) -> None:
    server.faults.token_seconds(0)
    brief = answered(token_of(server), 200)
    assert brief["expires_in"] == 0
    headers = {"Authorization": f"Bearer {brief['access_token']}"}
    assert requests.get(f"{server.base_url}/users", headers=headers, timeout=10).status_code == 401
    assert caller.send("GET", "/users").status_code == 200
