"""The labelled development sample: figures that the judgement has to reach. `scripts/bench judgement` lists misses."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resfria_bot.core.assess import Judge
from resfria_bot.core.places import Places
from resfria_bot.core.reading import Where
from resfria_bot.core.types import Assessment, Organisation, Site
from resfria_bot.graph.wire import event_from_graph

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(
    not (SAMPLES / "organisations.json").exists(),
    reason=f"the labelled sample {SAMPLES / 'organisations.json'} is missing",
)
Row = tuple[dict[str, Any], Assessment]


def described() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SAMPLES / "organisations.json").read_text(encoding="utf-8"))
    return data


def organisations() -> dict[str, Organisation]:
    return {
        key: Organisation(
            name=data["name"],
            domains=tuple(data["mail_domains"]),
            sites=tuple(
                Site(
                    name=site["name"],
                    address=site["address"],
                    latitude=site["lat"],
                    longitude=site["lon"],
                    aliases=tuple(site.get("aliases", ())),
                    rooms=tuple(site.get("rooms", ())),
                )
                for site in data["sites"]
            ),
        )
        for key, data in described()["organisations"].items()
    }


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    judges = {key: Judge(organisation) for key, organisation in organisations().items()}
    found = []
    for line in (SAMPLES / "events-dev.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        label, key = raw.pop("label"), raw.pop("organisation")
        found.append((label, judges[key].assess(event_from_graph(raw, raw["mailbox"]))))
    return found


def is_place(want: str, got: str | None) -> bool:
    equal = described()["place_equivalents"]["map"]
    return got is not None and (got == want or got in equal.get(want, ()) or want in equal.get(got, ()))


def share(rows: list[Row], is_right: Callable[[dict[str, Any], Assessment], bool]) -> float:
    return sum(is_right(label, got) for label, got in rows) / len(rows)


def test_a_flag_is_right(rows: list[Row]) -> None:
    assert share([row for row in rows if row[1].flag], lambda label, _: label["flag"]) >= 0.97


def test_what_should_be_flagged_is(rows: list[Row]) -> None:
    assert share([row for row in rows if row[0]["flag"]], lambda _, got: got.flag) >= 0.93


def test_meetings_elsewhere_are_told_from_those_at_home(rows: list[Row]) -> None:
    assert share(rows, lambda label, got: label["external"] == got.external) >= 0.96


def test_the_town_is_resolved_where_it_can_be_known(rows: list[Row]) -> None:
    known = [row for row in rows if row[0]["place"]]
    assert share(known, lambda label, got: is_place(label["place"], got.place.name if got.place else None)) >= 0.95


def test_ways_to_take_part_from_a_distance_are_found(rows: list[Row]) -> None:
    online = [row for row in rows if row[0]["already_online"]]
    assert share(online, lambda _, got: got.already_online) >= 0.98


def test_nothing_else_is_taken_for_one(rows: list[Row]) -> None:
    others = [row for row in rows if not row[0]["already_online"]]
    assert share(others, lambda _, got: not got.already_online) >= 0.99


def test_the_kind_of_meeting_is_judged(rows: list[Row]) -> None:
    assert share(rows, lambda label, got: label["suitable"] == got.suitable) >= 0.95


def test_texts_about_places_are_read() -> None:
    readers = {organisation.name: Places(organisation) for organisation in organisations().values()}
    with (SAMPLES / "locations-dev.tsv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = 0
    for line in lines:
        reading = readers[line["assumed_org"]].read(line["string"].replace("\\n", "\n"))
        elsewhere = reading.where is Where.OUTSIDE
        if line["label"] in ("mixed", "online"):
            right += reading.is_remote and (reading.where is Where.NOTHING) == (line["label"] == "online")
        else:
            right += not reading.is_remote and elsewhere == (line["label"] == "external_physical")
    assert right / len(lines) >= 0.96
