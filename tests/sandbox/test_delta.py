"""Rounds of changes in a calendar."""

from datetime import timedelta

import pytest

from resfria_bot.sandbox.server import Server
from resfria_bot.sandbox.tenant import Quirks, Tenant

from .office import ANNA, BO, NOW, WEEKLY, WINDOW, Caller, event_path, refused

DELTA = f"/users/{ANNA}/calendarView/delta"
LARGE = "odata.maxpagesize=100"


def test_a_full_round_tells_masters_and_single_events_in_full_and_occurrences_as_stubs(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    caller.plan(subject="För sig")
    items, _ = caller.round(ANNA)
    by_type = {item["type"]: item for item in items}
    assert by_type["seriesMaster"]["subject"] == "Styrgrupp"
    assert by_type["singleInstance"]["subject"] == "För sig"
    stub = {"@odata.type", "@odata.etag", "id", "type", "seriesMasterId", "start", "end"}
    assert by_type["occurrence"].keys() == stub
    assert len(items) == 7


def test_an_unchanged_mailbox_answers_with_one_empty_page_and_a_working_link(caller: Caller, tenant: Tenant) -> None:
    tenant.quirks = Quirks(replay=1, empty_page=1, absent_master=1)
    caller.plan()
    _, link = caller.round(ANNA)
    page = caller.get(link)
    assert page["value"] == []
    assert "@odata.nextLink" not in page
    assert caller.get(page["@odata.deltaLink"])["value"] == []


def test_looking_often_at_an_unchanged_mailbox_lets_no_token_expire(caller: Caller) -> None:
    _, link = caller.round(ANNA)
    for _ in range(30):
        assert caller.round(ANNA, link) == ([], link)


def test_the_tokens_of_long_past_rounds_expire(caller: Caller) -> None:
    _, link = caller.round(ANNA)
    for _ in range(20):
        caller.round(ANNA)
    assert refused(caller.send("GET", link)) == (410, "SyncStateNotFound")


def test_only_what_changed_comes_in_the_next_round(caller: Caller) -> None:
    changed = caller.plan(subject="Ändras")
    caller.plan(subject="Ligger kvar")
    _, link = caller.round(ANNA)
    caller.patch(ANNA, changed["id"], {"subject": "Ändrad"})
    new = caller.plan(subject="Ny")
    items, _ = caller.round(ANNA, link)
    assert [item["subject"] for item in items] == ["Ändrad", "Ny"]
    assert items[1]["iCalUId"] == new["iCalUId"]


def test_the_same_link_tells_the_same_changes_again(caller: Caller) -> None:
    _, link = caller.round(ANNA)
    caller.plan()
    assert caller.round(ANNA, link)[0] == caller.round(ANNA, link)[0] != []


def test_what_is_gone_or_has_left_the_window_is_removed(caller: Caller) -> None:
    gone, moved = caller.plan(subject="Borta"), caller.plan(subject="Flyttad")
    _, link = caller.round(ANNA)
    assert caller.send("DELETE", event_path(ANNA, gone["id"])).status_code == 204
    later = {"dateTime": "2027-06-01T09:00:00", "timeZone": "UTC"}
    caller.patch(ANNA, moved["id"], {"start": later, "end": later})
    items, _ = caller.round(ANNA, link)
    assert {item["id"] for item in items} == {gone["id"], moved["id"]}
    assert all(item["@removed"] == {"reason": "deleted"} for item in items)


def test_a_change_outside_the_window_comes_as_removed_too(caller: Caller) -> None:
    far = {"dateTime": "2028-06-01T09:00:00", "timeZone": "UTC"}
    outside = caller.plan(start=far, end=far)
    _, link = caller.round(ANNA)
    caller.patch(ANNA, outside["id"], {"subject": "Långt borta"})
    (item,) = caller.round(ANNA, link)[0]
    assert (item["id"], item["@removed"]) == (outside["id"], {"reason": "deleted"})


def test_the_window_of_a_link_is_frozen(caller: Caller, tenant: Tenant) -> None:
    _, link = caller.round(ANNA)
    tenant.advance_to(NOW + timedelta(days=60))
    april = {"dateTime": "2027-04-06T09:00:00", "timeZone": "UTC"}
    caller.plan(start=april, end=april)
    wider = f"{link}&startDateTime=2027-04-01T00:00:00Z&endDateTime=2027-05-01T00:00:00Z"
    (item,) = caller.round(ANNA, wider)[0]
    assert "@removed" in item


def test_an_exception_comes_in_full_and_a_cancelled_occurrence_is_removed(caller: Caller) -> None:
    caller.plan(recurrence=WEEKLY)
    _, link = caller.round(ANNA)
    first, second = caller.view(ANNA)[:2]
    caller.patch(ANNA, first["id"], {"location": {"displayName": "Borås"}})
    assert caller.act(ANNA, second["id"], "cancel") == 202
    items, _ = caller.round(ANNA, link)
    changed, removed = sorted(items, key=lambda item: "@removed" in item)
    assert (changed["type"], changed["location"]["displayName"]) == ("exception", "Borås")
    assert removed["id"] == second["id"]


def test_pages_are_as_large_as_preferred(caller: Caller) -> None:
    for _ in range(5):
        caller.plan()
    pages = list(caller.pages(DELTA, "odata.maxpagesize=2", **WINDOW))
    assert [len(page["value"]) for page in pages] == [2, 2, 1]
    assert all(("@odata.deltaLink" in page) is (page is pages[-1]) for page in pages)


def test_a_page_can_be_read_again(caller: Caller) -> None:
    for _ in range(3):
        caller.plan()
    link = caller.get(DELTA, "odata.maxpagesize=2", **WINDOW)["@odata.nextLink"]
    assert caller.get(link)["value"] == caller.get(link)["value"] != []


def test_tokens_tell_nothing(caller: Caller) -> None:
    _, link = caller.round(ANNA)
    token = link.partition("$deltatoken=")[2]
    assert len(token) > 60
    assert "2027" not in token
    assert "anna" not in token.lower()


def test_a_master_may_be_absent_and_is_still_found_by_its_id(caller: Caller, tenant: Tenant) -> None:
    tenant.quirks.absent_master = 1
    caller.plan(recurrence=WEEKLY)
    items, _ = caller.round(ANNA)
    assert {item["type"] for item in items} == {"occurrence"}
    assert caller.get(event_path(ANNA, items[0]["seriesMasterId"]))["type"] == "seriesMaster"


def test_an_item_may_be_told_twice_and_a_page_be_empty(caller: Caller, tenant: Tenant) -> None:
    tenant.quirks.replay = tenant.quirks.empty_page = 1
    planned = caller.plan()
    pages = list(caller.pages(DELTA, LARGE, **WINDOW))
    assert [len(page["value"]) for page in pages] == [0, 2]
    assert {item["id"] for item in pages[1]["value"]} == {planned["id"]}


@pytest.mark.parametrize("option", ["$select", "$filter", "$orderby", "$expand", "$search"])
def test_options_that_change_tracking_does_not_know_are_refused(caller: Caller, option: str) -> None:
    response = caller.send("GET", DELTA, **WINDOW, **{option: "subject"})
    assert refused(response) == (400, "ErrorInvalidUrlQuery")


def test_an_expired_token_asks_for_a_new_start(caller: Caller, server: Server) -> None:
    caller.plan()
    _, link = caller.round(ANNA)
    server.faults.expire_delta(ANNA)
    assert refused(caller.send("GET", link)) == (410, "SyncStateNotFound")
    assert len(caller.round(ANNA)[0]) == 1


def test_a_token_may_expire_in_the_middle_of_a_round(caller: Caller, server: Server) -> None:
    for _ in range(3):
        caller.plan()
    link = caller.get(DELTA, "odata.maxpagesize=2", **WINDOW)["@odata.nextLink"]
    server.faults.expire_delta(ANNA)
    assert refused(caller.send("GET", link)) == (410, "SyncStateNotFound")


def test_a_token_of_one_mailbox_opens_nothing_in_another(caller: Caller) -> None:
    _, link = caller.round(ANNA)
    assert refused(caller.send("GET", link.replace(ANNA, BO))) == (410, "SyncStateNotFound")
