"""Somebody's first meeting online: a trial beforehand, a question afterwards, help for who did not get in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from resfria_bot.core.types import QuestionKind
from resfria_bot.graph.calendars import Calendars
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Item
from resfria_bot.store import help_items, mailboxes, questions
from resfria_bot.store.database import open_database
from tests.flow.world import ALICE, BOT, MEETING, MONDAY, World, moment

HELPER, OTHER = "hjalp@kommun.example", "kim@kommun.example"
SUPPORT = f'\n[support]\nname = "Kim"\naddress = "{HELPER}"\nguide_url = "https://kommun.example/hjalp"\n'
ROTA = f"""
[[support.rota]]
name = "Kim"
address = "{HELPER}"

[[support.rota]]
name = "Love"
address = "{OTHER}"
"""
#: The day after the meeting, in the morning.
AFTER = MEETING + timedelta(days=1)


@pytest.fixture(autouse=True)
def helper(world: World) -> None:
    """Two who help; they need not take part themselves."""
    world.configuration += SUPPORT
    for number, address in enumerate((HELPER, OTHER), 7):
        identity = f"00000000-0000-4000-8000-00000000000{number}"
        world.tenant.add_user(User(id=identity, address=address, given_name="Kim", surname="Hjälpsam"))


def convert(world: World) -> None:
    """Alice's first yes, carried out."""
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))


def named(world: World, word: str, address: str = ALICE) -> list[Item]:
    """Invitations from the bot whose subject has this word."""
    return [item for item in world.questions(address) if word in item.meeting.subject]


def trials(world: World) -> list[Item]:
    return named(world, "Prova")


def hold(world: World) -> None:
    """The meeting is held, and the day after has come."""
    convert(world)
    world.run(at=MEETING + timedelta(hours=3))
    world.run(at=AFTER)


def answer(world: World, item: Item, response: str) -> None:
    world.respond(item, response, ALICE)


def test_the_first_yes_brings_an_offer_to_try_with_whoever_helps(world: World) -> None:
    convert(world)
    (offer,) = trials(world)
    assert "Kim" in offer.meeting.subject + offer.meeting.body_html
    assert "https://kommun.example/hjalp" in offer.meeting.body_html
    assert offer.end - offer.start == timedelta(minutes=10)
    assert world.now + timedelta(hours=12) < offer.start < MEETING


def test_the_trial_lies_where_both_are_free_and_at_work(world: World) -> None:
    for organiser, start in ((ALICE, 8), (HELPER, 9)):
        begins = datetime(2027, 1, 12, start - 1, tzinfo=UTC)
        ends = begins + timedelta(hours=1)
        world.plan(organiser, start=moment(begins), end=moment(ends), location={"displayName": ""}, attendees=[])
    convert(world)
    (offer,) = trials(world)
    assert offer.start == datetime(2027, 1, 12, 9, tzinfo=UTC)


def test_nothing_is_offered_where_no_time_is_free(world: World) -> None:
    helper = world.tenant.directory.user(HELPER)
    assert helper is not None
    helper.away_from = MONDAY
    convert(world)
    assert trials(world) == []


def test_an_accepted_trial_becomes_a_meeting_online_of_the_two(world: World) -> None:
    convert(world)
    answer(world, trials(world)[0], "accepted")
    for minutes in (15, 30):
        world.run(at=world.later(minutes=minutes))
    (booked,) = trials(world)
    assert {attendee.mail.key for attendee in booked.meeting.attendees} == {ALICE, HELPER}
    assert booked.meeting.online is not None
    assert len(world.questions(HELPER)) == 1
    patches = [r.body for r in world.writes(lambda r: r.method == "PATCH" and r.mailbox == BOT)]
    assert [sorted(body) for body in patches] == [
        ["attendees", "body", "showAs", "subject"],
        ["isOnlineMeeting", "onlineMeetingProvider"],
    ]


def test_a_trial_that_is_declined_after_all_frees_whoever_helps(world: World) -> None:
    convert(world)
    answer(world, trials(world)[0], "accepted")
    world.run(at=world.later(minutes=15))
    answer(world, trials(world)[0], "declined")
    world.run(at=world.later(minutes=15))
    assert world.questions(HELPER)[0].meeting.is_cancelled


def test_a_trial_nobody_answers_is_called_off_when_it_has_passed_and_never_counts_as_ignored(world: World) -> None:
    convert(world)
    (offer,) = trials(world)
    world.run(at=offer.end + timedelta(minutes=1))
    assert trials(world)[0].meeting.is_cancelled
    assert world.mailbox().ignored_count == 0


