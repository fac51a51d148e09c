"""`init`: a configuration to begin with, and scripts with exactly the permissions that it needs."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from resfria_bot import settings
from resfria_bot.errors import ConfigError
from resfria_bot.graph import permissions
from resfria_bot.setup import answers, configuration, scripts
from tests.flow.world import BOT, GROUP, SECRET, World, small_tenant

ROOT = Path(__file__).parent.parent
#: Written from Microsoft's reference of each module, not from the scripts: what a cmdlet may be given here.
CMDLETS = {
    "Add-MgApplicationPassword": {"ApplicationId", "PasswordCredential"},
    "Connect-ExchangeOnline": {"ShowBanner"},
    "Connect-MgGraph": {"TenantId", "Scopes", "NoWelcome"},
    "Format-Table": set(),
    "Get-Date": set(),
    "Get-Mailbox": {"Identity"},
    "Get-ManagementRoleAssignment": {"Identity", "ErrorAction"},
    "Get-ManagementScope": {"Identity", "ErrorAction"},
    "Get-MgApplication": {"Filter"},
    "Get-MgServicePrincipal": {"Filter"},
    "Get-MgServicePrincipalAppRoleAssignment": {"ServicePrincipalId"},
    "Get-Recipient": {"Filter"},
    "Get-ServicePrincipal": {"Identity", "ErrorAction"},
    "New-ManagementRoleAssignment": {"Name", "App", "Role", "CustomResourceScope"},
    "New-ManagementScope": {"Name", "RecipientRestrictionFilter"},
    "New-MgApplication": {"DisplayName", "SignInAudience"},
    "New-MgServicePrincipal": {"AppId"},
    "New-MgServicePrincipalAppRoleAssignment": {"ServicePrincipalId", "PrincipalId", "ResourceId", "AppRoleId"},
    "New-ServicePrincipal": {"AppId", "ObjectId", "DisplayName"},
    "Out-Null": set(),
    "Select-Object": {"First"},
    "Test-ServicePrincipalAuthorization": {"Identity", "Resource"},
    "Update-MgApplication": {"ApplicationId", "Web", "GroupMembershipClaims"},
    "Where-Object": set(),
    "Write-Output": set(),
}
OPERATORS = {"eq", "not", "and", "contains"}
PAIRS = {")": "(", "]": "[", "}": "{"}
#: Roles of RBAC for Applications, by Microsoft's list.
ROLES = {
    f"Application {name}"
    for name in (
        "Mail.Read",
        "Mail.ReadBasic",
        "Mail.ReadWrite",
        "Mail.Send",
        "MailboxSettings.Read",
        "MailboxSettings.ReadWrite",
        "Calendars.Read",
        "Calendars.ReadWrite",
        "Contacts.Read",
        "Contacts.ReadWrite",
    )
}


def _init(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "resfria_bot", "init", *arguments]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def _loaded(text: str, folder: Path) -> settings.Settings:
    path = folder / "resfria.toml"
    path.write_text(text, encoding="utf-8")
    return settings.load(path, {"RESFRIA_CLIENT_SECRET": "s"})


def _written(folder: Path, **given: str) -> dict[str, str]:
    values = answers.collected(given, None, takes_defaults=True)
    text = configuration.written({**values, "graph.client_secret_env": "RESFRIA_CLIENT_SECRET"})
    return dict(scripts.written(_loaded(text, folder)))


def test_what_init_writes_passes_the_check_once_the_ids_are_filled_in(tmp_path: Path) -> None:
    with small_tenant(tmp_path) as world:
        done = _init(tmp_path, "new/resfria.toml", *_options(world))
        assert done.returncode == 0, done.stderr
        environment = {
            "RESFRIA_CLIENT_SECRET": world.tenant.client_secret,
            "RESFRIA_GRAPH__AUTHORITY": world.server.authority,
            "RESFRIA_GRAPH__BASE_URL": world.server.base_url,
        }
        command = [sys.executable, "-m", "resfria_bot", "--config", "new/resfria.toml", "check"]
        checked = subprocess.run(
            command, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, timeout=60
        )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert SECRET not in (tmp_path / "new" / "resfria.toml").read_text("utf-8")


def _options(world: World) -> list[str]:
    given = {
        "name": "Kungälvs kommun",
        "domain": "kommun.example",
        "tenant": world.tenant.tenant_id,
        "client": world.tenant.client_id,
        "group": GROUP,
        "mailbox": BOT,
        "mode": "convert",
    }
    return [part for name, value in given.items() for part in (f"--{name}", value)]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "resfria.toml").write_text("mine")
    done = _init(tmp_path, "--yes")
    assert done.returncode == 2
    assert "would be overwritten" in done.stderr
    assert (tmp_path / "resfria.toml").read_text() == "mine"
    assert not (tmp_path / "resfria-setup").exists()


def test_without_a_terminal_it_names_the_options_instead_of_waiting(tmp_path: Path) -> None:
    done = _init(tmp_path)
    assert done.returncode == 2
    assert re.findall(r"(--[a-z-]+) is missing", done.stderr) == [
        "--name",
        "--domain",
        "--tenant",
        "--group",
        "--mailbox",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    done = _init(tmp_path, "--yes", "--mode", "everything")
    assert done.returncode == 2
    assert '--mode should be one of "observe", "suggest", "convert"' in done.stderr


def test_a_terminal_is_asked_until_the_answer_fits() -> None:
    told = iter(["Ale kommun", "", "ale.example", "en", "t", "c", "g", "no address", "bot@ale.example", "", "", ""])
    heard: list[str] = []

    def ask(text: str) -> str:
        heard.append(text)
        return next(told)

    found = answers.collected({}, ask, takes_defaults=False)
    assert found["organisation.domains"] == ("organisation.example",)
    assert found["organisation.name"] == "Ale kommun"
    assert any(text.startswith("That should be") for text in heard)


def test_the_default_mailbox_is_in_the_domain_that_was_given() -> None:
    found = answers.collected({"domain": "ale.example,ale.test"}, None, takes_defaults=True)
    assert found["bot.mailbox"] == "resfritt@ale.example"


def test_every_key_stands_in_the_file_with_what_it_means(tmp_path: Path) -> None:
    text = configuration.written({"bot.mode": "observe"})
    lines = text.splitlines()
    for entry in settings.KEYS:
        assert any(line.startswith(f"# {entry.key.sentence}") for line in lines), entry.name
    assert [line for line in lines if line and not line.startswith(("#", "["))] == ['mode = "observe"']


def test_each_default_in_a_comment_is_toml() -> None:
    lines = [line.removeprefix("# ") for line in configuration.written({}).splitlines()]
    defaults = [line for line in lines if re.match(r"\w+ = (?!…)", line)]
    read = [list(tomllib.loads(line)) for line in defaults]
    assert read == [[line.partition(" ")[0]] for line in defaults]
    assert ["grace_minutes"] in read


@pytest.mark.parametrize("mode", ["observe", "suggest", "convert"])
@pytest.mark.parametrize("alerts", ["", "it@kommun.example"])
def test_the_scripts_grant_exactly_what_is_needed(tmp_path: Path, mode: str, alerts: str) -> None:
    files = _written(tmp_path, mode=mode, alerts=alerts)
    features = {permissions.ALERTS} if alerts else set()
    features |= {permissions.REPLIES} if mode != "observe" else set()
    needs = permissions.needs(mode, frozenset(features))
    granted = re.findall(
        r"New-ManagementRoleAssignment .* -Role '([^']+)' -CustomResourceScope '([^']+)'", files["2-scope.ps1"]
    )
    scopes = {permissions.Where.MEMBERS: "resfria-bot members", permissions.Where.BOT: "resfria-bot mailbox"}
    assert sorted(granted) == sorted((need.role, scopes[need.where]) for need in needs if need.role)
    assert {role for role, _ in granted} <= ROLES
    for name in ("1-register.ps1", "1-register.sh"):
        (line,) = re.findall(r"^\$?permissions ?= ?@?\((.*)\)$", files[name], re.MULTILINE)
        assert re.findall(r"'([^']+)'", line) == ["GroupMember.Read.All", "User.Read.All"]


def test_no_script_consents_to_a_mailbox_permission_in_entra(tmp_path: Path) -> None:
    files = _written(tmp_path, mode="convert", alerts="it@kommun.example")
    for name in ("1-register.ps1", "1-register.sh"):
        assert not re.search(r"Calendars\.|Mail\.|MailboxSettings", files[name])
    assert "direct members of the group only" in files["2-scope.ps1"]


@pytest.mark.parametrize("name", ["1-register.ps1", "2-scope.ps1"])
def test_powershell_uses_only_cmdlets_and_parameters_that_there_are(tmp_path: Path, name: str) -> None:
    script = _written(tmp_path, mode="convert", alerts="o'it@kommun.example", public_url="https://r.example")[name]
    code = _without_texts(script)
    words = re.findall(r"(?<![\w$.])([A-Z][a-z]+-[A-Z]\w+)((?:[^\n|;{}]|\{(?=[^\n]*\}))*)", code)
    assert words
    for cmdlet, rest in words:
        own = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", rest)  # what stands in brackets is another command's
        given = set(re.findall(r"(?<!\w)-([A-Za-z]+)", own)) - OPERATORS
        assert cmdlet in CMDLETS, cmdlet
        assert given <= CMDLETS[cmdlet], (cmdlet, given)


@pytest.mark.parametrize("name", ["1-register.ps1", "2-scope.ps1"])
def test_powershell_closes_what_it_opens(tmp_path: Path, name: str) -> None:
    script = _written(tmp_path, mode="convert", public_url="https://r.example")[name]
    opened: list[str] = []
    for sign in _without_texts(script):
        if sign in PAIRS.values():
            opened.append(sign)
        elif sign in PAIRS:
            assert opened.pop() == PAIRS[sign]
    assert opened == []


def test_a_text_with_a_quote_stays_a_text(tmp_path: Path) -> None:
    files = _written(tmp_path, mailbox="o'brien@kommun.example")
    assert "$botMailbox = 'o''brien@kommun.example'" in files["2-scope.ps1"]
    assert scripts.shell_quoted("a'b") == "'a'\"'\"'b'"


def test_the_shell_understands_its_script(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash
    for public_url in ("", "https://r.example"):
        script = _written(tmp_path, public_url=public_url)["1-register.sh"]
        done = subprocess.run([bash, "-n"], input=script, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_mode_that_does_not_fit_is_refused_by_the_questions() -> None:
    with pytest.raises(ConfigError, match="--mode should be"):
        answers.collected({"mode": "x"}, None, takes_defaults=True)


def _without_texts(script: str) -> str:
    """The code alone: comments and texts gone, after a look that every text ends on its line."""
    lines = []
    for line in script.splitlines():
        code = "" if line.lstrip().startswith("#") else re.sub(r"'(?:[^']|'')*'", "''", _plain(line))
        assert code.count("'") % 2 == 0, line
        assert '"' not in code, line
        lines.append(code)
    return "\n".join(lines)


def _plain(line: str) -> str:
    """The line with each expandable text replaced by the expressions in it."""

    def expressions(found: re.Match[str]) -> str:
        return "''" + "".join(re.findall(r"\$\([^()]*\)", found[0]))

    return re.sub(r'"[^"]*"', expressions, line)
