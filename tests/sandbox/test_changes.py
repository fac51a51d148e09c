"""Changing meetings."""

import pytest

from .office import ANNA, BO, CILLA, WEEKLY, Caller, event_path, invited, refused


def test_a_change_by_the_organiser_reaches_every_copy(caller: Caller) -> None:
    planned = caller.plan()
    changed = caller.patch(ANNA, planned["id"], {"subject": "Nytt namn"})
    copy = caller.copy(BO, planned["iCalUId"])
    assert changed["subject"] == copy["subject"] == "Nytt namn"
    assert changed["changeKey"] != planned["changeKey"]
    assert changed["@odata.etag"] != planned["@odata.etag"]


@pytest.mark.parametrize(
    "body", [{"subject": "Mitt"}, {"location": {"displayName": "Hos mig"}}, {"isOnlineMeeting": True}]
)
def test_only_the_organiser_may_change_a_meeting(caller: Caller, body: dict[str, object]) -> None:
    planned = caller.plan()
    copy = caller.copy(BO, planned["iCalUId"])
    assert refused(caller.send("PATCH", event_path(BO, copy["id"]), body)) == (403, "ErrorAccessDenied")
    assert caller.copy(ANNA, planned["iCalUId"])["changeKey"] == planned["changeKey"]


def test_everybody_may_set_what_belongs_to_their_own_copy(caller: Caller) -> None:
    planned = caller.plan()
    copy = caller.copy(BO, planned["iCalUId"])
    caller.patch(BO, copy["id"], {"showAs": "oof", "categories": ["Röd kategori"], "isReminderOn": False})
    assert caller.copy(BO, planned["iCalUId"])["showAs"] == "oof"
    assert caller.copy(ANNA, planned["iCalUId"])["showAs"] == "busy"


def test_a_new_place_wipes_every_place_there_was(caller: Caller) -> None:
    planned = caller.plan(locations=[{"displayName": "Borås"}, {"displayName": "Skövde"}])
    changed = caller.patch(ANNA, planned["id"], {"location": {"displayName": "Uddevalla"}})
    assert [place["displayName"] for place in changed["locations"]] == ["Uddevalla"]
    assert changed["location"]["displayName"] == "Uddevalla"


def test_a_meeting_at_another_time_has_to_be_answered_again(caller: Caller) -> None:
    planned = caller.plan()
    caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], "accept")
    times = {"start": "2027-01-13T09:00:00", "end": "2027-01-13T10:00:00"}
    body = {name: {"dateTime": text, "timeZone": "UTC"} for name, text in times.items()}
    changed = caller.patch(ANNA, planned["id"], body)
    assert changed["attendees"][0]["status"]["response"] == "none"
    assert caller.copy(BO, planned["iCalUId"])["responseStatus"]["response"] == "notResponded"


def test_newcomers_get_a_copy_and_those_taken_off_lose_theirs(caller: Caller) -> None:
    planned = caller.plan()
    caller.patch(ANNA, planned["id"], {"attendees": [invited(CILLA)]})
    assert caller.view(BO) == []
    assert [item["iCalUId"] for item in caller.view(CILLA)] == [planned["iCalUId"]]


def test_a_newcomer_changes_nothing_for_those_who_have_answered(caller: Caller) -> None:
    planned = caller.plan()
    identity = caller.copy(BO, planned["iCalUId"])["id"]
    caller.act(BO, identity, "accept")
    before = caller.patch(BO, identity, {"categories": ["Röd kategori"]})
    changed = caller.patch(ANNA, planned["id"], {"attendees": [invited(BO), invited(CILLA)]})
    assert [a["status"]["response"] for a in changed["attendees"]] == ["accepted", "none"]
    after = caller.copy(BO, planned["iCalUId"])
    assert [after[name] for name in ("id", "responseStatus", "categories")] == [
        before[name] for name in ("id", "responseStatus", "categories")
    ]


def test_changing_an_occurrence_makes_an_exception_and_leaves_the_others(caller: Caller) -> None:
    master = caller.plan(recurrence=WEEKLY)
    second = caller.view(ANNA)[1]
    changed = caller.patch(ANNA, second["id"], {"location": {"displayName": "Borås"}})
    assert (changed["type"], changed["id"], changed["iCalUId"]) == ("exception", second["id"], second["iCalUId"])
    assert changed["seriesMasterId"] == master["id"]
    assert changed["originalStart"] == "2027-01-19T08:00:00.0000000Z"
    places = [item["location"]["displayName"] for item in caller.view(BO)]
    assert places == ["Stadshuset, Skövde", "Borås", *["Stadshuset, Skövde"] * 3]


def test_a_change_of_the_series_spares_what_an_exception_has_of_its_own(caller: Caller) -> None:
    master = caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[1]["id"], {"location": {"displayName": "Borås"}})
    caller.patch(ANNA, master["id"], {"subject": "Ny styrgrupp", "location": {"displayName": "Uddevalla"}})
    found = caller.view(BO)
    assert {item["subject"] for item in found} == {"Ny styrgrupp"}
    assert [item["location"]["displayName"] for item in found][:3] == ["Uddevalla", "Borås", "Uddevalla"]


def test_a_series_that_moves_loses_its_exceptions(caller: Caller) -> None:
    master = caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[1]["id"], {"location": {"displayName": "Borås"}})
    times = {
        "start": {"dateTime": "2027-01-12T13:00:00", "timeZone": "Europe/Stockholm"},
        "end": {"dateTime": "2027-01-12T14:00:00", "timeZone": "Europe/Stockholm"},
    }
    caller.patch(ANNA, master["id"], times)
    assert {item["type"] for item in caller.view(ANNA)} == {"occurrence"}
    assert {item["start"]["dateTime"][11:16] for item in caller.view(BO)} == {"12:00"}


def test_an_occurrence_stays_between_its_neighbours(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    second = caller.view(ANNA)[1]
    times = {"start": "2027-01-27T09:00:00", "end": "2027-01-27T10:00:00"}
    body = {name: {"dateTime": text, "timeZone": "UTC"} for name, text in times.items()}
    response = caller.send("PATCH", event_path(ANNA, second["id"]), body)
    assert refused(response) == (400, "ErrorOccurrenceCrossingBoundary")
    assert caller.view(ANNA)[1] == second


def test_an_occurrence_that_moves_is_shown_at_its_new_time(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    second = caller.view(ANNA)[1]
    times = {"start": "2027-01-21T09:00:00", "end": "2027-01-21T10:00:00"}
    caller.patch(ANNA, second["id"], {name: {"dateTime": text, "timeZone": "UTC"} for name, text in times.items()})
    assert caller.view(BO)[1]["start"]["dateTime"] == "2027-01-21T09:00:00.0000000"


def test_somebody_invited_to_one_occurrence_gets_that_one(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    second = caller.view(ANNA)[1]
    caller.patch(ANNA, second["id"], {"attendees": [invited(BO), invited(CILLA)]})
    (item,) = caller.view(CILLA)
    assert (item["type"], item["iCalUId"]) == ("exception", second["iCalUId"])
    assert caller.get(event_path(CILLA, item["id"]))["start"] == second["start"]


def test_an_event_that_is_gone_cannot_be_changed(caller: Caller) -> None:
    planned = caller.plan()
    assert caller.send("DELETE", event_path(ANNA, planned["id"])).status_code == 204
    response = caller.send("PATCH", event_path(ANNA, planned["id"]), {"subject": "För sent"})
    assert refused(response) == (404, "ErrorItemNotFound")
