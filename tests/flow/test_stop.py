"""STOPP, written back to the bot: honoured before anything else."""

from datetime import timedelta

import pytest

from resfria_bot.core.types import State
from resfria_bot.sandbox import replies
from resfria_bot.sandbox.meetings import Mail
from resfria_bot.sandbox.replies import Reply
from tests.flow.world import ALICE, BOB, BOT, CAROL, MEETING, World, moment


def answer(world: World, response: str, comment: str, address: str = ALICE) -> None:
    """Answer the newest question and write something with it."""
    question = world.questions(address)[-1]
    with world.tenant.lock:
        replies.respond(
            world.tenant, world.tenant.mailbox(address), question, Reply(response, world.now, comment=comment)
        )


def write(world: World, text: str, sender: str = ALICE, **letter: str) -> None:
    """Send the bot a mail."""
    with world.tenant.lock:
        world.tenant.deliver(BOT, Mail(sender), own_text=text, **letter)


def other_meeting(world: World, organiser: str = ALICE) -> None:
    later = MEETING + timedelta(days=7)
    invited = [a for a in (ALICE, BOB, CAROL) if a != organiser]
    world.plan(
        organiser,
        subject="Nätverksmöte",
        start=moment(later),
        end=moment(later + timedelta(hours=2)),
        location={"displayName": "Stadshuset, Lidköping"},
        attendees=[{"emailAddress": {"address": address}, "type": "required"} for address in invited],
    )


def test_stopp_written_with_a_decline_is_a_no_and_a_stop(world: World) -> None:
    world.plan()
    world.run()
    answer(world, "declined", "STOPP")
    other_meeting(world)
    for day in (1, 8, 15):
        world.run(at=world.later(days=day))
    assert len(world.questions()) == 1
    assert world.mailbox().stopped_at is not None
    assert State.NO in {case.state for case in world.cases()}


def test_stopp_by_mail_takes_the_open_question_back_in_the_same_cycle(world: World) -> None:
    world.plan()
    world.run()
    write(world, "Stopp, tack!")
    report = world.run(at=world.later(minutes=15))
    (question,) = world.questions()
    assert question.meeting.is_cancelled
    assert "START" in question.meeting.body_html
    assert (report.nudges["withdrawn"], report.notes) == (1, [])


def test_stopp_written_with_a_yes_wins_over_it(world: World) -> None:
    planned = world.plan()
    world.run()
    answer(world, "accepted", "stopp")
    for minutes in (1, 20, 40):
        world.run(at=world.later(minutes=minutes))
    assert world.item(planned).meeting.online is None


def test_stopp_within_the_grace_time_keeps_the_meeting_as_it_is(world: World) -> None:
    planned = world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=5))
    write(world, "STOPP")
    world.run(at=world.later(minutes=30))
    assert world.item(planned).meeting.online is None
    assert [case.state_reason for case in world.cases()] == ["opted_out"]


def test_what_is_quoted_below_a_reply_stops_nobody(world: World) -> None:
    world.plan()
    world.run()
    write(world, "Vi ses på plats.", quoted="Svara STOPP så slutar jag fråga.")
    write(world, "", quoted="________________________________\r\nSTOPP")
    world.run(at=world.later(minutes=15))
    assert world.mailbox().stopped_at is None


def test_a_stranger_s_stopp_stops_nobody_else(world: World) -> None:
    world.plan()
    world.run()
    write(world, "STOPP", sender="alice@annorstans.example")
    world.run(at=world.later(minutes=15))
    assert world.mailbox().stopped_at is None


def test_start_turns_it_on_again(world: World) -> None:
    write(world, "STOPP")
    world.plan()
    world.run()
    assert world.questions() == []
    world.pass_time(world.later(hours=1))
    write(world, "START")
    other_meeting(world)
    world.run(at=world.later(hours=1))
    assert len(world.questions()) == 1


def test_a_pause_lasts_until_the_day_that_was_named_and_no_answer_ends_it(world: World) -> None:
    world.plan()
    world.run()
    answer(world, "declined", "PAUS till 25 januari")
    other_meeting(world)
    for day in (1, 7):
        world.run(at=world.later(days=day))
    assert len(world.questions()) == 1
    world.run(at=world.later(days=6))
    assert len(world.questions()) == 2


def test_who_asked_for_a_pause_is_not_counted_as_silent(world: World) -> None:
    world.plan()
    world.run()
    write(world, "PAUS 6 veckor")
    world.run(at=world.later(minutes=15))
    world.run(at=world.later(days=9))
    assert world.mailbox().ignored_count == 0


def test_a_new_installation_finds_every_stopp_again(world: World) -> None:
    world.plan()
    world.run()
    write(world, "STOPP")
    world.run(at=world.later(minutes=15))
    other_meeting(world)
    world.database_url = f"sqlite:///{world.folder / 'anew.db'}"
    world.run(at=world.later(minutes=15))
    assert [q for q in world.questions() if not q.meeting.is_cancelled] == []


def test_who_joins_after_writing_stopp_is_never_asked(world: World) -> None:
    alice = world.tenant.directory.user(ALICE)
    group = next(iter(world.tenant.directory.groups.values()))
    assert alice is not None
    group.members.remove(alice.id)
    other_meeting(world, BOB)
    world.run()
    write(world, "STOPP")
    world.run(at=world.later(minutes=15))
    group.members.append(alice.id)
    world.tenant.permissions.discard("Mail.Read")
    world.plan()
    world.run(at=world.later(minutes=15))
    assert world.questions() == []
    assert world.mailbox().stopped_at is not None


def test_an_old_stopp_is_not_heard_again_when_the_bookmark_of_the_inbox_expires(world: World) -> None:
    world.plan()
    world.run()
    write(world, "STOPP")
    world.run(at=world.later(minutes=15))
    write(world, "START")
    world.run(at=world.later(minutes=15))
    world.server.faults.expire_delta(BOT)
    world.run(at=world.later(minutes=15))
    assert world.mailbox().stopped_at is None


def test_without_the_right_to_read_the_inbox_people_are_asked_and_no_letter_offers_stopp(world: World) -> None:
    world.tenant.permissions.discard("Mail.Read")
    world.plan()
    report = world.run()
    assert "STOPP" not in world.questions()[0].meeting.body_html
    assert (report.nudges["sent"], report.failures) == (1, [])
    assert [note.count("Mail.Read") for note in report.notes] == [1]


def test_where_the_inbox_is_read_the_letter_offers_stopp(world: World) -> None:
    world.plan()
    world.run()
    assert "STOPP" in world.questions()[0].meeting.body_html


@pytest.mark.parametrize("mode", ["observe", "convert"])
def test_who_only_watches_or_does_not_want_it_reads_no_inbox(world: World, mode: str) -> None:
    world.mode = mode
    if mode == "convert":
        world.configuration = world.configuration.replace('mode = "{mode}"', 'mode = "{mode}"\nread_replies = false')
    world.plan()
    world.run()
    assert [r for r in world.server.requests if "mailfolders" in r.path.lower()] == []


def test_a_dry_run_hears_stopp_and_writes_nothing(world: World) -> None:
    world.plan()
    world.run()
    write(world, "STOPP")
    before = len(world.writes())
    report = world.run(at=world.later(minutes=15), dry_run=True)
    assert len(world.writes()) == before
    assert [would for would in report.would if "withdraw" in would]
    assert world.mailbox().stopped_at is None
