"""What whoever watches the program can see: health, figures, and the names of what is logged."""

import ast
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from resfria_bot.errors import ConfigError
from resfria_bot.logbook import MEANINGS, Entry
from resfria_bot.run.listener import listening
from resfria_bot.run.shift import timed_cycle
from resfria_bot.web import metrics, watching
from tests.flow.world import BOB, BOT, World

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "config" / "deploy"


@contextmanager
def asked(world: World) -> Iterator[str]:
    """The daemon's own listener; gives its address."""
    with world.opened() as opened:
        routes = watching.routes(lambda: opened.settings, lambda: opened.desk.database, lambda: world.now)
        with listening("127.0.0.1", 0, routes) as port:
            yield f"http://127.0.0.1:{port}"


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _values(text: str) -> dict[tuple[str, str], float]:
    """Each figure by its name and the value of its label."""
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _cycle(world: World) -> None:
    with world.opened() as opened:
        timed_cycle(opened, world.now)


def test_it_is_alive_before_it_is_ready(world: World) -> None:
    with asked(world) as address:
        assert _get(f"{address}/healthz") == (200, "alive\n")
        assert _get(f"{address}/readyz") == (503, "no cycle has been completed yet\n")


def test_it_is_ready_after_a_cycle_and_no_longer_after_three_intervals(world: World) -> None:
    _cycle(world)
    with asked(world) as address:
        assert _get(f"{address}/readyz")[0] == 200
        world.pass_time(world.later(minutes=44))
        assert _get(f"{address}/readyz")[0] == 200
        world.pass_time(world.later(minutes=2))
        status, sentence = _get(f"{address}/readyz")
    assert status == 503
    assert "46 minutes ago" in sentence


def test_the_figures_tell_what_the_last_cycle_did(world: World) -> None:
    world.plan()
    world.server.faults.deny(BOB)
    _cycle(world)
    world.pass_time(world.later(hours=1))
    with asked(world) as address:
        values = _values(_get(f"{address}/metrics")[1])
    assert values["resfria_cycle_mailboxes", "read"] == 3
    assert values["resfria_cycle_mailboxes", "out_of_scope"] == 1
    assert values["resfria_questions", "sent"] == 1
    assert values["resfria_cases", "asked"] == 1
    assert values["resfria_cases", "converted"] == 0
    assert values["resfria_cycle_requests", ""] > 0
    assert 0 < values["resfria_cycle_duration_seconds", ""] < 60
    assert values["resfria_queue_age_seconds", ""] == 0
    assert values["resfria_database_up", ""] == 1
    assert world.now.timestamp() - values["resfria_last_cycle_timestamp_seconds", ""] == pytest.approx(3600, abs=60)


def test_the_wait_of_the_oldest_case_in_the_queue_is_told(world: World) -> None:
    world.mode = "observe"
    world.plan()
    _cycle(world)
    world.pass_time(world.later(days=2))
    with asked(world) as address:
        assert _values(_get(f"{address}/metrics")[1])["resfria_queue_age_seconds", ""] == 2 * 86_400


def test_throttling_is_counted(world: World) -> None:
    world.server.faults.throttle(times=2, retry_after="0.01")
    _cycle(world)
    with asked(world) as address:
        assert _values(_get(f"{address}/metrics")[1])["resfria_cycle_throttled", ""] == 2


def test_no_label_holds_a_person_or_a_department(world: World) -> None:
    world.plan()
    _cycle(world)
    with asked(world) as address:
        text = _get(f"{address}/metrics")[1]
    assert "@" not in text
    assert BOT.partition("@")[0] not in text
    assert "Skola" not in text
    assert {name for name, _ in _values(text)} <= metrics.METRICS.keys()


def test_a_database_that_is_gone_is_told_and_does_not_break_the_page(world: World) -> None:
    with asked(world) as address:
        (world.folder / "resfria.db").rename(world.folder / "elsewhere.db")
        status, text = _get(f"{address}/metrics")
        assert _get(f"{address}/readyz")[0] == 503
    assert status == 200
    assert _values(text)["resfria_database_up", ""] == 0


def test_what_is_not_there_is_not_found(world: World) -> None:
    with asked(world) as address:
        assert _get(f"{address}/nothing")[0] == 404


def test_a_port_that_is_taken_is_one_sentence(world: World) -> None:
    with asked(world) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(ConfigError, match=r"daemon\.listen_port"), listening("127.0.0.1", port, {}):
            pass


def test_a_standby_is_alive_and_not_ready(world: World) -> None:
    with world.opened() as opened:
        routes = watching.routes(lambda: opened.settings, lambda: None, lambda: world.now)
    assert routes["/healthz"]().status == 200
    assert routes["/readyz"]().status == 503


def test_a_broken_off_cycle_is_counted_as_such(world: World) -> None:
    _cycle(world)
    world.tenant.directory.groups.clear()
    with world.opened() as opened:
        for _ in range(2):
            with pytest.raises(Exception, match=r"scope\.group_id"):
                opened.cycle(world.now + timedelta(minutes=15))
    with asked(world) as address:
        values = _values(_get(f"{address}/metrics")[1])
    assert (values["resfria_cycles", "completed"], values["resfria_cycles", "broken_off"]) == (1, 2)


@pytest.mark.parametrize("name", ["alerts.yml", "dashboard.json"])
def test_alert_rules_and_dashboard_ask_for_figures_that_there_are(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    expressions = re.findall(r'(?:expr: |"expr": ")(.*)', text)
    assert expressions
    used = {found for expression in expressions for found in re.findall(r"resfria_\w+", expression)}
    assert used
    assert used <= metrics.METRICS.keys()


def test_every_figure_is_on_the_dashboard() -> None:
    board = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))
    shown = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    assert [name for name in metrics.METRICS if name not in shown] == []


def test_every_event_that_is_logged_is_in_the_logbook() -> None:
    """Whoever watches the logs relies on the names: each call names one, and each one has a meaning."""
    assert MEANINGS.keys() == set(Entry)
    unnamed = []
    for path in sorted((ROOT / "resfria_bot").rglob("*.py")):
        for call in _log_calls(ast.parse(path.read_text("utf-8"))):
            argument = ast.unparse(call.args[0])
            if argument != "entry" and "Entry." not in argument:
                unnamed.append(f"{path.name}:{call.lineno}")
    assert unnamed == []


def _log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    levels = ("debug", "info", "warning", "error", "exception", "critical")
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner = ast.unparse(node.func.value)
        if node.func.attr in levels and ("log" in owner.lower() or "get_logger" in owner):
            yield node
