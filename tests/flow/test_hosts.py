"""Somebody else's conference: a ready message among one's own drafts, and those who are travelled to most."""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from resfria_bot.commands.hosts import hosts
from resfria_bot.graph.drafts import Drafts
from resfria_bot.sandbox import invitations
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.post import Letter
from tests.flow.world import ALICE, MEETING, World, moment

HOST = "kansli@vgregion.example"


@pytest.fixture
def drafting(world: World) -> World:
    """A world in which ready messages go among people's drafts."""
    world.configuration += "\n[webcast]\ndrafts = true\n"
    world.tenant.permissions.add("Mail.ReadWrite")
    return world


def conference(world: World, host: str = HOST, days: int = 0) -> None:
    """Somebody outside invites Alice to Gothenburg."""
    if world.tenant.directory.user(host) is None:
        world.tenant.add_user(User(id=f"host-{host}", address=host, given_name="Kansliet", surname=""))
    start = MEETING + timedelta(days=days)
    body = {
        "subject": "Regional kvalitetskonferens",
        "start": moment(start),
        "end": moment(start + timedelta(hours=6)),
        "location": {"displayName": "Svenska Mässan, Göteborg"},
        "attendees": [{"emailAddress": {"address": ALICE}, "type": "required"}],
    }
    with world.tenant.lock:
        invitations.create(world.tenant, world.tenant.mailbox(host), body)


def drafts(world: World) -> list[Letter]:
    return world.tenant.mailbox(ALICE).post.drafts


def say_yes(world: World) -> None:
    conference(world)
    world.run()
    world.reply("accepted")


def test_on_a_yes_the_message_of_the_letter_lies_among_the_person_s_own_drafts(drafting: World) -> None:
    say_yes(drafting)
    for minutes in (16, 16):
        drafting.run(at=drafting.later(minutes=minutes))
    (draft,) = drafts(drafting)
    assert [mail.address for mail in draft.to] == [HOST]
    assert draft.is_draft
    assert draft.own_text.splitlines()[0] in drafting.questions()[0].meeting.body_html
    assert [r for r in drafting.server.requests if "send" in r.path.lower()] == []


@pytest.mark.parametrize("response", ["tentativelyAccepted", "declined"])
def test_any_other_answer_makes_no_draft(drafting: World, response: str) -> None:
    conference(drafting)
    drafting.run()
    drafting.reply(response)
    drafting.run(at=drafting.later(minutes=16))
    assert drafts(drafting) == []


def test_no_draft_is_made_unless_it_is_switched_on(world: World) -> None:
    world.tenant.permissions.add("Mail.ReadWrite")
    say_yes(world)
    world.run(at=world.later(minutes=16))
    assert drafts(world) == []


def test_without_the_right_to_it_the_letter_has_to_do(drafting: World) -> None:
    drafting.tenant.permissions.discard("Mail.ReadWrite")
    say_yes(drafting)
    report = drafting.run(at=drafting.later(minutes=16))
    assert [note.count("Mail.ReadWrite") for note in report.notes] == [1]
    assert report.failures == []


def test_where_only_questions_are_asked_nobody_s_mailbox_is_written_to(drafting: World) -> None:
    drafting.mode = "suggest"
    say_yes(drafting)
    drafting.run(at=drafting.later(minutes=16))
    assert drafts(drafting) == []


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("is_done", [False, True])
def test_a_crash_around_the_draft_makes_it_once(
    drafting: World, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    say_yes(drafting)
    whole: Callable[..., Any] = Drafts.put

    def die(self: Drafts, *arguments: Any) -> None:
        if is_done:
            whole(self, *arguments)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Drafts, "put", die)
        with pytest.raises(Crash):
            drafting.run(at=drafting.later(minutes=16))
    for _ in range(2):
        drafting.run(at=drafting.later(minutes=15))
    assert len(drafts(drafting)) == 1


def _printed(world: World, capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    chosen = {"config": str(world.folder / "resfria.toml"), "top": 20, "letter": None, "json": False}
    capsys.readouterr()
    assert hosts(Namespace(**(chosen | options))) == 0
    return capsys.readouterr().out


@pytest.fixture
def travelled(world: World) -> World:
    """Two conferences of one host, one of another, and one meeting of our own."""
    for days, host in enumerate((HOST, HOST, "info@boras.example")):
        conference(world, host, days)
    world.plan()
    world.run()
    return world


def test_hosts_are_counted_with_meetings_and_hours_those_with_most_first(
    travelled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(_printed(travelled, capsys, json=True))
    assert [(host["domain"], host["meetings"]) for host in found] == [("vgregion.example", 2), ("boras.example", 1)]
    assert found[0]["person_hours"] > found[1]["person_hours"] > 0
    assert "vgregion.example" in _printed(travelled, capsys)
    assert len(json.loads(_printed(travelled, capsys, json=True, top=1))) == 1
    assert len([case for case in travelled.cases() if not case.host_domain]) == 1


def test_the_letter_to_a_host_tells_the_figures(travelled: World, capsys: pytest.CaptureFixture[str]) -> None:
    letter = _printed(travelled, capsys, letter="VGregion.example")
    assert "vgregion.example" in letter
    assert "Kungälvs kommun" in letter
    assert " 2 möten" in letter
