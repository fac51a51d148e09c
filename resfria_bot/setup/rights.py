"""The least permissions of a configuration, printed for whoever grants them."""

from collections.abc import Iterator

from resfria_bot import app, show
from resfria_bot.graph import permissions
from resfria_bot.graph.permissions import Need
from resfria_bot.settings import Settings
from resfria_bot.setup import exchange

_HEADER = ("when", "permission", "granted in", "for", "why")
_ENTRA, _EXCHANGE = "Entra", "Exchange"


def printed(settings: Settings) -> str:
    """What this configuration needs, how to grant it, and what every mode and feature needs. Contacts nobody."""
    mode, features = app.rollout(settings).furthest, app.feature_permissions(settings)
    needs = permissions.needs(mode, features)
    switched = [when for when, need in permissions.catalogue() if need.permission in features and "." in when]
    head = f"The least permissions for mode {mode}" + (f" with {', '.join(switched)}" if switched else "")
    lines = [f"{head}:", "", show.table(_HEADER[1:], (row(need) for need in needs))]
    lines += ["", *commands(needs, settings)]
    every = ((when, *row(need)) for when, need in permissions.catalogue())
    return "\n".join([*lines, "", "Every mode and feature:", "", show.table(_HEADER, every)])


def row(need: Need) -> tuple[str, str, str, str]:
    """Permission, where it is granted, for whom, why."""
    return need.permission, _EXCHANGE if need.role else _ENTRA, need.where, need.why


def commands(needs: tuple[Need, ...], settings: Settings) -> Iterator[str]:
    """What to type, in this order."""
    tenant_wide = sorted({need.permission for need in needs if not need.role})
    yield f"In Entra, as application permissions with admin consent, only these: {', '.join(tenant_wide)}."
    yield "A mailbox permission consented to there opens every mailbox, whatever Exchange says: grant those there,"
    yield "after Connect-ExchangeOnline:"
    yield ""
    yield f"  $appId = '{settings.graph.client_id or 'APPLICATION (CLIENT) ID'}'"
    yield "  $ServicePrincipalId = 'OBJECT ID OF THE ENTERPRISE APPLICATION'"
    yield f"  $groupId = '{settings.scope.group_id or 'OBJECT ID OF THE GROUP'}'"
    yield f"  $botMailbox = '{settings.bot.mailbox or 'MAILBOX OF THE BOT'}'"
    yield "  New-ServicePrincipal -AppId $appId -ObjectId $ServicePrincipalId -DisplayName 'resfria-bot'"
    yield from (f"  {line}" for line in (*exchange.scopes(needs), *exchange.assignments(needs)))
    yield "  Test-ServicePrincipalAuthorization -Identity $ServicePrincipalId -Resource $botMailbox"
    yield ""
    yield from exchange.DIRECT_MEMBERS
