"""Reading a calendar: views, pages, preferences."""

import pytest

from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, WEEKLY, WINDOW, Caller, event_path, refused


def test_a_view_shows_the_occurrences_of_a_series_and_the_list_its_master(caller: Caller) -> None:
    master = caller.plan(recurrence=WEEKLY)
    assert master["type"] == "seriesMaster"
    view = caller.view(ANNA)
    assert [item["start"]["dateTime"][:10] for item in view] == [
        "2027-01-12",
        "2027-01-19",
        "2027-01-26",
        "2027-02-02",
        "2027-02-09",
    ]
    assert {item["seriesMasterId"] for item in view} == {master["id"]}
    assert len({item["iCalUId"] for item in view} | {master["iCalUId"]}) == 6
    assert [item["id"] for item in caller.get(f"/users/{ANNA}/events")["value"]] == [master["id"]]


def test_occurrences_keep_the_wall_clock_over_the_change_to_summer_time(caller: Caller) -> None:
    rhythm = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
        "range": {"type": "endDate", "startDate": "2027-03-23", "endDate": "2027-03-30"},
    }
    zone = "W. Europe Standard Time"
    times = {"dateTime": "2027-03-23T09:00:00", "timeZone": zone}, {"dateTime": "2027-03-23T10:00:00", "timeZone": zone}
    master = caller.plan(recurrence=rhythm, start=times[0], end=times[1])
    path = f"{event_path(ANNA, master['id'])}/instances"
    found = caller.get(path, startDateTime="2027-03-01T00:00:00Z", endDateTime="2027-04-30T00:00:00Z")["value"]
    assert [item["start"]["dateTime"][11:16] for item in found] == ["08:00", "07:00"]


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ({"type": "daily", "interval": 2}, ["01-12", "01-14", "01-16"]),
        ({"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"]}, ["01-15", "01-25", "01-29"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}, ["01-31", "02-28", "03-31"]),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["thursday"], "index": "last"},
            ["01-28", "02-25", "03-25"],
        ),
        ({"type": "absoluteYearly", "interval": 1, "month": 2, "dayOfMonth": 3}, ["02-03", "02-03", "02-03"]),
        (
            {"type": "relativeYearly", "interval": 1, "month": 2, "daysOfWeek": ["monday"], "index": "first"},
            ["02-01", "02-07", "02-05"],
        ),
    ],
)
def test_every_rhythm_of_graph_is_expanded(caller: Caller, pattern: dict[str, object], days: list[str]) -> None:
    span = {"type": "numbered", "startDate": "2027-01-12", "numberOfOccurrences": 3}
    master = caller.plan(recurrence={"pattern": pattern, "range": span})
    path = f"{event_path(ANNA, master['id'])}/instances"
    found = caller.get(path, startDateTime="2027-01-01T00:00:00Z", endDateTime="2030-01-01T00:00:00Z")["value"]
    assert [item["start"]["dateTime"][5:10] for item in found] == days


def test_a_page_has_ten_events_and_links_lead_to_the_rest(caller: Caller) -> None:
    for number in range(23):
        caller.plan(subject=f"Möte {number:02}")
    pages = list(caller.pages(f"/users/{ANNA}/calendarView", **WINDOW, **{"$select": "subject"}))
    assert [len(page["value"]) for page in pages] == [10, 10, 3]
    found = [item["subject"] for page in pages for item in page["value"]]
    assert sorted(found) == [f"Möte {number:02}" for number in range(23)]


def test_only_selected_properties_come(caller: Caller) -> None:
    caller.plan()
    (item,) = caller.get(f"/users/{ANNA}/calendarView", **WINDOW, **{"$select": "subject"})["value"]
    assert item.keys() == {"@odata.etag", "id", "subject"}


def test_events_can_be_filtered_and_sorted(caller: Caller) -> None:
    first = caller.plan(subject="A")
    caller.plan(subject="B")
    by_uid = caller.get(f"/users/{ANNA}/events", **{"$filter": f"iCalUId eq '{first['iCalUId']}'"})["value"]
    by_subject = caller.get(f"/users/{ANNA}/events", **{"$orderby": "subject desc"})["value"]
    assert [item["subject"] for item in by_uid] == ["A"]
    assert [item["subject"] for item in by_subject] == ["B", "A"]


def test_times_come_in_utc_with_seven_decimals_unless_another_zone_is_preferred(caller: Caller) -> None:
    caller.plan()
    (plain,) = caller.view(ANNA)
    (local,) = caller.view(ANNA, 'outlook.timezone="Europe/Stockholm"')
    assert plain["start"] == {"dateTime": "2027-01-12T08:00:00.0000000", "timeZone": "UTC"}
    assert local["start"] == {"dateTime": "2027-01-12T09:00:00.0000000", "timeZone": "Europe/Stockholm"}
    assert plain["originalStartTimeZone"] == "W. Europe Standard Time"