def test_a_trial_is_offered_once_ever(world: World) -> None:
    convert(world)
    answer(world, trials(world)[0], "declined")
    later = MEETING + timedelta(days=14)
    world.plan(start=moment(later), end=moment(later + timedelta(hours=2)), location={"displayName": "Lidköping"})
    world.run(at=world.later(days=8))
    world.reply("accepted")
    report = world.run(at=world.later(minutes=16))
    world.run(at=world.later(minutes=16))
    assert report.conversions["online"] == 1
    assert len(trials(world)) == 1


def test_an_offer_is_the_one_question_that_waits(world: World) -> None:
    later = MEETING + timedelta(days=2)
    world.plan(start=moment(later), end=moment(later + timedelta(hours=1)), location={"displayName": "Lidköping"})
    convert(world)
    report = world.run(at=world.later(minutes=15))
    assert report.waiting["question_open"] == 1


@pytest.mark.parametrize("switch", ["trial_meetings = false", ""])
def test_no_trial_is_offered_where_it_is_switched_off_or_nobody_helps(world: World, switch: str) -> None:
    world.configuration = world.configuration.replace(SUPPORT, SUPPORT + switch if switch else "")
    convert(world)
    assert trials(world) == []
    notes = [note for note in world.reports[-1].notes if "support" in note]
    assert len(notes) == (0 if switch else 1)


def test_those_on_the_rota_take_turns_by_the_week(world: World) -> None:
    world.configuration += ROTA
    convert(world)
    first = "Kim" in trials(world)[0].meeting.body_html
    with world.opened() as opened:
        now, following = (opened.desk.helper(MONDAY + timedelta(weeks=week)) for week in (0, 1))
        after_new_year = opened.desk.helper(MONDAY + timedelta(weeks=2))
    assert now is not None
    assert (now.address == HELPER) is first
    assert {now, following} == {now, following, after_new_year}
    assert now != following


def test_the_day_after_the_first_meeting_online_it_is_asked_whether_everybody_got_in(world: World) -> None:
    hold(world)
    for day in (1, 4):
        world.run(at=AFTER + timedelta(days=day))
    (question,) = named(world, "Kom alla med")
    assert question.start.date() == AFTER.date()


def test_a_no_opens_a_help_item_and_tells_whoever_helps_once(world: World) -> None:
    hold(world)
    answer(world, named(world, "Kom alla med")[0], "declined")
    for minutes in (15, 30, 60 * 24):
        world.run(at=world.later(minutes=minutes))
    (request,) = world.questions(HELPER)
    assert ALICE in request.meeting.body_html
    assert "Styrgrupp" not in request.meeting.subject + request.meeting.body_html
    assert request.meeting.copies[BOT].show_as == "free"
    database = open_database(world.database_url)
    with database.transaction() as tx:
        assert [item.address for item in help_items.waiting(tx)] == [ALICE]
    database.close()


def test_a_yes_opens_none(world: World) -> None:
    hold(world)
    answer(world, named(world, "Kom alla med")[0], "accepted")
    world.run(at=world.later(minutes=15))
    assert world.questions(HELPER) == []


def test_who_stopped_gets_neither_trial_nor_question(world: World) -> None:
    convert(world)
    database = open_database(world.database_url)
    with database.transaction() as tx:
        mailboxes.stop(tx, ALICE, world.now)
    database.close()
    world.run(at=world.later(minutes=15))
    world.run(at=MEETING + timedelta(hours=3))
    world.run(at=AFTER)
    assert trials(world)[0].meeting.is_cancelled
    assert named(world, "Kom alla med") == []


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("is_done", [False, True])
def test_a_crash_around_the_offer_sends_it_once(world: World, monkeypatch: pytest.MonkeyPatch, is_done: bool) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    whole: Callable[..., Any] = Calendars.invite

    def die(self: Calendars, *arguments: Any) -> None:
        if is_done:
            whole(self, *arguments)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Calendars, "invite", die)
        with pytest.raises(Crash):
            world.run(at=world.later(minutes=16))
    world.run(at=world.later(minutes=15))
    world.run(at=world.later(minutes=15))
    assert len(trials(world)) == 1
    database = open_database(world.database_url)
    with database.transaction() as tx:
        assert sum(q.kind is QuestionKind.TRIAL for q in questions.sent_since(tx, MONDAY)) == 1
    database.close()


def test_a_crash_while_booking_invites_whoever_helps_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    convert(world)
    answer(world, trials(world)[0], "accepted")

    def die(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Calendars, "make_online", die)
        with pytest.raises(Crash):
            world.run(at=world.later(minutes=15))
    world.run(at=world.later(minutes=15))
    assert len(world.writes(lambda r: r.method == "PATCH" and "attendees" in (r.body or {}))) == 1
    assert trials(world)[0].meeting.online is not None
