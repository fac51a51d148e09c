"""The command, as it is typed: exit codes, what stands on stdout, and one sentence for each trouble."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flow.world import ALICE, BOT, CAROL, MEETING, MONDAY, SECRET, World, small_tenant


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A small tenant with a configuration file for it."""
    with small_tenant(tmp_path) as made:
        with made.opened():
            pass
        yield made


def _bot(
    *arguments: str, config: Path | None = None, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    where = ["--config", str(config)] if config else []
    return subprocess.run(
        [sys.executable, "-m", "resfria_bot", *where, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {SECRET: "sandbox-secret"} | environment,
        check=False,
    )


def test_a_run_prints_its_report_as_json_and_nothing_else(world: World) -> None:
    world.plan()
    done = _bot("run", "--json", "--now", MONDAY.isoformat(), config=world.folder / "resfria.toml")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["nudges"]["sent"] == 1
    assert report["mailboxes"] == {"read": 4, "unchanged": 1, "failed": 0, "out_of_scope": 0}
    assert report["requests"] > 0


def test_a_run_names_rights_that_it_has_no_use_for_and_runs(world: World) -> None:
    world.tenant.permissions.add("Directory.ReadWrite.All")
    done = _bot("--log", "json", "run", "--json", "--now", MONDAY.isoformat(), config=world.folder / "resfria.toml")
    (line,) = [line for each in done.stderr.splitlines() if (line := json.loads(each))["event"] == "more_rights"]
    assert done.returncode == 0
    assert "Directory.ReadWrite.All" in line["permissions"]


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(world: World) -> None:
    world.plan()
    done = _bot("run", "--dry-run", "--now", MONDAY.isoformat(), config=world.folder / "resfria.toml")
    assert done.returncode == 0, done.stderr
    assert "would: send an invitation" in done.stdout
    assert world.questions() == []


def test_the_ledger_is_exported_with_the_fields_of_the_contract(world: World) -> None:
    world.plan()
    world.run()
    done = _bot("ledger", "export", config=world.folder / "resfria.toml")
    record = json.loads(done.stdout)
    assert record["state"] == "asked"
    assert record["organiser"] != ALICE
    assert {"meeting_id", "series_id", "department", "km_saved", "kg_co2e_saved", "converted_by"} <= record.keys()


def test_the_ledger_is_exported_as_csv_with_a_header(world: World) -> None:
    world.plan()
    world.run()
    header, record = _bot("ledger", "export", "--format", "csv", config=world.folder / "resfria.toml").stdout.split()
    assert header.startswith("meeting_id,series_id,organiser")
    assert ",asked," in record


def test_the_ledger_is_exported_as_a_spreadsheet(world: World) -> None:
    world.plan()
    world.run()
    path = world.folder / "ledger.xlsx"
    done = _bot("ledger", "export", "--format", "xlsx", "--output", str(path), config=world.folder / "resfria.toml")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes()[:2] == b"PK"


def _held(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    world.run(at=MEETING + timedelta(hours=3))


def test_a_report_sums_what_was_held(world: World) -> None:
    _held(world)
    period = ("--from", "2027-02-01", "--to", "2027-02-28")
    done = _bot("report", *period, "--by", "department", "--format", "json", config=world.folder / "resfria.toml")
    (line,) = json.loads(done.stdout)
    assert (line["group"], line["held"], line["converted"]) == ("Skola", 1, 0)
    assert line["hours_saved"] > 9


def test_a_report_is_a_table_in_the_language_of_the_organisation(world: World) -> None:
    _held(world)
    done = _bot("report", "--from", "2027-02-01", "--to", "2027-02-28", config=world.folder / "resfria.toml")
    assert " mil" in done.stdout
    assert " kr" in done.stdout


def test_a_report_with_its_dates_the_wrong_way_round_is_wrong_usage(world: World) -> None:
    done = _bot("report", "--from", "2027-02-28", "--to", "2027-02-01", config=world.folder / "resfria.toml")
    assert done.returncode == 2
    assert "--from" in done.stderr


def test_names_in_the_ledger_need_the_configuration_to_allow_them(world: World) -> None:
    world.plan()
    world.run()
    config = world.folder / "resfria.toml"
    hidden = _bot("ledger", "export", "--named", config=config)
    shown = _bot("ledger", "export", "--named", config=config, RESFRIA_LEDGER__ALLOW_NAMED="true")
    assert json.loads(hidden.stdout)["organiser"] != ALICE
    assert "ledger.allow_named" in hidden.stderr
    assert json.loads(shown.stdout)["organiser"] == ALICE


def test_a_check_of_a_sound_installation_is_all_green(world: World) -> None:
    done = _bot("check", config=world.folder / "resfria.toml")
    assert done.returncode == 0, done.stdout
    assert "BAD" not in done.stdout


def test_a_check_names_the_permission_that_is_missing(world: World) -> None:
    world.tenant.permissions.discard("Calendars.ReadWrite")
    done = _bot("check", config=world.folder / "resfria.toml")
    assert done.returncode == 1
    assert "BAD  permission Calendars.ReadWrite" in done.stdout


def test_a_check_is_red_where_no_calendar_allows_teams_and_green_where_some_do(world: World) -> None:
    users = [user for user in world.tenant.directory.users.values() if user.address != BOT]
    for user in users[1:]:
        user.has_teams = False
    some = _bot("check", config=world.folder / "resfria.toml")
    users[0].has_teams = False
    none = _bot("check", config=world.folder / "resfria.toml")
    assert "ok   online meetings: 1 of 3" in some.stdout
    assert "BAD  online meetings" in none.stdout


def test_a_check_with_a_wrong_secret_says_so_and_goes_no_further(world: World) -> None:
    done = _bot("check", config=world.folder / "resfria.toml", **{SECRET: "wrong"})
    assert done.returncode == 1
    assert "BAD  credential" in done.stdout


def test_a_wrong_secret_is_one_sentence_and_exit_code_1(world: World) -> None:
    done = _bot("run", config=world.folder / "resfria.toml", **{SECRET: "wrong"})
    assert done.returncode == 1
    assert "secret" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_host_that_does_not_answer_is_one_sentence_and_exit_code_1(world: World) -> None:
    world.server.close()
    done = _bot("run", config=world.folder / "resfria.toml")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_fault_in_the_configuration_names_its_key_and_is_exit_code_2(world: World) -> None:
    path = world.folder / "resfria.toml"
    path.write_text(path.read_text("utf-8").replace('mode = "convert"', 'mode = "converted"\nhorizon = 3'), "utf-8")
    done = _bot("run", config=path)
    assert done.returncode == 2
    assert "bot.mode" in done.stderr
    assert "bot.horizon_days" in done.stderr


def test_no_configuration_is_exit_code_2() -> None:
    done = _bot("run", RESFRIA_CONFIG="")
    assert done.returncode == 2
    assert "--config" in done.stderr


def test_assess_answers_each_line_in_order_and_a_bad_line_in_its_place(world: World) -> None:
    event = {
        "id": "1",
        "subject": "Styrgrupp",
        "start": {"dateTime": "2027-02-03T09:00:00.0000000", "timeZone": "Europe/Stockholm"},
        "end": {"dateTime": "2027-02-03T11:00:00.0000000", "timeZone": "Europe/Stockholm"},
        "location": {"displayName": "Stadshuset, Skövde"},
    }
    lines = [json.dumps(event), "no JSON", "[]", "{}", json.dumps(event | {"id": "2"})]
    done = _bot("assess", "-", config=world.folder / "resfria.toml", stdin="\n".join(lines) + "\n")
    first, second, third, fourth, last = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["flag"], first["place"]["name"]) == ("1", True, "Skövde")
    assert [second["line"], third["line"], fourth["line"]] == [2, 3, 4]
    assert last["id"] == "2"


def test_assess_explains_itself_to_people(world: World) -> None:
    event = {
        "start": {"dateTime": "2027-02-03T09:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2027-02-03T11:00:00", "timeZone": "UTC"},
        "location": {"displayName": "Stadshuset, Skövde"},
    }
    done = _bot("assess", "--explain", config=world.folder / "resfria.toml", stdin=json.dumps(event))
    assert "Skövde" in done.stdout


def test_the_configuration_may_be_named_after_the_command_too(world: World) -> None:
    done = _bot("ledger", "export", "--config", str(world.folder / "resfria.toml"))
    assert done.returncode == 0, done.stderr


def test_a_missing_file_is_one_sentence(world: World) -> None:
    done = _bot("assess", "nowhere.jsonl", config=world.folder / "resfria.toml")
    assert done.returncode == 1
    assert "nowhere.jsonl cannot be read" in done.stderr


def test_the_daemon_runs_a_cycle_at_once_and_stops_at_sigterm(world: World) -> None:
    world.plan()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "resfria_bot", "--log", "json", "daemon"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {SECRET: "sandbox-secret", "RESFRIA_CONFIG": str(world.folder / "resfria.toml")},
    )
    assert daemon.stderr is not None
    lines = iter(daemon.stderr.readline, "")
    assert any(json.loads(line)["event"] == "cycle_done" for line in lines)
    daemon.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert daemon.wait(timeout=10) == 0
    assert time.monotonic() - begun < 10
    daemon.stderr.close()


def test_runs_that_overlap_ask_nobody_twice(world: World) -> None:
    for number in range(8):
        world.plan(CAROL if number % 2 else ALICE, subject=f"Nätverk {number}")
    command = [sys.executable, "-m", "resfria_bot", "run", "--now", MONDAY.isoformat()]
    environment = os.environ | {SECRET: "sandbox-secret", "RESFRIA_CONFIG": str(world.folder / "resfria.toml")}
    runs = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]
    codes = sorted(run.wait(timeout=60) for run in runs)
    assert codes[0] == 0
    assert set(codes) <= {0, 1}
    assert (len(world.questions(ALICE)), len(world.questions(CAROL))) == (1, 1)


