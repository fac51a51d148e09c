"""Facts for letters, every letter there is, and what a reader sees of one."""

import functools
import itertools
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from resfria_bot.core.letter import Text
from resfria_bot.core.types import Reason
from resfria_bot.core.wording import (
    AnswerLinks,
    QuestionFacts,
    aftermath_question,
    help_request,
    invitation,
    refusal,
    trial_booked,
    trial_question,
    webcast_question,
)

BOTH = ["sv", "en"]
#: Characters on a line of a phone, at the ordinary size of text.
PHONE_WIDTH = 40
START = datetime(2026, 1, 14, 8, tzinfo=UTC)
LINKS = AnswerLinks(
    "https://svar.example/a", "https://svar.example/b", "https://svar.example/c", "https://svar.example/s"
)
FACTS = QuestionFacts(
    meeting="Styrgruppen",
    start=START,
    end=START + timedelta(minutes=90),
    time_zone="Europe/Stockholm",
    place="Skövde",
    travellers=4,
    person_hours=6.0,
    by_car=True,
    change_at=datetime(2026, 1, 7, 13, 15, tzinfo=UTC),
    organisation="Kungälvs kommun",
    endorsement="Hos oss kommer möten på distans först.",
    support_name="Eva Lund",
    support_address="eva.lund@kungalv.example",
    guide_url="https://intra.kungalv.example/distans",
    trial_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
    host_name="Västra Götalandsregionen",
    host_address="kurs@vgr.example",
)
EVIL = "<script>alert(1)</script> & \"hej\" 'då' </p>"
#: Names as somebody outside might write them to spoil a letter.
HOSTILE = replace(
    FACTS,
    meeting=EVIL,
    place=EVIL,
    organisation=EVIL,
    endorsement=EVIL,
    support_name=EVIL,
    support_address="a'\"><img>@e.example",
    guide_url='https://e.example/"><script>',
    product="<i>-möte",
    room=EVIL,
    room_site=EVIL,
    host_name=EVIL,
    host_address='a"><img src=x>@e.example',
)

Letter: TypeAlias = Callable[[QuestionFacts, str], Text]


def booked(facts: QuestionFacts, language: str) -> Text:
    """The trial with somebody of that name."""
    return trial_booked(facts, "Anna Berg", language)


def helping(facts: QuestionFacts, language: str) -> Text:
    """The request to help somebody of that name."""
    return help_request(facts, "Anna Berg", "anna.berg@kungalv.example", language)


QUESTIONS: list[Letter] = [invitation, webcast_question, trial_question, aftermath_question]
LETTERS: list[Letter] = [*QUESTIONS, refusal, booked, helping]

Change: TypeAlias = dict[str, Any]

#: What a letter may say about each thing; every combination of these is a letter that somebody may get.
SERIES: list[Change] = [{}, {"is_series": True}]
CHANGES: list[Change] = [{"converts": False}, {"grace_minutes": 0}, {"grace_minutes": 1, "change_at": None}, {}]
TRAVEL: list[Change] = [
    {"travellers": 0, "person_hours": 0.0, "by_car": False},
    {"travellers": 1, "person_hours": 0.5},
    {"travellers": 4, "person_hours": 6.0},
    {"travellers": 12, "person_hours": 37.5, "by_car": False},
]
ROOMS: list[Change] = [{}, {"room": "Rum 3", "room_site": "Stadshuset"}]
WAYS_OUT: list[Change] = [{}, {"stop_by_reply": True}, {"links": LINKS, "stop_by_reply": True}]
FIRST: list[Change] = [{}, {"first_time": True}]
SUPPORT: list[Change] = [
    {},
    {"support_name": ""},
    {"support_address": "", "guide_url": ""},
    {"support_name": "", "support_address": ""},
]
HOSTS: list[Change] = [{}, {"host_name": "", "host_address": ""}, {"puts_draft": True}]
REASONS: list[Change] = [{"reasons": (Reason(code, "…"),)} for code in ("place.town", "link.teams", "retired.service")]

#: Which of these matter to which letter.
MATTERS: dict[Letter, list[list[Change]]] = {
    invitation: [SERIES, CHANGES, TRAVEL, ROOMS, WAYS_OUT, FIRST, SUPPORT[::3], REASONS],
    webcast_question: [SERIES, TRAVEL, WAYS_OUT, FIRST, SUPPORT, HOSTS],
    trial_question: [SERIES, WAYS_OUT, FIRST, SUPPORT],
    aftermath_question: [SERIES, WAYS_OUT, SUPPORT],
    refusal: [SERIES, SUPPORT, FIRST],
    booked: [SUPPORT],
    helping: [SUPPORT],
}


def variations(letter: Letter, facts: QuestionFacts = FACTS) -> Iterator[QuestionFacts]:
    """Every way in which the facts change the words of the letter."""
    for changes in itertools.product(*MATTERS[letter]):
        yield replace(facts, **{name: value for change in changes for name, value in change.items()})


def paragraphs_of(html: str) -> list[list[str]]:
    """The lines of each paragraph, as they are read."""
    paragraphs = re.findall(r"<p>(.*?)</p>", html)
    return [[_text(line) for line in paragraph.split("<br>")] for paragraph in paragraphs]


def words_of(html: str) -> str:
    """The words of the HTML, without any markup."""
    return " ".join(" ".join(line for lines in paragraphs_of(html) for line in lines).split())


def screen_of(html: str) -> list[str]:
    """The lines of the screen of a phone; empty ones stand between paragraphs."""
    paragraphs = ([row for line in lines for row in _wrapped(line)] for lines in paragraphs_of(html))
    return [row for paragraph in paragraphs for row in (*paragraph, "")][:-1]


def links_of(html: str) -> list[tuple[str, str]]:
    """Label and address of every link."""
    return [(a.text(), a.attributes["href"] or "") for a in LexborHTMLParser(html).css("a")]


def elements_of(html: str) -> list[tuple[str | None, list[str]]]:
    """Every element in order, with the names of its attributes."""
    return [(node.tag, sorted(node.attributes)) for node in LexborHTMLParser(html).css("*")]


@functools.cache
def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, PHONE_WIDTH)


@functools.cache
def _text(html: str) -> str:
    body = LexborHTMLParser(html).body
    return body.text() if body is not None else ""
