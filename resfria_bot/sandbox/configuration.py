"""A configuration with which the bot runs against the sandbox."""

import json

from resfria_bot.sandbox.directory import Group, Site
from resfria_bot.sandbox.server import Server
from resfria_bot.sandbox.tenant import Tenant

#: The environment variable that the configuration names for the client secret; its value is `Tenant.client_secret`.
SECRET_NAME = "RESFRIA_CLIENT_SECRET"  # noqa: S105 - a name, not a secret


def organisation_toml(server: Server, database_url: str) -> str:
    """The whole configuration (TOML) for the tenant that the server serves, with the bot's records at that address."""
    tenant = server.tenant
    parts = [
        "[organisation]",
        f"name = {_text(tenant.name)}",
        f"domains = {_texts(tenant.domains)}",
        'language = "sv"',
        'time_zone = "Europe/Stockholm"',
        *(line for site in tenant.sites for line in _site(site)),
        "",
        "[graph]",
        f"tenant_id = {_text(tenant.tenant_id)}",
        f"client_id = {_text(tenant.client_id)}",
        f"client_secret_env = {_text(SECRET_NAME)}",
        f"authority = {_text(server.authority)}",
        f"base_url = {_text(server.base_url)}",
        "",
        "[scope]",
        f"group_id = {_text(tenant.scope_group_id)}",
        "",
        "[bot]",
        f"mailbox = {_text(tenant.bot_address)}",
        'mode = "convert"',
        "horizon_days = 60",
        "grace_minutes = 15",
        "",
        "[nudges]",
        "holdout_percent = 0",
        "open_per_person = 1",
        "per_person_per_week = 1",
        "lead_working_days = 3",
        "settle_minutes = 30",
        "outside_hosts = true",
        "",
        *_support(tenant),
        *(line for group in tenant.directory.groups.values() if group.role for line in _role(group)),
        "[database]",
        f"url = {_text(database_url)}",
    ]
    return "\n".join(parts) + "\n"


def _support(tenant: Tenant) -> list[str]:
    user = tenant.directory.user(tenant.support_address)
    if user is None:
        return []
    guide = f"https://{tenant.domains[0]}/distansmoten"
    return [
        "[support]",
        f"name = {_text(user.name)}",
        f"address = {_text(user.address)}",
        f"guide_url = {_text(guide)}",
        "",
    ]


def _role(group: Group) -> list[str]:
    departments = [f"departments = {_texts(group.departments)}"] if group.role == "manager" else []
    return ["[[web.roles]]", f"role = {_text(group.role)}", f"group_id = {_text(group.id)}", *departments, ""]


def _site(site: Site) -> list[str]:
    return [
        "",
        "[[organisation.sites]]",
        f"name = {_text(site.name)}",
        f"address = {_text(site.address)}",
        f"town = {_text(site.town)}",
        f"latitude = {site.latitude}",
        f"longitude = {site.longitude}",
        f"aliases = {_texts(site.aliases)}",
        f"rooms = {_texts(site.rooms)}",
    ]


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"