def test_a_rehearsal_leaves_no_database_where_there_was_none(tmp_path: Path) -> None:
    with small_tenant(tmp_path) as world:
        with world.opened(dry_run=True):
            pass
        world.plan()
        done = _bot("run", "--dry-run", "--now", MONDAY.isoformat(), config=world.folder / "resfria.toml")
    assert done.returncode == 0, done.stderr
    assert "would: send an invitation" in done.stdout
    assert list(tmp_path.glob("*.db*")) == []


def test_a_spreadsheet_can_be_redirected(world: World) -> None:
    path = world.folder / "ledger.xlsx"
    command = [sys.executable, "-m", "resfria_bot", "ledger", "export", "--format", "xlsx"]
    environment = os.environ | {SECRET: "sandbox-secret", "RESFRIA_CONFIG": str(world.folder / "resfria.toml")}
    with path.open("wb") as file:
        assert subprocess.run(command, env=environment, stdout=file, check=False, timeout=60).returncode == 0
    assert path.read_bytes()[:2] == b"PK"


def test_an_estimate_goes_by_the_organisations_own_figures(world: World) -> None:
    config = world.folder / "own.toml"
    own = "\n[travel]\nlabour_sek_per_hour = 1000\nsek_per_vehicle_km = 10\noccupancy = 1\noverrides_file = 'own.csv'\n"
    config.write_text((world.folder / "resfria.toml").read_text("utf-8") + own, "utf-8")
    (world.folder / "own.csv").write_text("from,to,km,minutes\nKungälv,Skövde,500,400\n", "utf-8")
    options = ("--from", "Kungälv", "--to", "Skövde", "--people", "4", "--json")
    (line,) = json.loads(_bot("estimate", *options, config=config).stdout)["lines"]
    assert (line["one_way_km"], line["vehicles"], line["wage_sek_h"], line["sek_per_vehicle_km"]) == (500, 4, 1000, 10)


@pytest.mark.parametrize(
    "arguments",
    [("sandbox", "--port", "99999"), ("sandbox", "--port", "-4"), ("run", "--now", "9999-12-31T00:00:00Z")],
)
def test_a_number_that_cannot_be_is_wrong_usage_and_no_traceback(arguments: tuple[str, ...]) -> None:
    done = _bot(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_one_sentence(world: World) -> None:
    done = _bot("sandbox", "--port", world.server.authority.rpartition(":")[2])
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_full_disk_behind_stdout_is_one_sentence(world: World) -> None:
    command = [sys.executable, "-m", "resfria_bot", "estimate", "--trip", "1/week 10 km car", "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
