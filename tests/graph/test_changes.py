"""What changed in each mailbox: delta rounds over real HTTP."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from resfria_bot.core.types import Changes, Cursor, EventType, Failure, Window
from resfria_bot.errors import Denied, GraphError, StartOver
from resfria_bot.graph.calendars import Calendars
from resfria_bot.graph.client import Client

from .service import Reply, Service, event, serving, stub, zoned

ANNA, BO = "anna@k.example", "bo@k.example"
WINDOW = Window(start=datetime(2026, 12, 1, tzinfo=UTC), end=datetime(2027, 2, 1, tzinfo=UTC))
MASTER = event(
    "M", type="seriesMaster", location={"displayName": "Skövde"}, attendees=[{"emailAddress": {"address": BO}}]
)
EXPIRED = Reply(410, {"error": {"code": "SyncStateNotFound"}})


def view(mailbox: str = ANNA) -> str:
    return f"/users/{mailbox}/calendarView/delta"


def link(service: Service, token: str, mailbox: str = ANNA) -> str:
    return f"{service.base_url}{view(mailbox)}?$deltatoken={token}"


def page(service: Service, *items: Any, following: str = "", mailbox: str = ANNA) -> Reply:
    """The last page of a round, or with `following` one that has another after it."""
    name = "@odata.nextLink" if following else "@odata.deltaLink"
    return Reply(200, {"value": list(items), name: link(service, following or "new", mailbox)})


def cursor(delta_link: str = "", mailbox: str = ANNA) -> Cursor:
    return Cursor(mailbox=mailbox, delta_link=delta_link, window=WINDOW)


def read_all(client: Client, *cursors: Cursor) -> dict[str, Changes | Failure]:
    found = Calendars(client).changes(list(cursors) or [cursor()])
    return {r.mailbox if isinstance(r, Failure) else r.cursor.mailbox: r for r in found}


def read(client: Client, one: Cursor | None = None) -> Changes:
    result = read_all(client, one or cursor())[ANNA]
    assert isinstance(result, Changes), result
    return result


def failure(client: Client, one: Cursor | None = None) -> Failure:
    result = read_all(client, one or cursor())[ANNA]
    assert isinstance(result, Failure), result
    return result


def ids(changes: Changes) -> Sequence[str]:
    return [e.id for e in changes.events]


def test_a_cursor_without_link_is_read_in_full_over_its_window(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1")))
    changes = read(client)
    assert (ids(changes), changes.is_full) == (["1"], True)
    query = "startDateTime=2026-12-01T00%3A00%3A00Z&endDateTime=2027-02-01T00%3A00%3A00Z"
    assert service.inner()[0].path == f"{view()}?{query}"


def test_the_new_cursor_has_the_new_link_and_the_same_window(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service))
    assert read(client).cursor == cursor(link(service, "new"))


def test_a_cursor_with_link_is_followed_and_is_not_a_full_read(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1")))
    changes = read(client, cursor(link(service, "old")))
    assert not changes.is_full
    assert service.inner()[0].path == f"{view()}?$deltatoken=old"


def test_unchanged_mailboxes_cost_one_request_each_and_share_a_batch(client: Client, service: Service) -> None:
    names = [f"p{n}@k.example" for n in range(20)]
    for name in names:
        service.tell("GET", view(name), page(service, mailbox=name))
    found = read_all(client, *(cursor(link(service, "old", name), name) for name in names))
    assert all(isinstance(c, Changes) and not c.events for c in found.values())
    assert (client.request_count, client.subrequest_count) == (1, 20)


def test_every_page_is_asked_for_with_page_size_and_ids_that_stay(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, following="p2"), page(service))
    read(client)
    assert {s.headers["Prefer"] for s in service.inner()} == {'IdType="ImmutableId", odata.maxpagesize=50'}


def test_pages_are_followed_to_the_last_even_past_an_empty_one(client: Client, service: Service) -> None:
    service.tell(
        "GET",
        view(),
        page(service, event("1"), following="p2"),
        page(service, following="p3"),
        page(service, event("2")),
    )
    assert ids(read(client)) == ["1", "2"]
    assert [s.path.partition("?")[2] for s in service.inner()][1:] == ["$deltatoken=p2", "$deltatoken=p3"]


def test_of_a_replayed_item_the_last_word_counts(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1"), following="p2"), page(service, event("1", isCancelled=True)))
    (only,) = read(client).events
    assert only.is_cancelled


def test_a_removed_item_is_told_by_its_id(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, {"id": "1", "@removed": {"reason": "deleted"}}))
    changes = read(client, cursor(link(service, "old")))
    assert (changes.events, changes.removed) == ((), ("1",))


def test_an_item_removed_after_it_came_is_removed(client: Client, service: Service) -> None:
    gone = {"id": "1", "@removed": {"reason": "deleted"}}
    service.tell("GET", view(), page(service, event("1"), following="p2"), page(service, gone))
    changes = read(client)
    assert (changes.events, changes.removed) == ((), ("1",))


def test_an_item_that_comes_back_after_it_was_removed_is_there(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, {"id": "1", "@removed": {"reason": "deleted"}}, event("1")))
    changes = read(client)
    assert (ids(changes), changes.removed) == (["1"], ())


def test_an_expired_link_leads_to_a_full_read(client: Client, service: Service) -> None:
    service.tell("GET", view(), EXPIRED, page(service, event("1")))
    changes = read(client, cursor(link(service, "old")))
    assert (ids(changes), changes.is_full) == (["1"], True)


def test_an_expiry_told_by_location_only_leads_to_a_full_read_too(client: Client, service: Service) -> None:
    elsewhere = Reply(410, None, {"Location": f"{service.base_url}{view()}?$deltatoken="})
    service.tell("GET", view(), elsewhere, page(service, event("1")))
    assert read(client, cursor(link(service, "old"))).is_full


def test_an_expiry_between_pages_throws_away_what_was_read(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1"), following="p2"), EXPIRED, page(service, event("2")))
    changes = read(client, cursor(link(service, "old")))
    assert (ids(changes), changes.is_full) == (["2"], True)


def test_an_expiry_of_the_full_read_itself_is_a_failure(client: Client, service: Service) -> None:
    service.tell("GET", view(), EXPIRED)
    assert isinstance(failure(client, cursor(link(service, "old"))).error, StartOver)
    assert len(service.inner()) == 2


def test_a_stored_link_to_another_service_leads_to_a_full_read_here(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1")))
    assert read(client, cursor("https://evil.example/v1.0/users/anna/delta?t=1")).is_full


def test_a_page_that_links_to_another_host_is_a_failure(client: Client, service: Service) -> None:
    evil = Reply(200, {"value": [], "@odata.nextLink": "https://evil.example/v1.0/users/anna/delta?t=1"})
    service.tell("GET", view(), evil)
    assert "links to evil.example" in str(failure(client).error)
    assert len(service.seen) == 2  # the batch and what was in it


@pytest.mark.parametrize("body", [{"value": []}, {"value": {}}, "words", None])
def test_a_page_of_an_unknown_shape_is_a_failure(client: Client, service: Service, body: Any) -> None:
    service.tell("GET", view(), Reply(200, body))
    assert isinstance(failure(client).error, GraphError)


def test_pages_that_go_round_in_a_circle_are_a_failure(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, following="p2"))
    assert "circle" in str(failure(client).error)


def test_one_mailbox_in_trouble_does_not_stop_the_others(client: Client, service: Service) -> None:
    service.tell("GET", view(ANNA), Reply(403, {"error": {"code": "ErrorAccessDenied"}}))
    service.tell("GET", view(BO), page(service, event("1"), mailbox=BO))
    found = read_all(client, cursor(), cursor(mailbox=BO))
    trouble = found[ANNA]
    assert isinstance(trouble, Failure)
    assert isinstance(trouble.error, Denied)
    assert isinstance(found[BO], Changes)


def test_an_event_that_does_not_fit_is_a_problem_and_the_others_are_read(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1", end=zoned("4501-01-01T00:00")), event("2"), 7))
    changes = read(client)
    assert ids(changes) == ["2"]
    misfit, number = sorted(changes.problems, reverse=True)
    assert "event 1 in anna@k.example" in number + misfit
    assert "Hemlig" not in misfit + number


def test_an_event_that_cannot_be_told_from_others_is_a_problem(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, event("1", iCalUId=None)))
    changes = read(client)
    assert changes.events == ()
    assert changes.problems == (f"event 1 in {ANNA} cannot be read: it has no iCalUId",)


def test_a_zone_that_had_to_be_assumed_is_told(client: Client, service: Service) -> None:
    odd = event("1", start=zoned("2026-12-01T08:00", "Moon"), end=zoned("2026-12-01T09:00", "Moon"))
    service.tell("GET", view(), page(service, odd))
    changes = read(client)
    assert ids(changes) == ["1"]
    assert changes.problems == (f"event 1 in {ANNA}: its time zone 'Moon' is not known and was taken as UTC",)


def test_a_stub_is_filled_from_the_series_master_of_the_same_round(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, stub("O", "M"), following="p2"), page(service, MASTER))
    occurrence, master = read(client).events
    assert occurrence.type is EventType.OCCURRENCE
    assert (occurrence.locations, occurrence.attendees) == (master.locations, master.attendees)
    assert occurrence.start == datetime(2026, 12, 8, 8, tzinfo=UTC)
    assert (occurrence.id, occurrence.series_master_id) == ("O", "M")
    assert service.inner(f"/users/{ANNA}/events/M") == []


def test_an_occurrence_is_named_after_its_series_and_start(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, MASTER, stub("O", "M")))
    master, occurrence = read(client).events
    assert (master.series_uid, occurrence.series_uid) == ("uid-M", "uid-M")
    assert occurrence.ical_uid == "uid-M/20261208T080000Z"
    assert occurrence.is_recurring


def test_a_missing_series_master_is_fetched_once_however_many_stubs_need_it(client: Client, service: Service) -> None:
    stubs = [stub(f"O{n}", "M", f"2026-12-{n:02}") for n in range(8, 20)]
    service.tell("GET", view(), page(service, *stubs))
    service.tell("GET", f"/users/{ANNA}/events/M", Reply(200, MASTER))
    changes = read(client)
    assert len(changes.events) == 12
    assert {e.series_uid for e in changes.events} == {"uid-M"}
    assert len(service.inner(f"/users/{ANNA}/events/M")) == 1
    assert "M" not in ids(changes)


def test_many_missing_masters_are_fetched_four_at_a_time(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, *(stub(f"O{n}", f"M{n}") for n in range(10))))
    for n in range(10):
        service.tell("GET", f"/users/{ANNA}/events/M{n}", Reply(200, {**MASTER, "id": f"M{n}"}))
    assert len(read(client).events) == 10
    batches = [s.batch for s in service.inner() if "/events/" in s.path]
    assert max(batches.count(b) for b in batches) == 4


def test_an_exception_keeps_its_own_fields_and_belongs_to_its_series(client: Client, service: Service) -> None:
    moved = event("X", type="exception", seriesMasterId="M", location={"displayName": "Borås"})
    service.tell("GET", view(), page(service, MASTER, moved))
    _, exception = read(client).events
    assert (exception.type, exception.ical_uid, exception.series_uid) == (EventType.EXCEPTION, "uid-X", "uid-M")
    assert exception.locations[0].name == "Borås"


def test_a_master_that_is_gone_costs_only_its_own_occurrences(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, stub("O1", "M"), stub("O2", "M", "2026-12-15"), event("1")))
    changes = read(client)
    assert ids(changes) == ["1"]
    assert len(changes.problems) == 1
    assert f"event M in {ANNA}" in changes.problems[0]


def test_a_master_that_does_not_fit_costs_only_its_own_occurrences(client: Client, service: Service) -> None:
    service.tell("GET", view(), page(service, stub("O", "M"), event("1")))
    service.tell("GET", f"/users/{ANNA}/events/M", Reply(200, {**MASTER, "end": None}))
    changes = read(client)
    assert (ids(changes), len(changes.problems)) == (["1"], 1)


def test_a_master_that_cannot_be_fetched_now_fails_the_mailbox_and_moves_no_cursor(
    client: Client, service: Service
) -> None:
    busy = Reply(429, None, {"Retry-After": "3600"})
    service.tell("GET", view(), page(service, *(stub(f"O{n}", f"M{n}") for n in range(6))))
    for n in range(6):
        service.tell("GET", f"/users/{ANNA}/events/M{n}", busy)
    service.tell("GET", view(BO), page(service, event("1"), mailbox=BO))
    found = list(Calendars(client).changes([cursor(), cursor(mailbox=BO)]))
    assert len(found) == 2
    assert sorted(type(r).__name__ for r in found) == ["Changes", "Failure"]


def test_a_mailbox_is_told_as_soon_as_it_is_complete(client: Client, service: Service) -> None:
    names = [f"p{n}@k.example" for n in range(200)]
    for name in names:
        service.tell("GET", view(name), page(service, event("1"), mailbox=name))
    first = next(iter(Calendars(client).changes([cursor(mailbox=name) for name in names])))
    assert isinstance(first, Changes)
    assert len(service.inner()) < 200


def test_the_token_goes_to_no_other_host_whatever_the_pages_say(client: Client, service: Service) -> None:
    with serving() as foreign:
        evil = Reply(200, {"value": [], "@odata.nextLink": f"{foreign.base_url}{view()}?t=1"})
        service.tell("GET", view(), evil)
        failure(client)
        failure(client, cursor(f"{foreign.base_url}{view()}?t=2"))
        assert foreign.seen == []