def test_a_zone_that_does_not_exist_is_refused(caller: Caller) -> None:
    response = caller.send("GET", f"/users/{ANNA}/events", prefer='outlook.timezone="Mars"')
    assert refused(response) == (400, "TimeZoneNotSupportedException")


def test_the_body_comes_as_text_when_preferred(caller: Caller) -> None:
    caller.plan(body={"contentType": "html", "content": "<p>Ett &amp; två</p><p>tre</p>"})
    (item,) = caller.view(ANNA, 'outlook.body-content-type="text"')
    assert item["body"] == {"contentType": "text", "content": "Ett & två\r\ntre"}


def test_immutable_ids_come_only_when_preferred_and_both_kinds_work(caller: Caller) -> None:
    caller.plan()
    (plain,) = caller.view(ANNA)
    (stable,) = caller.view(ANNA, 'IdType="ImmutableId"')
    assert plain["id"] != stable["id"]
    for identity in (plain["id"], stable["id"]):
        assert caller.get(event_path(ANNA, identity))["iCalUId"] == plain["iCalUId"]


def test_an_applied_preference_is_told(caller: Caller) -> None:
    response = caller.send("GET", f"/users/{ANNA}/events", prefer='odata.maxpagesize=3, IdType="ImmutableId"')
    assert response.headers["Preference-Applied"] == 'odata.maxpagesize=3, IdType="ImmutableId"'


def test_a_view_needs_a_window_of_at_most_five_years(caller: Caller) -> None:
    path = f"/users/{ANNA}/calendarView"
    assert refused(caller.send("GET", path)) == (400, "ErrorInvalidParameter")
    too_long = {"startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}
    assert refused(caller.send("GET", path, **too_long)) == (400, "ErrorInvalidRequest")
    no_time = {"startDateTime": "i går", "endDateTime": "2027-01-01T00:00:00Z"}
    assert refused(caller.send("GET", path, **no_time)) == (400, "ErrorInvalidParameter")


def test_an_event_id_of_one_mailbox_opens_nothing_in_another(caller: Caller) -> None:
    planned = caller.plan()
    assert refused(caller.send("GET", event_path(BO, planned["id"]))) == (404, "ErrorItemNotFound")
    assert refused(caller.send("GET", event_path(BO, "nonsense"))) == (400, "ErrorInvalidIdMalformed")


def test_an_unknown_mailbox_is_invalid(caller: Caller) -> None:
    assert refused(caller.send("GET", "/users/nobody@kontor.example/events")) == (404, "ErrorInvalidUser")


def test_a_person_without_mailbox_has_no_calendar(caller: Caller, tenant: Tenant) -> None:
    user = tenant.directory.user(ANNA)
    assert user is not None
    user.id, user.address, user.has_mailbox = "x", "guest@annorstans.example", False
    tenant.add_user(user)
    response = caller.send("GET", "/users/guest@annorstans.example/events")
    assert refused(response) == (404, "MailboxNotEnabledForRESTAPI")


def test_a_reader_of_basic_properties_gets_no_body(caller: Caller, tenant: Tenant) -> None:
    caller.plan()
    tenant.permissions = {"Calendars.ReadBasic"}
    (item,) = caller.view(ANNA)
    assert item.keys().isdisjoint({"body", "bodyPreview"})
    assert refused(caller.send("GET", f"/users/{ANNA}/calendarView/delta", **WINDOW)) == (403, "ErrorAccessDenied")


@pytest.mark.parametrize("path", ["calendar/calendarView", "calendars/any/calendarView", "calendarview"])
def test_the_one_calendar_is_found_by_every_path(caller: Caller, path: str) -> None:
    caller.plan()
    assert len(caller.get(f"/users/{ANNA}/{path}", **WINDOW)["value"]) == 1


def test_free_and_busy_times_are_told_by_the_half_hour(caller: Caller) -> None:
    caller.plan(sensitivity="private")
    body = {
        "schedules": [ANNA, "nobody@kontor.example"],
        "startTime": {"dateTime": "2027-01-12T08:00:00", "timeZone": "Europe/Stockholm"},
        "endTime": {"dateTime": "2027-01-12T11:00:00", "timeZone": "Europe/Stockholm"},
        "availabilityViewInterval": 30,
    }
    response = caller.send("POST", f"/users/{ANNA}/calendar/getSchedule", body)
    anna, nobody = response.json()["value"]
    assert anna["availabilityView"] == "002220"
    assert "subject" not in anna["scheduleItems"][0]
    assert nobody["error"]["responseCode"] == "ErrorNoFreeBusy"


def test_more_than_twenty_schedules_are_refused(caller: Caller) -> None:
    moment = {"dateTime": "2027-01-12T08:00:00", "timeZone": "UTC"}
    body = {"schedules": [ANNA] * 21, "startTime": moment, "endTime": moment}
    response = caller.send("POST", f"/users/{ANNA}/calendar/getSchedule", body)
    assert refused(response) == (400, "ErrorTooManyMailboxes")
