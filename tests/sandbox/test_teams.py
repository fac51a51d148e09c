"""Meetings that go online, and stay so."""

import html

from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, WEEKLY, Caller, Json

ONLINE: Json = {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}


def test_going_online_gives_a_join_link_in_every_copy_and_a_block_in_the_body(caller: Caller) -> None:
    planned = caller.plan()
    assert (planned["isOnlineMeeting"], planned["onlineMeetingProvider"], planned["onlineMeeting"]) == (
        False,
        "unknown",
        None,
    )
    changed = caller.patch(ANNA, planned["id"], ONLINE)
    link = changed["onlineMeeting"]["joinUrl"]
    assert (changed["isOnlineMeeting"], changed["onlineMeetingProvider"]) == (True, "teamsForBusiness")
    assert link.startswith("https://teams.microsoft.com/l/meetup-join/")
    assert changed["body"]["content"].index("Dagordning kommer.") < changed["body"]["content"].index(html.escape(link))
    assert changed["onlineMeetingUrl"] is None
    assert caller.copy(BO, planned["iCalUId"])["onlineMeeting"]["joinUrl"] == link


def test_going_online_leaves_the_place_alone(caller: Caller) -> None:
    planned = caller.plan()
    assert caller.patch(ANNA, planned["id"], ONLINE)["location"] == planned["location"]


def test_going_offline_again_is_ignored(caller: Caller) -> None:
    planned = caller.plan(**ONLINE)
    changed = caller.patch(ANNA, planned["id"], {"isOnlineMeeting": False})
    assert (changed["isOnlineMeeting"], changed["onlineMeeting"]) == (True, planned["onlineMeeting"])


def test_a_body_without_the_link_turns_the_meeting_offline(caller: Caller) -> None:
    planned = caller.plan(**ONLINE)
    changed = caller.patch(ANNA, planned["id"], {"body": {"contentType": "html", "content": "<p>Nytt</p>"}})
    assert (changed["isOnlineMeeting"], changed["onlineMeetingProvider"]) == (False, "unknown")


def test_a_body_with_the_link_keeps_the_meeting_online(caller: Caller) -> None:
    planned = caller.plan(**ONLINE)
    content = planned["body"]["content"].replace("Dagordning kommer.", "Dagordning bifogas.")
    changed = caller.patch(ANNA, planned["id"], {"body": {"contentType": "html", "content": content}})
    assert changed["isOnlineMeeting"]
    assert "Dagordning bifogas." in changed["body"]["content"]


def test_a_body_that_has_the_block_gets_no_second_one(caller: Caller) -> None:
    planned = caller.plan(**ONLINE)
    caller.patch(ANNA, planned["id"], {"body": {"contentType": "html", "content": "<p>Nytt</p>"}})
    changed = caller.patch(ANNA, planned["id"], {**ONLINE, "body": planned["body"]})
    assert changed["isOnlineMeeting"]
    assert changed["body"]["content"].count("Anslut till mötet nu") == 1


def test_for_some_people_going_online_silently_fails(caller: Caller, tenant: Tenant) -> None:
    user = tenant.directory.user(ANNA)
    assert user is not None
    user.teams_refused = True
    planned = caller.plan()
    changed = caller.patch(ANNA, planned["id"], ONLINE)
    assert (changed["isOnlineMeeting"], changed["onlineMeetingProvider"], changed["onlineMeeting"]) == (
        False,
        "unknown",
        None,
    )


def test_a_series_goes_online_with_all_its_meetings_and_exceptions(caller: Caller) -> None:
    master = caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[1]["id"], {"location": {"displayName": "Borås"}})
    link = caller.patch(ANNA, master["id"], ONLINE)["onlineMeeting"]["joinUrl"]
    assert {item["onlineMeeting"]["joinUrl"] for item in caller.view(BO)} == {link}


def test_one_occurrence_can_go_online_alone(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[1]["id"], ONLINE)
    assert [item["isOnlineMeeting"] for item in caller.view(BO)] == [False, True, False, False, False]


def test_two_meetings_never_share_a_link(caller: Caller) -> None:
    links = {caller.plan(**ONLINE)["onlineMeeting"]["joinUrl"] for _ in range(2)}
    assert len(links) == 2
