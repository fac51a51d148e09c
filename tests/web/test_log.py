"""The managers' log: what stands on it, what does not, who sees which department, and what odd addresses get."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from resfria_bot.core.types import Total
from resfria_bot.settings import load
from resfria_bot.store import reports
from resfria_bot.store.database import Database, open_database
from resfria_bot.web.identity import Identity, Role
from resfria_bot.web.pages import pages
from resfria_bot.web.signin import LocalLinks, SignIn
from resfria_bot.web.site import application, site
from resfria_bot.web.visit import Site
from tests.core.test_suppression import MONTHS, People, Record
from tests.store.crowd import large, store

NOW = datetime(2027, 5, 3, 8, tzinfo=UTC)
_SETTINGS = """
[organisation]
name = "Kungälvs kommun"
domains = ["kommun.example"]
[[organisation.sites]]
name = "Stadshuset"
latitude = 57.87
longitude = 11.98
"""


class Reader:
    """Somebody who looks at the log of a large organisation."""

    def __init__(self, made: Site) -> None:
        self._site = made
        self.browser = TestClient(application(made, pages(SignIn(None, LocalLinks(lambda: NOW)))))
        self.enter(Role.ORGANISATION)

    @property
    def database(self) -> Database:
        """Where the log is made of."""
        return self._site.database

    def enter(self, role: Role, *departments: str) -> None:
        """Be somebody with this role, in a browser that has never been here."""
        self.browser.cookies.clear()
        until = (NOW + timedelta(hours=1)).timestamp()
        person = Identity("chef@kommun.example", "", (Role.EMPLOYEE, role), departments, until)
        self.browser.cookies.set("resfria", self._site.cookies.write_identity(person))

    def page(self, query: str = "") -> LexborHTMLParser:
        """The page; it has to be there."""
        answer = self.browser.get(f"/log{query}")
        assert answer.status_code == 200, answer.text
        return LexborHTMLParser(answer.text)

    def text(self, query: str = "") -> str:
        """What can be read on the page."""
        main = self.page(query).css_first("main")
        assert main is not None
        return re.sub(r"\s+", " ", main.text().replace("\xa0", " "))


def _reader(folder: Path, people: People) -> Iterator[Reader]:
    path = folder / "resfria.toml"
    path.write_text(_SETTINGS, encoding="utf-8")
    database = open_database(f"sqlite:///{folder / 'resfria.db'}")
    store(database, people)
    yield Reader(site(load(path, {}, ("organisation", "database")), database, lambda: NOW))
    database.close()


@pytest.fixture(scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    yield from _reader(tmp_path_factory.mktemp("log"), large())


@pytest.fixture
def reader(_kept: Reader) -> Reader:
    """Somebody who may see the whole organisation, in January to April 2027."""
    _kept.enter(Role.ORGANISATION)
    return _kept


def _totals(reader: Reader, by: str | None = None) -> list[Total]:
    with reader.database.transaction() as tx:
        return reports.totals(tx, datetime(2027, 1, 1).date(), datetime(2027, 4, 30).date(), by)  # noqa: DTZ001


def test_the_log_shows_the_figures_of_the_report_with_the_hours_first(reader: Reader) -> None:
    (total,) = _totals(reader)
    figure = reader.page().css_first(".figure")
    assert figure is not None
    assert figure.text() == f"{total.hours_saved:.0f} timmar"
    assert f"{total.hours_expected:.0f} timmar" in reader.text()
    assert "BekräftatInget: vilka som deltog har inte lästs" in reader.text()


def test_small_places_stand_together_and_their_names_are_nowhere_on_the_page(reader: Reader) -> None:
    html = reader.browser.get("/log").text
    assert "Borås" in html
    assert "Övriga, få personer var" in html
    assert not [name for name in ("Trosa", "Mora", "Åre", "Falun") if name in html]


@pytest.mark.parametrize("name", ["csv", "json", "xlsx"])
def test_small_places_are_in_no_file_either(reader: Reader, name: str) -> None:
    content = reader.browser.get(f"/log.{name}").content
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(part) for part in book.namelist())
    assert "Borås".encode() in content
    assert not [place for place in ("Trosa", "Mora", "Åre", "Falun") if place.encode() in content]


def test_nothing_tells_who_said_no_or_nothing(reader: Reader) -> None:
    html = reader.browser.get("/log").text
    rows = LexborHTMLParser(html).css("#rows tbody tr")
    assert {row.css("td")[3].text() for row in rows} == {"kommande"}
    assert "kommun.example" not in html
    assert not {"asked", "answered", "moved", "own"} & json.loads(reader.browser.get("/log.json").text).keys()


def test_the_csv_opens_in_swedish_excel(reader: Reader) -> None:
    content = reader.browser.get("/log.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert header[:3] == ["Uppdelat på", "Grupp", "Sparade timmar"]
    assert {len(line) for line in lines} == {len(header)}
    expected = lines[0][header.index("Väntade kg CO2e")]
    assert re.fullmatch(r"\d+(,\d)?", expected)
    assert float(expected.replace(",", ".")) == pytest.approx(_totals(reader)[0].kg_co2e_expected, abs=0.05)


def test_the_json_has_the_figures_of_the_report(reader: Reader) -> None:
    found = json.loads(reader.browser.get("/log.json").text)
    (total,) = _totals(reader)
    assert (found["recorded"], found["km_expected"]) == (total.recorded, total.km_expected)
    by_name = {line["group"]: line for line in found["department"]}
    assert {t.group: t.hours_expected for t in _totals(reader, "department")} == {
        name: line["hours_expected"] for name, line in by_name.items()
    }
    assert [line["group"] for line in found["month"]] == list(MONTHS)


def test_every_drawing_has_a_title_and_its_table(reader: Reader) -> None:
    page = reader.page()
    drawings = page.css("svg[role=img]")
    assert len(drawings) == 2
    for drawing in drawings:
        assert drawing.css_first("title") is not None
        assert drawing.css_first("desc") is not None
    trend = page.css_first("details table tbody")
    assert trend is not None
    assert len(trend.css("tr")) == len(MONTHS)
    assert len(page.css(".trend g")) == len(MONTHS)


def test_the_rows_are_sorted_and_turned_by_the_links_of_the_page(reader: Reader) -> None:
    first = reader.page("?sort=hours&order=rising")
    onward = first.css_first("a[rel=next]")
    assert onward is not None
    second = reader.page("?" + str(onward.attributes["href"]).partition("?")[2].partition("#")[0])
    assert second.css_first("a[rel=prev]") is not None
    hours = [row.css("td")[5].text() for page in (first, second) for row in page.css("#rows tbody tr")]
    assert len(hours) == 50
    assert hours == sorted(hours)


def test_a_manager_sees_their_department_at_once_and_no_other(reader: Reader) -> None:
    reader.enter(Role.MANAGER, "A")
    assert "A" in [heading.text() for heading in reader.page().css("h1")]
    answer = reader.browser.get("/log?department=B")
    assert answer.status_code == 403
    assert "Du kan bara se siffrorna för dina egna förvaltningar." in answer.text
    assert reader.browser.get("/log.csv?department=B").status_code == 403
    assert "Per förvaltning" not in reader.text()


def test_a_manager_without_a_department_is_told_whom_to_ask(reader: Reader) -> None:
    reader.enter(Role.MANAGER)
    answer = reader.browser.get("/log")
    assert (answer.status_code, "be IT" in answer.text) == (403, True)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("from=2027-04&to=2027-01", 400, "Den första månaden får inte komma efter den sista."),
        ("from=banana", 400, "En månad skrivs som 2027-01."),
        ("to=2027-13", 400, "En månad skrivs som 2027-01."),
        ("page=0", 400, "Sidan ska vara ett tal från 1."),
        ("page=-1", 400, "Sidan ska vara ett tal från 1."),
        ("page=%D9%A3", 400, "Sidan ska vara ett tal från 1."),
        ("page=99999999999999999999", 400, "Sidan ska vara ett tal från 1."),
        ("page=999999", 404, "Så många sidor går inte att bläddra i"),
        ("page=39", 404, "Den sidan finns inte: raderna tar slut före den."),
        ("sort=organiser", 400, "Så kan raderna inte sorteras."),
        ("order=sideways", 400, "Så kan raderna inte sorteras."),
        ("department=Nobody", 404, "Det finns inget att visa för det valet"),
        ("place=%00", 404, "Det finns inget att visa för det valet"),
        ("system=%27%20OR%201=1", 404, "Det finns inget att visa för det valet"),
    ],
)
def test_an_odd_address_gets_the_right_status_and_a_sentence(
    reader: Reader, query: str, status: int, sentence: str
) -> None:
    answer = reader.browser.get(f"/log?{query}")
    assert answer.status_code == status
    assert sentence in answer.text


def test_a_place_of_few_people_looks_like_one_that_there_is_not(reader: Reader) -> None:
    small, unknown = (reader.browser.get(f"/log?place={name}") for name in ("Trosa", "Atlantis"))
    assert (small.status_code, small.text.replace("Trosa", "")) == (404, unknown.text.replace("Atlantis", ""))


def test_a_file_of_another_kind_is_not_there(reader: Reader) -> None:
    assert reader.browser.get("/log.exe").status_code == 404


def test_a_period_with_few_people_is_widened_and_the_page_says_so(tmp_path: Path) -> None:
    few = [Record(n, n, MONTHS[0]) for n in range(3)]
    many = [Record(10 + n, 10 + n, MONTHS[1]) for n in range(9)]
    for reader in _reader(tmp_path, People([*few, *many])):
        text = reader.text("?from=2027-01&to=2027-01")
        assert "Januari 2027 – februari 2027." in text
        assert "Perioden är utvidgad" in text


def test_a_small_organisation_reads_why_there_is_nothing(tmp_path: Path) -> None:
    for reader in _reader(tmp_path, People([Record(n, n, MONTHS[0]) for n in range(4)])):
        assert "Siffror visas när minst 5 personer står bakom dem." in reader.text()
        assert "timmar" not in reader.text()


def test_a_page_weighs_less_than_150_kb_and_is_the_same_in_english(reader: Reader) -> None:
    answer = reader.browser.get("/log?lang=en")
    assert len(answer.content) < 150_000
    assert "of travelling became working time" in answer.text
