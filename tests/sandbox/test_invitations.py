"""Creating events, and how invitations land."""

import pytest

from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, CILLA, OUTSIDER, ROOM, Caller, answered, event, invited, refused


def test_an_invitation_lands_as_a_copy_with_an_id_of_its_own(caller: Caller) -> None:
    planned = caller.plan()
    copy = caller.copy(BO, planned["iCalUId"])
    assert copy["id"] != planned["id"]
    assert (planned["isOrganizer"], copy["isOrganizer"]) == (True, False)
    assert planned["responseStatus"]["response"] == "organizer"
    assert copy["responseStatus"] == {"response": "notResponded", "time": "0001-01-01T00:00:00Z"}
    assert copy["organizer"]["emailAddress"] == {"name": "Anna Prov", "address": ANNA}
    assert copy["showAs"] == "tentative"


def test_the_organiser_sees_nobody_s_answer_before_it_is_given(caller: Caller) -> None:
    planned = caller.plan()
    assert [a["status"]["response"] for a in planned["attendees"]] == ["none", "none"]


def test_people_outside_are_on_the_list_and_get_no_copy(caller: Caller, tenant: Tenant) -> None:
    planned = caller.plan()
    assert [a["emailAddress"]["address"] for a in planned["attendees"]] == [BO, OUTSIDER]
    assert not tenant.has_mailbox(OUTSIDER)
    assert caller.view(CILLA) == []


def test_free_text_is_a_private_place_and_a_picked_room_one_of_the_directory(caller: Caller) -> None:
    place = {"displayName": "Rum 3", "locationEmailAddress": ROOM}
    picked = caller.plan(location=place, attendees=[invited(ROOM, "resource")])
    written = caller.plan()
    assert (written["location"]["locationType"], written["location"]["uniqueIdType"]) == ("default", "private")
    assert (picked["location"]["locationType"], picked["location"]["uniqueIdType"]) == ("conferenceRoom", "directory")
    assert picked["attendees"][0]["status"]["response"] == "accepted"
    assert picked["locations"][0]["displayName"] == "Rum 3"


def test_several_places_are_told_together_in_the_one(caller: Caller) -> None:
    places = [{"displayName": "Borås"}, {"displayName": "Skövde"}]
    body = event(locations=places)
    del body["location"]
    planned = answered(caller.send("POST", f"/users/{ANNA}/events", body), 201)
    assert planned["location"]["displayName"] == "Borås; Skövde"
    assert [place["displayName"] for place in planned["locations"]] == ["Borås", "Skövde"]


def test_a_repeated_transaction_makes_nothing_new(caller: Caller) -> None:
    first, second = caller.plan(transactionId="t-1"), caller.plan(transactionId="t-1")
    assert second["id"] == first["id"]
    assert len(caller.view(ANNA)) == len(caller.view(BO)) == 1


def test_a_transaction_used_for_another_event_is_refused(caller: Caller) -> None:
    caller.plan(transactionId="t-1")
    response = caller.send("POST", f"/users/{ANNA}/events", event(transactionId="t-1", subject="Annat"))
    assert refused(response) == (409, "ErrorDuplicateTransactionId")


def test_without_a_transaction_every_request_makes_an_event(caller: Caller) -> None:
    first, second = caller.plan(), caller.plan()
    assert first["iCalUId"] != second["iCalUId"]


def test_the_transaction_is_known_to_its_maker_only(caller: Caller) -> None:
    planned = caller.plan(transactionId="t-1")
    assert planned["transactionId"] == "t-1"
    assert caller.copy(BO, planned["iCalUId"])["transactionId"] is None


def test_plain_text_becomes_html_and_is_escaped(caller: Caller) -> None:
    planned = caller.plan(body={"contentType": "text", "content": "a < b\nc"})
    assert "a &lt; b<br>" in planned["body"]["content"]
    assert planned["bodyPreview"] == "a < b\r\nc"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": None}, "ErrorInvalidRequest"),
        ({"start": {"dateTime": "soon", "timeZone": "UTC"}}, "ErrorInvalidParameter"),
        ({"start": {"dateTime": "2027-01-12T09:00:00", "timeZone": "Mars"}}, "TimeZoneNotSupportedException"),
        ({"end": {"dateTime": "2026-01-12T09:00:00", "timeZone": "UTC"}}, "ErrorPropertyValidationFailure"),
        ({"start": {"dateTime": "0001-01-01T00:00:00", "timeZone": "UTC"}}, "ErrorInvalidParameter"),
        ({"isAllDay": True}, "ErrorPropertyValidationFailure"),
        ({"attendees": [{"type": "required"}]}, "ErrorInvalidRecipients"),
        ({"showAs": "asleep"}, "ErrorInvalidRequest"),
        ({"subject": 3}, "ErrorInvalidRequest"),
        ({"colour": "red"}, "RequestBodyRead"),
        ({"recurrence": {"pattern": {"type": "hourly"}, "range": {}}}, "ErrorInvalidRequest"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    caller: Caller, changes: dict[str, object], code: str
) -> None:
    assert refused(caller.send("POST", f"/users/{ANNA}/events", event(**changes))) == (400, code)
    assert caller.view(ANNA) == caller.view(BO) == []


def test_a_whole_day_is_taken_from_midnight_to_midnight(caller: Caller) -> None:
    zone = "W. Europe Standard Time"
    start, end = ({"dateTime": f"2027-01-{day}T00:00:00", "timeZone": zone} for day in (12, 13))
    planned = caller.plan(isAllDay=True, start=start, end=end, showAs="oof")
    assert (planned["isAllDay"], planned["showAs"]) == (True, "oof")


def test_hidden_attendees_see_only_themselves(caller: Caller) -> None:
    planned = caller.plan(hideAttendees=True)
    assert len(planned["attendees"]) == 2
    (seen,) = caller.copy(BO, planned["iCalUId"])["attendees"]
    assert seen["emailAddress"]["address"] == BO
