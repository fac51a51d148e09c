"""My own page: what was asked and answered, what is stored, what was saved, and the ways out."""

import json
from dataclasses import dataclass

from starlette.responses import Response

from resfria_bot.core.types import Answer, Question, QuestionKind, QuestionStatus, State
from resfria_bot.errors import NotFound
from resfria_bot.store import cases, mailboxes, meetings, privacy, questions
from resfria_bot.web.answer import WEEKS, Asked, answer_path, change, labels
from resfria_bot.web.visit import Halt, Visit

_GONE_ONLINE = (State.CONVERTED, State.HELD)
_UNKNOWN = "Nothing is stored about you."
#: What a question that is not about a meeting was about, and its answers.
_KINDS = {
    QuestionKind.TRIAL: "To try beforehand",
    QuestionKind.AFTERMATH: "How the first meeting went",
    QuestionKind.HELP: "To help somebody",
}
_PLAIN = {Answer.ONLINE: "Yes", Answer.HYBRID: "Maybe", Answer.ON_SITE: "No"}
_NOTHING = {QuestionStatus.WITHDRAWN: "taken back"}


@dataclass(frozen=True, slots=True)
class Row:
    """One question to the person: what it was about, and what came of it. `link` leads to it while it is open."""

    question: Question
    about: str
    answer: str
    link: str


def show(visit: Visit) -> Response:
    """Everything about the person who has signed in, newest first."""
    address = visit.person.address
    with visit.site.database.transaction() as tx:
        mailbox = mailboxes.get(tx, address)
        mine = cases.of_mailbox(tx, address)
        asked = [Asked(q, c, mailbox) for c in mine for q in questions.of_case(tx, c.key) if mailbox]
        held = [m for case in mine if case.state in _GONE_ONLINE for m in meetings.of_case(tx, case.key)]
    sent = [a for a in asked if a.question.asked == address and a.question.sent_at is not None]
    return visit.render(
        "mine.html",
        mailbox=mailbox,
        rows=[_row(visit, a) for a in sorted(sent, key=lambda a: a.question.start, reverse=True)],
        hours=sum(m.saving.person_hours for m in held if m.saving and m.end <= visit.now and not m.cancelled),
        weeks=WEEKS,
    )


def _row(visit: Visit, asked: Asked) -> Row:
    question, is_meeting = asked.question, asked.question.kind is QuestionKind.MEETING
    words = labels(visit, asked.case.suggestion) if is_meeting else {a: visit.say(w) for a, w in _PLAIN.items()}
    is_open = is_meeting and asked.is_open(visit.now)
    nothing = _NOTHING.get(question.status, "none yet" if is_open else "no answer")
    return Row(
        question=question,
        about=question.place if is_meeting else visit.say(_KINDS[question.kind]),
        answer=words[question.answer] if question.answer else visit.say(nothing),
        link=answer_path(visit, asked) if is_open else "",
    )


def choose(visit: Visit) -> Response:
    """Stop, pause or go on."""
    with visit.site.database.transaction() as tx:
        if mailboxes.get(tx, visit.person.address) is None:
            raise Halt(404, _UNKNOWN)
        change(tx, visit.person.address, visit)
    return visit.onward("/mine")


def download(visit: Visit) -> Response:
    """Everything that is stored about the person, as JSON."""
    with visit.site.database.transaction() as tx:
        try:
            found = privacy.export_person(tx, visit.person.address)
        except NotFound:
            raise Halt(404, _UNKNOWN) from None
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="resfria.json"'}
    return Response(text, headers=headers, media_type="application/json")


def erase(visit: Visit) -> Response:
    """Forget the person, once they have said so twice."""
    if visit.form.get("sure") != "yes":
        raise Halt(400, "Tick the box to say that you are sure.")
    with visit.site.database.transaction() as tx:
        try:
            privacy.erase_person(tx, visit.person.address, visit.now)
        except NotFound:
            raise Halt(404, _UNKNOWN) from None
    visit.site.database.scrub()
    return visit.render("erased.html")
