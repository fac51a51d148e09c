"""Answers, and meetings called off."""

from datetime import timedelta

import pytest

from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, NOW, WEEKLY, Caller, event_path


@pytest.mark.parametrize(
    ("action", "response", "show_as"),
    [
        ("accept", "accepted", "busy"),
        ("tentativelyAccept", "tentativelyAccepted", "tentative"),
        ("decline", "declined", "free"),
    ],
)
def test_an_answer_stands_in_both_copies_with_its_time(
    caller: Caller, tenant: Tenant, action: str, response: str, show_as: str
) -> None:
    planned = caller.plan()
    tenant.advance_to(NOW + timedelta(hours=3))
    assert caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], action, {"comment": "Hej"}) == 202
    expected = {"response": response, "time": "2027-01-11T10:00:00Z"}
    copy = caller.copy(BO, planned["iCalUId"])
    assert (copy["responseStatus"], copy["showAs"]) == (expected, show_as)
    assert caller.copy(ANNA, planned["iCalUId"])["attendees"][0]["status"] == expected


def test_the_newest_answer_counts(caller: Caller) -> None:
    planned = caller.plan()
    identity = caller.copy(BO, planned["iCalUId"])["id"]
    caller.act(BO, identity, "decline")
    caller.act(BO, identity, "accept")
    assert caller.copy(ANNA, planned["iCalUId"])["attendees"][0]["status"]["response"] == "accepted"


def test_an_answer_that_is_not_sent_stays_in_the_copy(caller: Caller) -> None:
    planned = caller.plan()
    caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], "accept", {"sendResponse": False})
    assert caller.copy(BO, planned["iCalUId"])["responseStatus"]["response"] == "accepted"
    assert caller.copy(ANNA, planned["iCalUId"])["attendees"][0]["status"]["response"] == "none"


def test_attendees_do_not_see_each_other_s_answers(caller: Caller) -> None:
    planned = caller.plan()
    caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], "accept")
    seen = caller.copy(BO, planned["iCalUId"])["attendees"]
    assert {attendee["status"]["response"] for attendee in seen} == {"none"}


def test_an_answer_to_a_series_answers_all_its_meetings(caller: Caller) -> None:
    planned = caller.plan(recurrence=WEEKLY)
    caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], "accept")
    assert {item["responseStatus"]["response"] for item in caller.view(BO)} == {"accepted"}


def test_one_occurrence_can_be_declined_alone(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    caller.act(BO, caller.view(BO)[1]["id"], "decline")
    found = [item["attendees"][0]["status"]["response"] for item in caller.view(ANNA)]
    assert found == ["none", "declined", "none", "none", "none"]


def test_the_organiser_has_nothing_to_answer(caller: Caller) -> None:
    assert caller.act(ANNA, caller.plan()["id"], "accept") == 400


def test_a_cancelled_meeting_leaves_the_organiser_and_stands_cancelled_with_the_others(caller: Caller) -> None:
    planned = caller.plan()
    assert caller.act(ANNA, planned["id"], "cancel", {"comment": "Vi ses inte"}) == 202
    assert caller.view(ANNA) == []
    copy = caller.copy(BO, planned["iCalUId"])
    assert (copy["isCancelled"], copy["showAs"], copy["subject"]) == (True, "free", "Avbokat: Styrgrupp")
    assert "Vi ses inte" in copy["body"]["content"]
    assert caller.act(BO, copy["id"], "accept") == 400


def test_only_the_organiser_may_cancel(caller: Caller) -> None:
    planned = caller.plan()
    assert caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], "cancel") == 400


def test_deleting_one_s_own_meeting_cancels_it_for_the_others(caller: Caller) -> None:
    planned = caller.plan()
    assert caller.send("DELETE", event_path(ANNA, planned["id"])).status_code == 204
    assert caller.copy(BO, planned["iCalUId"])["isCancelled"]


def test_deleting_an_invitation_takes_away_only_one_s_own_copy(caller: Caller) -> None:
    planned = caller.plan()
    copy = caller.copy(BO, planned["iCalUId"])
    assert caller.send("DELETE", event_path(BO, copy["id"])).status_code == 204
    assert caller.view(BO) == []
    assert not caller.copy(ANNA, planned["iCalUId"])["isCancelled"]


def test_one_occurrence_can_be_called_off_alone(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    assert caller.act(ANNA, caller.view(ANNA)[1]["id"], "cancel") == 202
    assert len(caller.view(ANNA)) == 4
    assert [item["isCancelled"] for item in caller.view(BO)] == [False, True, False, False, False]


def test_a_series_called_off_is_cancelled_with_its_exceptions(caller: Caller) -> None:
    planned = caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[1]["id"], {"location": {"displayName": "Borås"}})
    caller.act(ANNA, planned["id"], "cancel")
    assert caller.view(ANNA) == []
    assert {item["isCancelled"] for item in caller.view(BO)} == {True}
