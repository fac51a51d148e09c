"""What is handed to those who install: units, image, manifests and the Windows instructions agree with the program."""

import configparser
import importlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from resfria_bot import settings
from resfria_bot.arguments import parser

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "config" / "deploy"
UNITS = ("resfria.service", "resfria-web.service")
LOCKED = (
    "NoNewPrivileges",
    "PrivateTmp",
    "PrivateDevices",
    "ProtectHome",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectControlGroups",
    "RestrictNamespaces",
    "RestrictSUIDSGID",
    "LockPersonality",
    "MemoryDenyWriteExecute",
)
VARIABLES = {entry.variable for entry in settings.KEYS} | {"RESFRIA_CONFIG"}


class _Repeated(dict[str, Any]):
    """A section of a unit, in which a key may stand several times: its values are joined by lines."""

    def __setitem__(self, key: str, value: Any) -> None:
        if isinstance(value, list) and key in self:
            value = [*self[key], *value]
        super().__setitem__(key, value)


def _unit(name: str) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(
        dict_type=_Repeated, strict=False, delimiters=("=",), comment_prefixes=("#",), empty_lines_in_values=False
    )
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((DEPLOY / "systemd" / name).read_text("utf-8"))
    return found


def _known(arguments: list[str]) -> str:
    """The command that these arguments are for; ends the test where they are no right usage."""
    return str(parser().parse_args(arguments).command)


def _is_known(variable: str) -> bool:
    return variable.removesuffix("_FILE") in VARIABLES | {"RESFRIA_CLIENT_SECRET", "RESFRIA_KEYS"}


@pytest.mark.parametrize(("name", "command"), [("resfria.service", "daemon"), ("resfria-web.service", "web")])
def test_a_unit_starts_a_command_that_there_is_under_lock(name: str, command: str) -> None:
    service = _unit(name)["Service"]
    program, *arguments = shlex.split(service["ExecStart"])
    assert program.endswith("/resfria-bot")
    assert _known(arguments) == command
    assert service["User"] not in ("", "root")
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert [key for key in LOCKED if service.get(key) != "yes"] == []
    names = [line.partition("=")[0] for line in service["Environment"].splitlines()]
    assert len(names) == 3
    assert [each for each in names if not _is_known(each)] == []


def test_the_daemon_tells_systemd_that_it_lives_and_takes_a_reload() -> None:
    service = _unit("resfria.service")["Service"]
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) > 0
    assert "HUP" in service["ExecReload"]
    assert int(service["TimeoutStopSec"]) > 10
    assert service["RestartPreventExitStatus"] == "2"


@pytest.mark.parametrize("name", UNITS)
def test_systemd_itself_finds_no_fault_where_it_is_installed(name: str, tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / name).read_text("utf-8")
    assert text.count("[Service]") == 1
    analyze = shutil.which("systemd-analyze")
    if analyze:
        copy = tmp_path / name
        copy.write_text(text.replace("/opt/resfria/bin/resfria-bot", "/bin/true"), encoding="utf-8")
        done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_image_is_pinned_locked_and_runs_as_nobody() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    bases = [rest.split()[0] for word, rest in lines if word == "FROM"]
    assert len(set(bases)) == 1
    assert re.search(r":\d+\.\d+\.\d+-", bases[0])
    assert any("--constraint config/requirements.lock" in rest for word, rest in lines if word == "RUN")
    for word, rest in lines:
        if word == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1])
    (user,) = [rest for word, rest in lines if word == "USER"]
    assert int(user.partition(":")[0]) > 0
    (entry,) = [re.findall(r'"([^"]+)"', rest) for word, rest in lines if word == "ENTRYPOINT"]
    (command,) = [re.findall(r'"([^"]+)"', rest) for word, rest in lines if word == "CMD"]
    assert _known([*entry[1:], *command]) == "daemon"


@pytest.fixture(scope="module")
def manifests() -> dict[str, Any]:
    """By kind."""
    yaml = importlib.import_module("yaml")  # without types
    text = (DEPLOY / "kubernetes" / "resfria.yaml").read_text("utf-8")
    return {document["kind"]: document for document in yaml.safe_load_all(text)}


def test_the_manifests_are_those_that_it_takes(manifests: dict[str, Any]) -> None:
    kinds = {"ConfigMap", "PersistentVolumeClaim", "Deployment", "Service", "NetworkPolicy"}
    assert set(manifests) == kinds
    for document in manifests.values():
        assert {"apiVersion", "kind", "metadata"} <= document.keys()
        assert document["metadata"]["labels"] == {"app.kubernetes.io/name": "resfria"}


def test_the_configuration_in_the_manifests_loads(manifests: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "resfria.toml"
    path.write_text(manifests["ConfigMap"]["data"]["resfria.toml"], encoding="utf-8")
    key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    loaded = settings.load(path, {"RESFRIA_CLIENT_SECRET": "s", "RESFRIA_KEYS": key})
    (daemon, web) = manifests["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert daemon["ports"][0]["containerPort"] == loaded.daemon.listen_port
    assert web["ports"][0]["containerPort"] == loaded.web.port


def test_each_container_is_locked_probed_and_started_with_a_command_that_there_is(manifests: dict[str, Any]) -> None:
    pod = manifests["Deployment"]["spec"]["template"]["spec"]
    volumes = {volume["name"] for volume in pod["volumes"]}
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert pod["terminationGracePeriodSeconds"] > 10
    for container in pod["containers"]:
        assert _known(container["args"]) == container["name"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert [entry["name"] for entry in container["env"] if not _is_known(entry["name"])] == []
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
        ports = {port["name"] for port in container["ports"]}
        probes = [probe for name, probe in container.items() if name.endswith("Probe")]
        assert {"livenessProbe"} <= container.keys()
        assert {probe["httpGet"]["path"] for probe in probes} == {"/healthz"}
        assert {probe["httpGet"]["port"] for probe in probes} <= ports


def test_a_late_cycle_does_not_take_the_pages_away(manifests: dict[str, Any]) -> None:
    (daemon, web) = manifests["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert "readinessProbe" not in daemon
    assert "readinessProbe" in web


def test_one_daemon_works_at_a_time(manifests: dict[str, Any]) -> None:
    spec = manifests["Deployment"]["spec"]
    assert (spec["replicas"], spec["strategy"]["type"]) == (1, "Recreate")


def test_the_network_lets_in_pages_and_figures_and_out_names_and_https(manifests: dict[str, Any]) -> None:
    policy = manifests["NetworkPolicy"]["spec"]
    assert policy["podSelector"] == manifests["Deployment"]["spec"]["selector"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert [rule["ports"][0]["port"] for rule in policy["ingress"]] == [8300, 8301]
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 443}


def test_the_windows_service_is_started_with_a_command_that_there_is() -> None:
    text = (DEPLOY / "windows" / "README.md").read_text("utf-8")
    (arguments,) = re.findall(r"nssm install resfria '[^']+\.exe' (.+)", text)
    assert _known(arguments.split()) == "daemon"
    assert [name for name in re.findall(r"\b(RESFRIA_\w+)=", text) if not _is_known(name)] == []
