"""Scripts that register the application and open the mailboxes to it, with exactly the permissions it needs.

Two ways to register, PowerShell and the Azure CLI, and one to open mailboxes, since only Exchange can limit that. They
only add: what is there already is used, so that a script that broke off can be run again.
"""

from collections.abc import Iterator, Mapping
from importlib import resources
from string import Template

from resfria_bot import app
from resfria_bot.graph import permissions
from resfria_bot.graph.permissions import Need
from resfria_bot.settings import Settings
from resfria_bot.setup import exchange

#: Names of the scripts, in the order in which they are read.
REGISTER, REGISTER_BASH, SCOPE, README = "1-register.ps1", "1-register.sh", "2-scope.ps1", "README.txt"


def written(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each file: its name, and its text."""
    needs = permissions.needs(app.rollout(settings).furthest, app.feature_permissions(settings))
    values = _values(settings, needs)
    for name in (README, REGISTER, REGISTER_BASH, SCOPE):
        template = Template((resources.files("resfria_bot.setup") / "templates" / name).read_text("utf-8"))
        yield name, template.substitute(values)


def _values(settings: Settings, needs: tuple[Need, ...]) -> Mapping[str, str]:
    entra = sorted({need.permission for need in needs if not need.role})
    public = settings.web.public_url
    return {
        "tenant": quoted(settings.graph.tenant_id),
        "tenant_sh": shell_quoted(settings.graph.tenant_id),
        "client": quoted(settings.graph.client_id),
        "group": quoted(settings.scope.group_id),
        "mailbox": quoted(settings.bot.mailbox),
        "mode": app.rollout(settings).furthest,
        "redirect": quoted(f"{public}/sign-in/done" if public else ""),
        "redirect_sh": shell_quoted(f"{public}/sign-in/done" if public else ""),
        "permissions": ", ".join(quoted(name) for name in entra),
        "permissions_sh": " ".join(shell_quoted(name) for name in entra),
        "permissions_list": ", ".join(entra),
        "scopes": "\n".join(_existing(line) for line in exchange.scopes(needs)),
        "assignments": "\n".join(_existing(line) for line in exchange.assignments(needs)),
        "direct": "\n".join(f"# {line}" for line in exchange.DIRECT_MEMBERS),
        "table": "\n".join(f"  {n.permission}: {n.where} ({n.why})" for n in needs),
    }


def quoted(text: str) -> str:
    """A literal text of PowerShell."""
    return "'" + text.replace("'", "''") + "'"


def shell_quoted(text: str) -> str:
    """A literal text of the shell."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _existing(line: str) -> str:
    """The line, unless what it makes is there already: `New-X -Name 'N' …` asks `Get-X -Identity 'N'` first."""
    verb, _, rest = line.partition(" ")
    if not verb.startswith("New-"):
        return line
    name = rest.removeprefix("-Name ").split("' ")[0] + "'"
    look = f"Get-{verb.removeprefix('New-')} -Identity {name} -ErrorAction SilentlyContinue"
    return f"if (-not ({look})) {{\n    {line}\n}}"
