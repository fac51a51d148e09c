"""Events as Graph tells them: one oddity a file in tests/fixtures/graph."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from resfria_bot.core.types import Address, AttendeeType, Event, EventType, Response
from resfria_bot.errors import GraphError
from resfria_bot.graph.wire import BODY_HEAD, BODY_TAIL, event_from_graph

FIXTURES = Path(__file__).parent.parent / "fixtures" / "graph"
SHARED = Path(__file__).parents[3] / "shared"
SAMPLES = SHARED / "samples" / "events-dev.jsonl"
ANNA = "anna@k.example"
EIGHT, NINE = datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)


def read(name: str) -> Event:
    return event_from_graph((FIXTURES / f"{name}.json").read_bytes(), ANNA)


def with_body(content: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((FIXTURES / "iana_zone.json").read_bytes())
    return {**raw, "body": {"contentType": "html", "content": content}}


def test_a_windows_zone_is_read_as_its_iana_zone() -> None:
    event = read("windows_zone")
    assert (event.start, event.end, event.time_zone) == (EIGHT, NINE, "Europe/Berlin")


def test_an_iana_zone_has_its_summer_time() -> None:
    event = read("iana_zone")
    assert (event.start, event.time_zone) == (datetime(2026, 7, 1, 7, tzinfo=UTC), "Europe/Stockholm")


def test_a_custom_original_zone_leaves_the_zone_that_the_times_are_in() -> None:
    event = read("custom_original_zone")
    assert (event.start, event.time_zone) == (EIGHT, "UTC")


def test_an_unknown_zone_is_taken_as_utc() -> None:
    event = read("unknown_zone")
    assert (event.start, event.time_zone) == (EIGHT, "UTC")


def test_an_offset_in_the_text_wins_over_the_zone_beside_it() -> None:
    event = read("time_with_offset")
    assert (event.start, event.end) == (EIGHT, NINE)


def test_start_and_end_are_enough() -> None:
    event = read("only_start_and_end")
    assert (event.id, event.subject, event.type, event.mailbox) == ("", "", EventType.SINGLE, ANNA)


def test_nulls_in_every_field_read_as_if_the_fields_were_missing() -> None:
    event = read("nulls_everywhere")
    assert event == Event(id="AAMk1", mailbox=ANNA, start=EIGHT, end=NINE, time_zone="UTC")


def test_nulls_inside_fields_leave_nothing_behind() -> None:
    event = read("nulls_inside")
    assert (event.attendees, event.locations, event.organiser, event.body) == ((), (), Address(""), "")


def test_sentinel_years_of_answers_are_no_time() -> None:
    event = read("year_1_response")
    assert (event.response, event.responded_at) == (Response.ACCEPTED, None)
    assert event.attendees[0].responded_at is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("year_1601_start", "its start is missing or no real time"),
        ("year_1_start_east_of_greenwich", "its start is missing or no real time"),
        ("year_4501_end", "its end is missing or no real time"),
        ("no_end", "its end is missing or no real time"),
        ("start_is_no_time", "its start is missing or no real time"),
        ("end_before_start", "it ends before it starts"),
        ("wrong_type", r"\$\.isAllDay"),
    ],
)
def test_an_event_that_does_not_fit_is_named_by_mailbox_and_id_and_never_by_subject(name: str, reason: str) -> None:
    with pytest.raises(GraphError, match=reason) as caught:
        read(name)
    assert "AAMk1" in str(caught.value)
    assert ANNA in str(caught.value)
    assert "Hemlig" not in str(caught.value)


def test_unknown_choices_become_defaults() -> None:
    event = read("unknown_enums")
    assert (event.type, event.response) == (EventType.SINGLE, Response.NONE)
    assert (event.attendees[0].type, event.attendees[0].response) == (AttendeeType.REQUIRED, Response.NONE)
    assert (event.show_as, event.online_provider, event.locations[0].type) == (
        "elsewhere",
        "zoomForBusiness",
        "moonBase",
    )


def test_undeclared_fields_are_ignored() -> None:
    assert read("undeclared_fields").subject == "Hemlig rubrik"


def test_a_thousand_attendees_are_read() -> None:
    people = [{"emailAddress": {"address": f"p{n}@k.example"}} for n in range(1000)]
    assert len(event_from_graph({**with_body(""), "attendees": people}, ANNA).attendees) == 1000


def test_the_organiser_is_not_among_the_attendees() -> None:
    event = read("organiser_among_attendees")
    assert event.organiser == Address("anna@k.example", "Anna")
    assert [(a.address, a.type, a.response) for a in event.attendees] == [
        ("rum3@k.example", AttendeeType.RESOURCE, Response.ACCEPTED)
    ]
    assert event.attendees[0].responded_at == datetime(2026, 11, 1, 10, 0, 0, 123456, UTC)


def test_a_room_keeps_its_address() -> None:
    (room,) = read("room_location").locations
    assert (room.name, room.type, room.id_type, room.mail) == ("Rum 3", "conferenceRoom", "directory", "rum3@k.example")


def test_several_locations_are_kept_apart() -> None:
    room, town_hall = read("several_locations").locations
    assert room.name == "Rum 3"
    assert town_hall.address == "Fredsgatan 4, 541 83, Skövde, Sverige"
    assert (town_hall.town, town_hall.country, town_hall.uri) == ("Skövde", "Sverige", "https://skovde.example")
    assert (town_hall.latitude, town_hall.longitude) == (58.39, 13.85)


def test_coordinates_that_are_nowhere_on_earth_are_left_out() -> None:
    (place,) = read("impossible_coordinates").locations
    assert (place.name, place.latitude, place.longitude) == ("Någonstans", None, None)


def test_the_join_link_of_a_teams_meeting_is_read() -> None:
    event = read("online_teams")
    assert (event.is_online, event.online_provider) == (True, "teamsForBusiness")
    assert event.join_url == "https://teams.microsoft.com/l/meetup-join/x"


def test_the_old_join_link_stands_in_for_a_missing_new_one() -> None:
    assert read("online_old_url").join_url == "https://meet.k.example/anna/X1"


def test_the_preview_stands_in_for_a_missing_body() -> None:
    event = read("only_body_preview")
    assert (event.body, event.body_is_html) == ("Vi ses i Skövde", False)


def test_a_series_master_carries_the_name_of_its_series() -> None:
    event = read("series_master")
    assert (event.type, event.series_uid, event.is_recurring) == (EventType.SERIES_MASTER, "040000008200E0", True)


def test_an_exception_is_recurring() -> None:
    event = read("exception_of_a_series")
    assert (event.type, event.series_master_id, event.is_recurring) == (EventType.EXCEPTION, "AAMkM", True)


def test_a_line_may_name_its_own_mailbox() -> None:
    assert read("own_mailbox_key").mailbox == "bo@k.example"


def test_private_all_day_and_away_are_told() -> None:
    event = read("private_and_all_day")
    assert (event.sensitivity, event.is_all_day, event.show_as) == ("private", True, "oof")


def test_the_state_of_an_event_is_told() -> None:
    event = read("cancelled_draft_by_owner")
    assert (event.is_cancelled, event.is_draft, event.is_organiser) == (True, True, True)
    assert (event.transaction_id, event.categories) == ("t-1", ("Röd",))
    assert event.created_at == datetime(2026, 11, 1, 10, 0, 0, 123456, UTC)


def test_a_five_megabyte_body_keeps_its_head_and_its_tail() -> None:
    event = event_from_graph(with_body("början" + "x" * 5_000_000 + "https://zoom.us/j/1"), ANNA)
    assert len(event.body) == BODY_HEAD + BODY_TAIL + 1
    assert event.body.startswith("början")
    assert event.body.endswith("https://zoom.us/j/1")
    assert event.body_is_html


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"3",
        b'"x"',
        b'{"id": "AAMk1", "start"',
        b"\xff\xfe",
        b'{"subject": "\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_an_error_and_not_a_crash(raw: bytes) -> None:
    with pytest.raises(GraphError, match=ANNA):
        event_from_graph(raw, ANNA)


def test_a_broken_line_still_names_its_event() -> None:
    with pytest.raises(GraphError, match="AAMk1"):
        event_from_graph(b'{"id": "AAMk1", "subject": "Hemlig', ANNA)


def test_every_fixture_is_used_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [f.stem for f in FIXTURES.glob("*.json") if f'"{f.stem}"' not in source] == []


@pytest.mark.skipif(not SAMPLES.exists(), reason=f"{SAMPLES.name} is not here")
def test_every_event_of_the_development_sample_is_read() -> None:
    lines = SAMPLES.read_bytes().splitlines()
    events = [event_from_graph(line, "") for line in lines]
    assert all(event.mailbox and event.start.tzinfo is UTC for event in events)
