"""Calendar files, through `read_calendar` and `default_window`: one oddity a file in fixtures/ics."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resfria_bot.core.types import Address, AttendeeType, Event, EventType, Response, Window
from resfria_bot.ics import default_window, read_calendar

FIXTURES = Path(__file__).parent / "fixtures" / "ics"
SAMPLES = Path(__file__).parent.parent.parent / "shared" / "samples" / "ics"
ZONE = "Europe/Stockholm"
SPRING = Window(start=datetime(2027, 1, 1, tzinfo=UTC), end=datetime(2027, 7, 1, tzinfo=UTC))
NINE, HALF_PAST_TEN = datetime(2027, 1, 14, 8, tzinfo=UTC), datetime(2027, 1, 14, 9, 30, tzinfo=UTC)


def read(name: str, owner: str | None = None) -> tuple[list[Event], list[str]]:
    return read_calendar((FIXTURES / f"{name}.ics").read_bytes(), owner, SPRING, ZONE)


def events(name: str, owner: str | None = None) -> list[Event]:
    found, problems = read(name, owner)
    assert problems == []
    return found


def only(name: str, owner: str | None = None) -> Event:
    (event,) = events(name, owner)
    return event


# --- time zones ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("zone_of_windows", "Europe/Berlin"),
        ("zone_as_outlook_shows_it", "Europe/Stockholm"),
        ("zone_with_a_makers_name", "Europe/Stockholm"),
        ("zone_quoted_too_far", "Europe/Berlin"),
        ("floating", "Europe/Stockholm"),
    ],
)
def test_nine_is_nine_however_the_zone_is_written(name: str, zone: str) -> None:
    event = only(name)

    assert (event.start, event.end, event.time_zone) == (NINE, HALF_PAST_TEN, zone)


def test_a_zone_shown_only_by_its_offset_keeps_the_offset() -> None:
    assert only("zone_as_offset").start == datetime(2027, 1, 14, 12, tzinfo=UTC)


def test_a_time_without_a_zone_is_in_the_zone_of_the_file() -> None:
    event = only("floating_in_the_files_zone")

    assert (event.start.hour, event.time_zone) == (7, "Europe/Helsinki")


def test_a_zone_defined_in_the_file_is_used() -> None:
    assert only("zone_defined_in_the_file").start == datetime(2027, 1, 14, 6, tzinfo=UTC)


def test_one_files_definition_says_nothing_about_another_file() -> None:
    read("zone_defined_in_the_file")

    assert only("zone_defined_otherwise").start == datetime(2027, 1, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "zone"), [("zone_of_nobody", "tzone://Microsoft/Custom"), ("zone_defined_badly", "Kommunens tid")]
)
def test_an_unknown_zone_is_read_as_ours_and_told_once(name: str, zone: str) -> None:
    (event,), problems = read(name)

    assert event.start == NINE
    assert problems == [f'The time zone "{zone}" is not known: its times are read as Europe/Stockholm']


# --- series ----------------------------------------------------------------------------------------------------------


def test_a_series_keeps_its_hour_over_summer_time_and_leaves_out_what_was_cancelled() -> None:
    starts = [event.start for event in events("series") if event.type is EventType.OCCURRENCE]

    assert starts == [datetime(2027, month, day, hour, tzinfo=UTC) for month, day, hour in
                      [(3, 11, 8), (3, 18, 8), (4, 8, 7), (4, 15, 7)]]  # fmt: skip


def test_a_moved_occurrence_is_an_exception_with_fields_of_its_own() -> None:
    (moved,) = [event for event in events("series") if event.type is EventType.EXCEPTION]

    assert moved.start == datetime(2027, 4, 2, 11, tzinfo=UTC)
    assert moved.locations[0].name == "Borås"
    assert moved.ical_uid == "series@kungalv.example/20270401T070000Z"


def test_each_occurrence_knows_its_series() -> None:
    found = events("series")

    assert {(event.series_uid, event.is_recurring) for event in found} == {("series@kungalv.example", True)}
    assert len({event.ical_uid for event in found}) == len(found)


def test_an_occurrence_has_the_same_id_whatever_the_window() -> None:
    data = (FIXTURES / "series.ics").read_bytes()
    narrow = Window(start=datetime(2027, 4, 5, tzinfo=UTC), end=datetime(2027, 4, 10, tzinfo=UTC))

    (event,), _ = read_calendar(data, None, narrow, ZONE)

    assert event in events("series")


def test_further_dates_make_a_series() -> None:
    assert [event.start.day for event in events("series_by_dates")] == [14, 21, 28]


def test_a_whole_day_moved_by_an_hour_stamp_takes_the_place_of_its_day() -> None:
    found = [(event.end.day, event.type) for event in events("series_of_days")]

    assert found == [(4, EventType.OCCURRENCE), (7, EventType.OCCURRENCE), (10, EventType.EXCEPTION)]


def test_an_exception_whose_series_is_elsewhere_is_read() -> None:
    assert only("exception_without_its_series").type is EventType.EXCEPTION


def test_a_series_without_end_fills_the_window_and_no_more() -> None:
    found = events("series_without_end")

    assert len(found) == 12
    assert all(SPRING.start <= event.start < SPRING.end for event in found)


def test_a_broken_exception_leaves_its_series_standing() -> None:
    found, problems = read("series_with_a_broken_exception")

    assert len(found) == 2
    assert problems == ["Line 12: a meeting was left out: its DTSTART cannot be understood"]


def test_the_newer_of_two_tellings_wins() -> None:
    assert only("series_told_twice").subject == "Ny"


def test_meetings_without_uid_are_told_apart() -> None:
    assert {event.subject for event in events("without_uid")} == {"Ett", "Två"}


def test_a_single_meeting_belongs_to_no_series() -> None:
    event = only("floating")

    assert (event.type, event.series_uid, event.ical_uid) == (EventType.SINGLE, "", "meeting-1@kungalv.example")


# --- bytes and lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["code_page_1252", "read_as_1252_once"])
def test_a_wrong_code_page_is_set_right(name: str) -> None:
    event = only(name)

    assert (event.subject, event.locations[0].name) == ("Möte på Högskolan – Ån", "Skövde")


def test_utf_16_is_read() -> None:
    assert only("utf_16").subject == "Möte på Högskolan"


def test_a_byte_order_mark_does_not_matter() -> None:
    assert only("byte_order_mark").subject == "Möte"


def test_a_line_folded_inside_a_letter_is_whole_again() -> None:
    event = only("folded_inside_a_letter")

    assert event.subject == "Möte om Älven och Göta kanal"
    assert event.locations[0].name == "Göteborgs Stadshus"


def test_lines_may_end_as_on_unix() -> None:
    assert only("lines_of_unix").start == NINE


def test_two_calendars_in_one_file_are_both_read() -> None:
    assert [event.subject for event in events("two_calendars")] == ["Ett", "Två"]


# --- the way in ------------------------------------------------------------------------------------------------------


def test_a_teams_link_makes_the_meeting_online() -> None:
    event = only("link_of_teams")

    assert event.join_url == "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0"
    assert (event.is_online, event.online_provider) == (True, "teamsForBusiness")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("link_of_skype", "https://meet.lync.com/kungalv/kim/ABC"),
        ("link_of_google", "https://meet.google.com/abc-defg-hij"),
        ("link_as_conference", "https://sunet.zoom.us/j/61234567890"),
    ],
)
def test_another_link_is_told_but_decides_nothing(name: str, url: str) -> None:
    event = only(name)

    assert (event.join_url, event.is_online, event.online_provider) == (url, False, "unknown")


def test_the_meetings_own_web_address_follows_its_text() -> None:
    assert only("address_of_its_own").body == "Välkommen\nhttps://whereby.com/kungalv"


# --- what it says ----------------------------------------------------------------------------------------------------


def test_a_class_that_is_not_known_is_private() -> None:
    told = {event.subject: event.sensitivity for event in events("classes")}

    assert told == {"a": "normal", "b": "private", "c": "confidential", "d": "private", "e": "normal"}


@pytest.mark.parametrize("name", ["cancelled", "cancelled_as_a_whole"])
def test_a_cancelled_meeting_is_cancelled(name: str) -> None:
    assert only(name).is_cancelled


def test_a_meeting_is_not_cancelled_unless_it_says_so() -> None:
    assert not only("floating").is_cancelled


def test_busy_is_what_exchange_says() -> None:
    told = {event.subject: event.show_as for event in events("busy_as_exchange_says")}

    assert told == {
        "FREE": "free",
        "TENTATIVE": "tentative",
        "BUSY": "busy",
        "OOF": "oof",
        "WORKINGELSEWHERE": "workingElsewhere",
    }


def test_busy_is_what_the_standard_says_where_exchange_does_not() -> None:
    told = {event.subject: event.show_as for event in events("busy_as_the_standard_says")}

    assert told == {"a": "free", "b": "tentative", "c": "busy"}


def test_attendees_are_read_without_the_organiser() -> None:
    event = only("attendees")

    assert event.organiser == Address("anna.oberg@kungalv.example", "Öberg, Anna")
    assert [(each.address, each.type, each.response) for each in event.attendees] == [
        ("bo.ek@kungalv.example", AttendeeType.REQUIRED, Response.TENTATIVE),
        ("cilla@skovde.example", AttendeeType.OPTIONAL, Response.DECLINED),
        ("sessionssalen@kungalv.example", AttendeeType.RESOURCE, Response.ACCEPTED),
        ("dan@skovde.example", AttendeeType.REQUIRED, Response.NOT_RESPONDED),
    ]


@pytest.mark.parametrize(
    ("owner", "is_organiser", "response"),
    [
        ("Anna.Oberg@kungalv.example", True, Response.ORGANIZER),
        ("bo.ek@kungalv.example", False, Response.TENTATIVE),
        ("somebody@else.example", False, Response.NONE),
        (None, False, Response.NONE),
    ],
)
def test_the_owner_organises_or_answers(owner: str | None, is_organiser: bool, response: Response) -> None:
    event = only("attendees", owner)

    assert (event.is_organiser, event.response) == (is_organiser, response)
    assert event.mailbox == (owner or "").lower()


def test_a_meeting_without_organiser_is_the_owners() -> None:
    assert only("own_appointment", "anna@kungalv.example").is_organiser


def test_a_calendar_may_name_its_owner() -> None:
    event = only("calendar_named_by_its_owner")

    assert (event.mailbox, event.is_organiser) == ("bo.ek@kungalv.example", True)


def test_the_day_it_was_created_is_told() -> None:
    assert only("created").created_at == datetime(2026, 12, 1, 10, 11, 12, tzinfo=UTC)


def test_a_day_long_before_calendars_is_not_when_it_was_created() -> None:
    assert only("created_never").created_at is None


def test_all_categories_are_read() -> None:
    assert only("categories").categories == ("Resa", "Extern", "Viktigt")


# --- when ------------------------------------------------------------------------------------------------------------


def test_whole_days_begin_and_end_at_midnight_here() -> None:
    event = only("all_day")

    assert event.is_all_day
    assert (event.start, event.end) == (
        datetime(2027, 1, 13, 23, tzinfo=UTC),
        datetime(2027, 1, 15, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", ["all_day_as_exchange_says", "day_without_its_type"])
def test_a_day_is_a_day_however_it_is_written(name: str) -> None:
    event = only(name)

    assert event.is_all_day
    assert (event.start, event.end) == (
        datetime(2027, 1, 13, 23, tzinfo=UTC),
        datetime(2027, 1, 14, 23, tzinfo=UTC),
    )


def test_a_length_gives_the_end() -> None:
    assert only("duration").end == HALF_PAST_TEN


def test_without_an_end_a_meeting_ends_as_it_starts() -> None:
    assert only("no_end").end == NINE


# --- where and what --------------------------------------------------------------------------------------------------


def test_an_escaped_place_is_read_as_it_was_written() -> None:
    assert only("escaped_location").locations[0].name == "Sal A, plan 2; Stadshuset\nTorget 1, Skövde"


def test_several_places_are_all_read() -> None:
    assert [place.name for place in only("several_locations").locations] == ["Stadshuset", "Biblioteket"]


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("position", (58.39, 13.85)),
        ("position_of_apple", (58.391, 13.845)),
        ("position_of_nowhere", (None, None)),
    ],
)
def test_a_position_belongs_to_the_place(name: str, position: tuple[float | None, float | None]) -> None:
    (place,) = only(name).locations

    assert (place.name, place.latitude, place.longitude) == ("Skövde", *position)


def test_no_place_is_no_place() -> None:
    assert only("floating").locations == ()


def test_the_text_in_html_is_preferred() -> None:
    event = only("body_in_html")

    assert event.body_is_html
    assert event.body == '<html><body>\n<p>Välkommen, <a href="https://x.example">här</a></p>\n</body></html>'


def test_the_plain_text_is_unescaped() -> None:
    event = only("body_in_text")

    assert (event.body, event.body_is_html) == ("Välkommen, alla\nAnna", False)


def test_the_text_of_an_alarm_is_not_the_text_of_the_meeting() -> None:
    assert only("with_an_alarm").body == ""


def test_a_huge_text_is_cut() -> None:
    data = (FIXTURES / "body_in_text.ics").read_bytes().replace(b"alla", b"x" * 5_000_000)

    (event,), problems = read_calendar(data, None, SPRING, ZONE)

    assert (len(event.body), problems) == (200_000, [])


# --- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("broken_start", "its DTSTART cannot be understood"),
        ("broken_no_start", "it has no start"),
        ("broken_length", "its DURATION cannot be understood"),
        ("broken_negative_length", "it ends before it starts"),
        ("broken_order", "it ends before it starts"),
        ("broken_kinds", "its start and end are not of one kind, a day or a time"),
        ("broken_rule", "its RRULE cannot be understood"),
        ("broken_rule_day", "its RRULE cannot be understood"),
        ("broken_rule_without_step", "its RRULE cannot be understood"),
        ("broken_rule_each_second", "it repeats more than once a day, as no meeting does"),
        ("broken_end_told_twice", "its DTEND cannot be understood"),
        ("broken_left_out_day", "when it takes place cannot be worked out"),
    ],
)
def test_a_broken_meeting_is_one_sentence_and_the_rest_go_on(name: str, why: str) -> None:
    found, problems = read(name)

    assert [event.subject for event in found] == ["Bra"]
    assert problems == [f"Line 4: a meeting was left out: {why}"]


def test_a_file_broken_off_in_a_meeting_says_so() -> None:
    found, problems = read("broken_off")

    assert [event.subject for event in found] == ["Bra"]
    assert problems == [
        "Line 15: a meeting was left out: the file ends or goes on with something else in the middle of it"
    ]


def test_a_line_that_makes_no_sense_is_passed_over() -> None:
    assert only("broken_line").start == NINE


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"<html>Log in</html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_what_is_no_calendar_is_told(data: bytes) -> None:
    found, problems = read_calendar(data, None, SPRING, ZONE)

    assert found == []
    assert problems == [
        "This is no calendar file: it should begin with BEGIN:VCALENDAR, as a calendar exported as .ics does"
    ]


def test_a_calendar_without_meetings_is_no_problem() -> None:
    assert events("no_meetings") == []


ODD = [b"00010101T000000", b"99991231T235959Z", b"P99999999W", b'"', b";", b":", b",", b"\xff", b"FREQ=DAILY", b"\r\n "]


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_file_however_damaged_stops_the_reading(data: st.DataObject) -> None:
    names = sorted(path.stem for path in FIXTURES.glob("*.ics"))
    lines = (FIXTURES / f"{data.draw(st.sampled_from(names))}.ics").read_bytes().split(b"\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        place = data.draw(st.integers(0, len(lines[number])))
        odd = data.draw(st.sampled_from(ODD))
        lines[number] = lines[number][:place] + odd + lines[number][place + data.draw(st.integers(0, 6)) :]
    damaged = b"\r\n".join(lines)

    found, problems = read_calendar(damaged, None, default_window(damaged), ZONE)

    assert all(event.start.tzinfo is UTC and event.start <= event.end for event in found)
    assert not any("Hemlig" in problem for problem in problems)


# --- the window ------------------------------------------------------------------------------------------------------


def window(name: str) -> tuple[str, str]:
    found = default_window((FIXTURES / f"{name}.ics").read_bytes())
    return f"{found.start:%Y-%m-%d}", f"{found.end:%Y-%m-%d}"


def test_the_window_spans_the_meetings_of_the_file() -> None:
    assert window("all_day") == ("2027-01-13", "2027-01-17")


def test_the_window_is_no_more_than_a_year_either_way_from_the_export() -> None:
    assert window("long_ago_and_far_ahead") == ("2026-01-01", "2028-01-01")


def test_a_series_is_followed_for_a_year_after_the_export() -> None:
    assert window("series_by_dates") == ("2027-01-13", "2028-01-01")


def test_an_old_calendar_is_read_for_its_last_two_years() -> None:
    assert window("long_ago_only") == ("2012-06-01", "2014-06-02")


def test_a_file_without_dates_has_an_empty_window() -> None:
    found = default_window((FIXTURES / "no_meetings.ics").read_bytes())

    assert found.start == found.end


# --- calendars from the world ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count", "problem_count", "first"),
    [
        ("Office-2012-owa", 90, 0, datetime(2020, 10, 28, 2, 30, tzinfo=UTC)),
        ("bad_custom_ms_tz", 2, 2, datetime(2021, 3, 25, 9, 35, tzinfo=UTC)),
        ("exchange_whole_day_moved_recurrence", 51, 0, datetime(2026, 2, 18, 23, tzinfo=UTC)),
        ("ms_timezones", 372, 0, datetime(2020, 6, 9, 7, tzinfo=UTC)),
        ("outlook-2010", 1, 0, datetime(2013, 6, 10, 16, tzinfo=UTC)),
        ("test_with_multiple_tzids_in_vtimezone", 1, 0, datetime(2024, 6, 26, 22, tzinfo=UTC)),
        ("tripit-location-escaping", 47, 0, datetime(2011, 10, 10, 22, tzinfo=UTC)),
        ("x_location", 262, 0, datetime(2016, 10, 28, 12, tzinfo=UTC)),
    ],
)
def test_a_calendar_from_the_world_is_read(name: str, count: int, problem_count: int, first: datetime) -> None:
    path = SAMPLES / f"{name}.ics"
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the checkout")

    found, problems = read_calendar(path.read_bytes(), None, default_window(path.read_bytes()), ZONE)

    assert (len(found), len(problems), found[0].start) == (count, problem_count, first)
