"""Graph tells of changes: calendars are read when it does, all of them seldom, and everything works without."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from resfria_bot.core.types import State, Subscription
from resfria_bot.flow.report import Report
from resfria_bot.store import subscriptions
from resfria_bot.store.database import open_database
from resfria_bot.web.machines import machine_routes
from resfria_bot.web.notifications import Notifications
from tests.flow.world import ALICE, BOB, BOT, CAROL, GROUP, MONDAY, World

EVERYBODY = {ALICE, BOB, CAROL, BOT}


@pytest.fixture
def told(world: World) -> Iterator[World]:
    """The world, with a page on which Graph can tell of changes, and a program that wants to be told."""
    database = open_database(world.database_url)
    notifications = Notifications(database, lambda: world.now)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = notifications.post(self.path.partition("?")[2], body)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.end_headers()
            self.wfile.write(reply.text.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    page = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=page.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    world.configuration += f"""
[web]
public_url = "http://127.0.0.1:{page.server_port}"

[notifications]
enabled = true
slow_interval_minutes = 60
"""
    yield world
    page.shutdown()
    page.server_close()
    thread.join()
    database.close()


def _read(world: World, **span: float) -> set[str]:
    """Whose calendars are read in a cycle so much later."""
    before = len(world.server.requests)
    world.run(at=world.later(**span))
    return {r.mailbox for r in world.server.requests[before:] if r.path.endswith("calendarView/delta")}


def _subscriptions(world: World) -> dict[str, Subscription]:
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        return {s.address: s for s in subscriptions.all_subscriptions(tx)}


def _made(world: World) -> list[str]:
    return [str(r.body["resource"]) for r in world.server.requests if (r.method, r.path) == ("POST", "/subscriptions")]


def _notify(world: World) -> None:
    assert set(world.server.notify()) <= {202}


def test_every_calendar_is_subscribed_to_once(told: World) -> None:
    told.run()
    told.run(at=told.later(minutes=15))
    assert sorted(_made(told)) == sorted(f"users/{address}/events" for address in EVERYBODY)


def test_while_nothing_is_told_no_calendar_is_read_until_the_slow_interval_is_over(told: World) -> None:
    told.run()
    _notify(told)
    assert _read(told, minutes=15) == set()
    assert _read(told, minutes=15) == set()
    assert _read(told, minutes=31) == EVERYBODY


def test_a_calendar_that_has_changed_is_read_and_no_other(told: World) -> None:
    told.run()
    told.plan(attendees=[])
    _notify(told)
    assert _read(told, minutes=15) == {ALICE}
    assert _read(told, minutes=15) == set()


def test_a_question_is_asked_answered_and_carried_out_by_notifications_alone(told: World) -> None:
    told.run()
    planned = told.plan()
    _notify(told)
    told.run(at=told.later(minutes=40))
    assert len(told.questions()) == 1
    told.reply("accepted")
    _notify(told)
    assert BOT in _read(told, minutes=15)
    told.run(at=told.later(minutes=16))
    assert told.item(planned).meeting.online is not None
    assert told.ledger()[0].state is State.CONVERTED


def test_a_subscription_is_renewed_before_it_ends(told: World) -> None:
    told.run()
    first = _subscriptions(told)[ALICE]
    told.run(at=told.later(days=5, hours=1))
    second = _subscriptions(told)[ALICE]
    assert second.id == first.id
    assert second.expires_at > first.expires_at + timedelta(days=4)
    assert len(_made(told)) == len(EVERYBODY)


def test_a_subscription_that_ended_meanwhile_is_made_anew(told: World) -> None:
    told.run()
    first = _subscriptions(told)
    told.run(at=told.later(days=8))
    second = _subscriptions(told)
    assert second.keys() == first.keys()
    assert all(second[address].id != first[address].id for address in EVERYBODY)


def test_one_that_graph_lost_is_made_anew_when_its_turn_comes(told: World) -> None:
    told.run()
    first = _subscriptions(told)
    told.server.subscriptions.remove(ALICE)
    told.run(at=told.later(days=5, hours=1))
    assert _subscriptions(told)[ALICE].id != first[ALICE].id
    assert _subscriptions(told)[BOB].id == first[BOB].id


def test_a_removed_subscription_is_made_anew_in_the_next_cycle(told: World) -> None:
    told.run()
    first = _subscriptions(told)
    told.server.subscriptions.tell_of_life(ALICE, "subscriptionRemoved")
    _notify(told)
    assert ALICE not in _subscriptions(told)
    told.run(at=told.later(minutes=15))
    assert _subscriptions(told)[ALICE].id != first[ALICE].id


def test_a_subscription_that_must_be_authorised_again_is_renewed_in_the_next_cycle(told: World) -> None:
    told.run()
    told.server.subscriptions.tell_of_life(ALICE, "reauthorizationRequired")
    _notify(told)
    before = len(told.server.requests)
    told.run(at=told.later(minutes=15))
    renewed = [r.path for r in told.server.requests[before:] if r.method == "PATCH"]
    assert renewed == [f"/subscriptions/{_subscriptions(told)[ALICE].id}"]


def test_after_missed_notifications_the_calendar_is_read(told: World) -> None:
    told.run()
    _notify(told)
    told.server.subscriptions.tell_of_life(CAROL, "missed")
    _notify(told)
    assert _read(told, minutes=15) == {CAROL}


def test_without_subscriptions_for_everybody_all_calendars_are_read_in_every_cycle(world: World) -> None:
    world.configuration += '\n[web]\npublic_url = "http://127.0.0.1:9"\n\n[notifications]\nenabled = true\n'
    world.plan()
    report = world.run()
    assert report.nudges["sent"] == 1
    assert len([note for note in report.notes if "4 calendars could not be subscribed to" in note]) == 1
    assert _read(world, minutes=15) == EVERYBODY


def test_who_leaves_is_no_longer_subscribed_to(told: World) -> None:
    told.run()
    identity = _subscriptions(told)[BOB].id
    told.tenant.directory.groups[GROUP].members.pop(1)
    told.run(at=told.later(minutes=15))
    assert BOB not in _subscriptions(told)
    assert f"/subscriptions/{identity}" in [r.path for r in told.server.requests if r.method == "DELETE"]


def test_a_notification_with_a_wrong_word_changes_nothing_and_learns_nothing(told: World) -> None:
    told.run()
    _notify(told)
    identity = _subscriptions(told)[ALICE].id
    with closing(open_database(told.database_url)) as database:
        notifications = Notifications(database, lambda: told.now)
        forged = f'{{"value": [{{"subscriptionId": "{identity}", "clientState": "guess"}}]}}'
        unknown = '{"value": [{"subscriptionId": "no-such", "clientState": "guess"}]}'
        replies = [notifications.post("", text.encode()) for text in (forged, unknown)]
    assert [(reply.status, reply.text) for reply in replies] == [(202, ""), (202, "")]
    assert _subscriptions(told)[ALICE].changed_at is None


def test_what_is_no_notification_is_refused_in_a_sentence(told: World) -> None:
    told.run()
    with closing(open_database(told.database_url)) as database:
        notifications = Notifications(database, lambda: told.now)
        for body in (b"", b"[]", b"\xff", b'{"value": 3}', b"[" * 100_000):
            assert notifications.post("", body).status == 400
        assert notifications.post("", b" " * 300_000).status == 413
        assert notifications.post("validationToken=" + "x" * 2000, b"").status == 400


def test_more_than_so_many_posts_in_a_minute_are_put_off(told: World) -> None:
    with closing(open_database(told.database_url)) as database:
        notifications = Notifications(database, lambda: told.now, per_minute=2)
        assert [notifications.post("validationToken=a", b"").status for _ in range(3)] == [200, 200, 429]
        told.pass_time(MONDAY + timedelta(minutes=1))
        assert notifications.post("validationToken=a%20b", b"").text == "a b"


def test_a_rehearsal_subscribes_to_nothing(told: World) -> None:
    report: Report = told.run(dry_run=True)
    assert _made(told) == []
    assert not [note for note in report.notes if "subscribed" in note]


def test_observing_subscribes_with_no_right_to_write(told: World) -> None:
    told.mode = "observe"
    told.tenant.permissions.discard("Calendars.ReadWrite")
    told.run()
    assert _subscriptions(told).keys() == EVERYBODY


def test_the_pages_take_what_graph_tells_and_give_the_token_back(told: World) -> None:
    told.run()
    with told.opened() as opened:
        routes = machine_routes(opened.settings, opened.desk.database, lambda: told.now)
        client = TestClient(Starlette(routes=list(routes)))
        shaken = client.post("/notifications?validationToken=Validation%3A%20a%2Bb")
        assert (shaken.status_code, shaken.text) == (200, "Validation: a+b")
        assert shaken.headers["content-type"].startswith("text/plain")
        with opened.desk.database.transaction() as tx:
            state = subscriptions.client_states(tx)(ALICE)
        change = {"subscriptionId": _subscriptions(told)[ALICE].id, "clientState": state}
        assert client.post("/notifications", json={"value": [change]}).status_code == 202
        assert client.get("/notifications").status_code == 405
        assert client.get("/readyz").status_code == 200
    assert _subscriptions(told)[ALICE].changed_at == told.now
