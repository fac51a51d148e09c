"""Files to hand on: a spreadsheet with real numbers and its definitions, a report on paper, and nothing that runs."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from resfria_bot import handout
from resfria_bot.cli import main
from resfria_bot.columns import COLUMNS
from resfria_bot.core.suppression import Cut
from resfria_bot.core.types import Place, Tally
from resfria_bot.export import harmless
from resfria_bot.store.database import open_database
from resfria_bot.store.overview import Line, Overview
from tests.core.test_suppression import MONTHS, People, Record
from tests.store.crowd import large, store

PART = Tally(
    recorded=9, held=3, converted=1, hours_saved=1234.56, km_saved=40_000.0, sek_saved=99.6, kg_co2e_saved=0.25
)
FOUND = Overview(
    cut=Cut(),
    months=MONTHS[:2],
    total=PART + PART,
    trend=((MONTHS[:1], PART), (MONTHS[1:2], PART)),
    tables={
        "system": (Line("teams", PART + PART),),
        "department": (Line("=2+5", PART), Line(None, PART)),
        "place": (Line("Skövde", PART, Place("Skövde", 58.4, 13.8)), Line("@Borås", PART)),
    },
)
_CONFIGURATION = """
[organisation]
name = "Kungälvs kommun"
domains = ["kommun.example"]
[database]
url = "sqlite:///{folder}/resfria.db"
"""


def _sheets(content: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """By name the rows of each sheet, each cell with its type and content; empty cells are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = [LexborHTMLParser(x).text() for x in _parts(book, "xl/sharedStrings.xml", "si")]
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        return {name: _rows(book, number, texts) for number, name in enumerate(names, start=1)}


def _parts(book: zipfile.ZipFile, path: str, tag: str) -> Sequence[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", book.read(path).decode(), re.S)


def _rows(book: zipfile.ZipFile, number: int, texts: Sequence[str]) -> list[list[tuple[str, str]]]:
    xml = book.read(f"xl/worksheets/sheet{number}.xml").decode()
    assert "<f>" not in xml, "a formula"
    found = []
    for row in re.findall(r"<row [^>]*>(.*?)</row>", xml, re.S):
        cells = re.findall(r'<c [^>]*?(t="s")?><v>(.*?)</v></c>', row)
        found.append([("text", texts[int(value)]) if kind else ("number", value) for kind, value in cells])
    return found


def test_a_spreadsheet_has_real_numbers_and_a_sheet_for_each_division() -> None:
    sheets = _sheets(handout.spreadsheet(FOUND, "sv"))
    assert list(sheets) == ["Alla", "Månad", "Förvaltning", "Plats", "Mötessystem", "Definitioner", "Schabloner"]
    header, first, rest = sheets["Förvaltning"]
    assert header[1] == ("text", "Sparade timmar")
    assert first[:3] == [("text", "=2+5"), ("number", "1234.6"), ("number", "4000")]
    assert rest[0] == ("text", "Övriga, få personer var")


def test_the_sheet_of_definitions_explains_every_column_with_unit_and_source() -> None:
    definitions = _sheets(handout.spreadsheet(FOUND, "en"))["Definitions"]
    explained = {line[0][1]: line for line in definitions[1 : len(COLUMNS) + 1]}
    assert list(explained) == [column.head for column in COLUMNS]
    assert all(len(line) == 4 for line in explained.values())
    assert ("text", "2027-01 – 2027-02") in [cell for line in definitions for cell in line]


def test_the_sheet_of_factors_tells_value_unit_year_and_source() -> None:
    factors = _sheets(handout.spreadsheet(FOUND, "en"))["Factors"]
    (car,) = [line for line in factors if line[0][1] == "kg_per_km car"]
    assert car[1:4] == [("number", "0.17"), ("text", "kg CO2e per vehicle km"), ("number", "2025")]
    assert "DESNZ" in car[4][1]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@sum", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_groups_in_a_csv_are_defused_and_figures_are_not() -> None:
    text = handout.csv_file(replace(FOUND, total=Tally(hours_saved=-1.0)), "sv").decode("utf-8-sig")
    assert ";'=2+5;" in text
    assert ";'@Borås;" in text
    assert text.splitlines()[1].split(";")[2] == "-1"


def test_in_english_a_csv_has_a_decimal_point() -> None:
    assert ";1234.6;" in handout.csv_file(FOUND, "en").decode("utf-8-sig")


def _configured(folder: Path, people: People) -> str:
    database = open_database(f"sqlite:///{folder / 'resfria.db'}")
    store(database, people)
    database.close()
    (folder / "resfria.toml").write_text(_CONFIGURATION.format(folder=folder), encoding="utf-8")
    return str(folder / "resfria.toml")


def _report(folder: Path, people: People, *options: str) -> str:
    target = folder / "report"
    period = ("--from", "2027-01-01", "--to", "2027-04-30")
    assert main(["--config", _configured(folder, people), "report", *period, "--output", str(target), *options]) == 0
    return str(target)


def test_a_report_on_paper_is_one_file_that_fetches_nothing(tmp_path: Path) -> None:
    html = Path(_report(tmp_path, large(), "--format", "html")).read_text(encoding="utf-8")
    page = LexborHTMLParser(html)
    assert page.css_first("h1").text() == "Kungälvs kommun"  # type: ignore[union-attr]
    assert not page.css("link, script, img, [src], a[href]")
    assert "url(http" not in html
    assert "@page { size: A4" in html
    assert "Borås" in html
    assert "Trosa" not in html


def test_a_report_by_place_has_no_other_division(tmp_path: Path) -> None:
    sheets = _sheets(Path(_report(tmp_path, large(), "--format", "xlsx", "--by", "place")).read_bytes())
    assert list(sheets) == ["Alla", "Plats", "Definitioner", "Schabloner"]


def test_a_report_of_few_people_says_so_on_paper(tmp_path: Path) -> None:
    few = People([Record(n, n, MONTHS[0]) for n in range(4)])
    html = Path(_report(tmp_path, few, "--format", "html")).read_text(encoding="utf-8")
    assert "Siffror visas när minst 5 personer står bakom dem." in html


def test_a_report_to_hand_on_says_when_its_period_is_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _configured(tmp_path, large())
    period = ("--from", "2027-02-10", "--to", "2027-03-31")
    assert main(["--config", path, "report", *period, "--format", "html", "--output", str(tmp_path / "r")]) == 0
    assert "the report is of 2027-02 – 2027-03: of whole months" in capsys.readouterr().err


def test_the_report_on_paper_is_made_of_today(tmp_path: Path) -> None:
    html = Path(_report(tmp_path, large(), "--format", "html")).read_text(encoding="utf-8")
    assert f"Summerat {datetime.now(UTC):%Y-%m-%d}" in html
