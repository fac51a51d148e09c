"""The configuration for the sandbox."""

import tomllib
from pathlib import Path

from resfria_bot.sandbox.configuration import SECRET_NAME, organisation_toml
from resfria_bot.sandbox.municipality import SITES, build
from resfria_bot.sandbox.server import serve
from resfria_bot.settings import load


def test_it_names_the_tenant_that_is_served() -> None:
    tenant = build()
    with serve(tenant) as server:
        found = tomllib.loads(organisation_toml(server, "sqlite:///prov.db"))
        assert found["graph"]["base_url"] == server.base_url
        assert found["graph"]["authority"] == server.authority
    assert found["graph"]["client_secret_env"] == SECRET_NAME
    assert found["scope"]["group_id"] == tenant.scope_group_id
    assert found["bot"]["mailbox"] == tenant.bot_address
    assert [site["town"] for site in found["organisation"]["sites"]] == [site.town for site in SITES]
    assert found["database"]["url"] == "sqlite:///prov.db"


def test_the_program_accepts_it(tmp_path: Path) -> None:
    tenant = build()
    path = tmp_path / "resfria.toml"
    with serve(tenant) as server:
        path.write_text(organisation_toml(server, "sqlite:///prov.db"), encoding="utf-8")
    settings = load(path, {SECRET_NAME: tenant.client_secret})
    assert settings.organisation.name == tenant.name
    assert settings.graph.client_secret == tenant.client_secret
    assert settings.bot.mode == "convert"


def test_it_names_somebody_of_the_tenant_who_helps_and_a_guide(tmp_path: Path) -> None:
    tenant = build()
    path = tmp_path / "resfria.toml"
    with serve(tenant) as server:
        path.write_text(organisation_toml(server, "sqlite:///prov.db"), encoding="utf-8")
    support = load(path, {SECRET_NAME: tenant.client_secret}).support
    helper = tenant.directory.user(support.address)
    assert helper is not None
    assert support.name == helper.name
    assert support.guide_url.startswith("https://alvdala.example/")


def test_a_tenant_where_nobody_helps_gets_a_configuration_too(tmp_path: Path) -> None:
    tenant = build()
    tenant.support_address = ""
    path = tmp_path / "resfria.toml"
    with serve(tenant) as server:
        path.write_text(organisation_toml(server, "sqlite:///prov.db"), encoding="utf-8")
    assert load(path, {SECRET_NAME: tenant.client_secret}).support.name == ""


def test_it_names_a_group_for_each_role_of_the_pages_with_somebody_in_it(tmp_path: Path) -> None:
    tenant = build(share=0.1)
    path = tmp_path / "resfria.toml"
    with serve(tenant) as server:
        path.write_text(organisation_toml(server, "sqlite:///prov.db"), encoding="utf-8")
    roles = load(path, {SECRET_NAME: tenant.client_secret}).web.roles
    assert sorted(role.role for role in roles) == ["it", "manager", "organisation", "support"]
    assert all(tenant.directory.members(tenant.directory.groups[role.group_id]) for role in roles)
    assert [role.departments for role in roles if role.departments] == [("Bildningsförvaltningen",)]
