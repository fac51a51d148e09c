"""The whole loop over HTTP: read, flag, ask, answer, convert, record."""

from datetime import timedelta

from resfria_bot.core.types import Answer, ConvertedBy, Kind, State
from tests.flow.world import ALICE, BOB, BOT, CAROL, MEETING, World, moment


def test_the_organiser_of_a_meeting_elsewhere_is_asked_in_their_own_calendar(world: World) -> None:
    world.plan()
    report = world.run()
    assert report.nudges["sent"] == 1
    assert len(world.questions()) == 1
    assert world.ledger()[0].state is State.ASKED


def test_nobody_but_the_organiser_is_asked(world: World) -> None:
    world.plan()
    world.run()
    assert world.questions(BOB) == []


def test_the_question_is_free_time_in_working_hours_and_asks_for_a_reply(world: World) -> None:
    world.plan()
    world.run()
    question = world.questions(BOT)[0]
    assert question.copy.show_as == "free"
    assert 7 <= question.start.hour < 16  # UTC; 8 to 17 in Stockholm
    assert question.start.weekday() < 5


def test_a_yes_makes_the_meeting_online_after_the_grace_time_and_takes_the_place_away(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    report = world.run(at=world.later(minutes=16))
    meeting = world.item(planned).meeting
    assert report.conversions["online"] == 1
    assert meeting.online is not None
    assert meeting.locations[0]["displayName"] == "Teams-möte"
    entry = world.ledger()[0]
    assert (entry.state, entry.answer, entry.converted_by, entry.kind, entry.system) == (
        State.CONVERTED,
        Answer.ONLINE,
        ConvertedBy.BOT,
        Kind.ONLINE,
        "teams",
    )


def test_maybe_adds_a_link_and_keeps_the_place(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("tentativelyAccepted")
    report = world.run(at=world.later(minutes=16))
    meeting = world.item(planned).meeting
    assert report.conversions["hybrid"] == 1
    assert meeting.online is not None
    assert meeting.locations[0]["displayName"] == "Stadshuset, Skövde"
    assert world.ledger()[0].kind is Kind.HYBRID


def test_a_no_leaves_the_meeting_and_is_not_asked_again(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("declined")
    world.run(at=world.later(minutes=16))
    for day in (1, 8, 15):
        world.run(at=world.later(days=day))
    assert world.item(planned).meeting.online is None
    assert len(world.questions()) == 1
    assert world.ledger()[0].state is State.NO


def test_nothing_is_changed_within_the_grace_time(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=5))
    assert world.item(planned).meeting.online is None
    assert world.ledger()[0].state is State.YES


def test_a_change_of_mind_within_the_grace_time_counts(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=5))
    world.reply("declined")
    world.run(at=world.later(minutes=30))
    assert world.item(planned).meeting.online is None
    assert world.ledger()[0].state is State.NO


def test_an_answer_that_is_not_sent_is_read_from_the_persons_own_copy(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted", is_sent=False)
    world.run(at=world.later(minutes=16))
    assert world.item(planned).meeting.online is not None


def test_doing_nothing_changes_nothing(world: World) -> None:
    planned = world.plan()
    world.run()
    for day in (1, 2, 9, 16, 23):
        world.run(at=world.later(days=day))
    assert world.item(planned).meeting.online is None
    assert world.ledger()[0].converted_at is None


def test_the_conversion_never_sends_a_body(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    patches = world.writes(lambda r: r.method == "PATCH" and r.mailbox == ALICE)
    assert [set(patch.body or ()) for patch in patches] == [{"isOnlineMeeting", "onlineMeetingProvider", "location"}]


def test_a_silent_refusal_is_told_once_and_not_tried_again(world: World) -> None:
    organiser = world.tenant.directory.user(ALICE)
    assert organiser is not None
    organiser.teams_refused = True
    world.plan()
    world.run()
    world.reply("accepted")
    report = world.run(at=world.later(minutes=16))
    for _ in range(3):
        world.run(at=world.later(hours=1))
    assert report.conversions["refused"] == 1
    tries = world.writes(lambda r: r.method == "PATCH" and r.mailbox == ALICE and "isOnlineMeeting" in r.body)
    assert len(tries) == 1
    assert len(world.writes(lambda r: r.method == "PATCH" and r.mailbox == BOT)) == 1
    assert "Teams-möte" in world.questions()[0].meeting.subject


def test_a_second_run_against_an_unchanged_tenant_sends_nothing_and_asks_once_for_each_mailbox(world: World) -> None:
    world.plan()
    world.run()
    world.run()
    before = len(world.server.requests)
    written = len(world.writes())
    report = world.run()
    deltas = [r for r in world.server.requests[before:] if "/calendarView/delta" in r.path]
    assert len(world.writes()) == written
    assert sorted(r.mailbox for r in deltas) == sorted([ALICE, BOB, CAROL, BOT])
    assert report.mailboxes["unchanged"] == report.mailboxes["read"] == 4


def test_a_meeting_in_our_own_house_is_not_asked_about(world: World) -> None:
    world.plan(location={"displayName": "Stadshuset"})
    assert world.run().nudges["sent"] == 0


def test_a_private_meeting_is_never_stored(world: World) -> None:
    world.plan(sensitivity="private")
    world.run()
    assert world.ledger() == []


def test_a_series_is_asked_about_once_and_converted_whole(world: World) -> None:
    planned = world.plan(
        start=moment(MEETING - timedelta(weeks=1)),
        end=moment(MEETING - timedelta(weeks=1) + timedelta(hours=1)),
        recurrence={
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"], "firstDayOfWeek": "monday"},
            "range": {
                "type": "numbered",
                "startDate": (MEETING - timedelta(weeks=1)).strftime("%Y-%m-%d"),
                "numberOfOccurrences": 5,
                "recurrenceTimeZone": "UTC",
            },
        },
    )
    world.run()
    assert len(world.questions()) == 1
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    assert world.item(planned).meeting.online is not None
    entries = world.ledger()
    assert len(entries) == 5
    assert {e.state for e in entries} == {State.CONVERTED}
    assert len({e.series_id for e in entries}) == 1


def test_a_refusal_leaves_the_place_as_it_was(world: World) -> None:
    organiser = world.tenant.directory.user(ALICE)
    assert organiser is not None
    organiser.teams_refused = True
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    assert world.item(planned).meeting.locations[0]["displayName"] == "Stadshuset, Skövde"


def test_a_change_of_mind_with_the_same_time_stamp_counts(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run()
    world.reply("declined")
    world.run(at=world.later(minutes=30))
    assert world.item(planned).meeting.online is None
    assert world.ledger()[0].state is State.NO
