"""Signing in: by hand and with Microsoft's own library."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msal
import pytest
import requests

from resfria_bot.sandbox.directory import Group
from resfria_bot.sandbox.server import Server

from .office import ANNA, Caller, LoopbackSession, answered, msal_application, refused, token_of

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


# --- people ----------------------------------------------------------------------------------------------------------


def flow_of(application: msal.ConfidentialClientApplication) -> dict[str, Any]:
    """A sign-in to a page, begun."""
    with pytest.warns(UserWarning, match="form_post"):  # a form posted from another site would come without cookies
        flow: dict[str, Any] = application.initiate_auth_code_flow([], redirect_uri="http://127.0.0.1:1/sign-in/done")
    return flow


def come_back(flow: dict[str, Any], hint: str) -> dict[str, str]:
    """What the browser brings back for whoever signs in."""
    address = f"{flow['auth_uri'].replace('https:', 'http:')}&login_hint={hint}"
    response = requests.get(address, allow_redirects=False, timeout=10)
    assert response.status_code == 302
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def test_a_person_signs_in_and_the_id_token_names_their_groups(server: Server) -> None:
    user = server.tenant.directory.user(ANNA)
    assert user is not None
    inner = server.tenant.directory.add_group(Group(id="inner", name="Inre", members=[user.id]))
    server.tenant.directory.add_group(Group(id="outer", name="Yttre", members=[inner.id]))
    with LoopbackSession() as session:
        application = msal_application(server, session)
        flow = flow_of(application)
        found = application.acquire_token_by_auth_code_flow(flow, come_back(flow, user.sign_in))
    claims = found["id_token_claims"]
    assert (claims["oid"], claims["preferred_username"]) == (user.id, user.sign_in)
    assert {"inner", "outer"} <= set(claims["groups"])


def test_of_somebody_in_too_many_groups_the_id_token_says_only_that(server: Server) -> None:
    user = server.tenant.directory.user(ANNA)
    assert user is not None
    server.tenant.directory.add_group(Group(id="inner", name="Inre", members=[user.id]))
    server.faults.most_groups(0)
    with LoopbackSession() as session:
        application = msal_application(server, session)
        flow = flow_of(application)
        claims = application.acquire_token_by_auth_code_flow(flow, come_back(flow, ANNA))["id_token_claims"]
    assert "groups" not in claims
    assert claims["_claim_names"] == {"groups": "src1"}


def test_a_code_is_good_once_and_only_with_its_own_verifier(server: Server) -> None:
    with LoopbackSession() as session:
        application = msal_application(server, session)
        flow, other = flow_of(application), flow_of(application)
        back = come_back(flow, ANNA)
        stolen = application.acquire_token_by_auth_code_flow(other, back | {"state": other["state"]})
        again = application.acquire_token_by_auth_code_flow(flow, back)
    assert (stolen["error"], again["error"]) == ("invalid_grant", "invalid_grant")


def test_without_a_hint_there_is_a_page_with_everybody_to_choose_from(server: Server) -> None:
    with LoopbackSession() as session:
        flow = flow_of(msal_application(server, session))
    page = requests.get(flow["auth_uri"].replace("https:", "http:"), timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Who are you?" in page.text
    assert f"login_hint={ANNA.replace('@', '%40')}" in page.text
