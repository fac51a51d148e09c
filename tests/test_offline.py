"""Judging without a tenant: exported calendars on the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "ics"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//prov//sv
BEGIN:VEVENT
UID:1@prov
DTSTAMP:20270101T080000Z
DTSTART;TZID=Europe/Stockholm:20270203T090000
DTEND;TZID=Europe/Stockholm:20270203T110000
SUMMARY:Styrgrupp vårdsamverkan
LOCATION:Stadshuset\\, Skövde
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Stockholm:20270210T090000
END:VEVENT
BEGIN:VEVENT
UID:2@prov
DTSTAMP:20270101T080000Z
DTSTART:20270204T090000Z
DTEND:20270204T100000Z
SUMMARY:Avstämning
LOCATION:Teams-möte
END:VEVENT
END:VCALENDAR
"""


def _scan(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "resfria_bot", "scan", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    """An exported calendar with a series elsewhere and a meeting online."""
    path = tmp_path / "kalender.ics"
    path.write_text(CALENDAR, encoding="utf-8", newline="\r\n")
    return path


def test_a_series_elsewhere_is_one_candidate_with_its_number_of_meetings(calendar: Path) -> None:
    found = json.loads(_scan(str(calendar), "--json").stdout)
    assert found["meetings"] == 4
    assert [(c["subject"], c["times"], c["place"]["name"]) for c in found["candidates"]] == [
        ("Styrgrupp vårdsamverkan", 3, "Skövde")
    ]


def test_the_saving_is_for_one_person_from_home(calendar: Path) -> None:
    candidate = json.loads(_scan(str(calendar), "--json", "--home", "Kungälv").stdout)["candidates"][0]
    assert 250 < candidate["km_saved"] < 350
    assert 3 < candidate["hours_saved"] < 6


def test_without_a_home_nothing_is_guessed(calendar: Path) -> None:
    candidate = json.loads(_scan(str(calendar), "--json").stdout)["candidates"][0]
    assert candidate["km_saved"] is None


def test_the_table_names_the_meeting_and_the_place(calendar: Path) -> None:
    text = _scan(str(calendar), "--home", "Kungälv").stdout
    assert "Styrgrupp vårdsamverkan" in text
    assert "Skövde" in text


def test_a_file_that_is_no_calendar_is_one_sentence_and_the_others_go_on(calendar: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ics"
    wrong.write_text("hello", encoding="utf-8")
    done = _scan(str(wrong), str(calendar))
    assert done.returncode == 1
    assert "wrong.ics" in done.stderr
    assert "Skövde" in done.stdout


def test_an_unknown_home_is_wrong_usage(calendar: Path) -> None:
    done = _scan(str(calendar), "--home", "Xyzzyby")
    assert done.returncode == 2
    assert "Xyzzyby" in done.stderr


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is not here")
def test_every_sample_calendar_is_scanned_without_a_traceback() -> None:
    files = sorted(SAMPLES.glob("*.ics"))
    assert len(files) >= 8
    for file in files:
        done = _scan(str(file), "--home", "Kungälv")
        assert done.returncode == 0, (file.name, done.stderr)
        assert "Traceback" not in done.stderr
        assert " meetings, " in done.stdout
