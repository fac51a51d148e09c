"""The question as a page. Looking changes nothing, only a sent form does. The link names the question: no sign-in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.responses import Response

from resfria_bot.app import rollout
from resfria_bot.core.language import choose_language, day_in_words, hours_in_words
from resfria_bot.core.phrases import product_word
from resfria_bot.core.tickets import Purpose, Ticket
from resfria_bot.core.types import Answer, Case, Mailbox, Question, QuestionStatus, State, Suggestion
from resfria_bot.flow import listen
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, mailboxes, questions
from resfria_bot.web.visit import Halt, Visit

_NEVER = "I do not ask about it again."
#: Weeks of a pause that are offered, and the longest pause that can be asked for.
WEEKS = (2, 4, 8)
LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it is about, as it stands now."""

    question: Question
    case: Case
    mailbox: Mailbox

    def is_open(self, now: datetime) -> bool:
        """May it still be answered, or the answer changed?"""
        return (
            self.question.status in (QuestionStatus.SENT, QuestionStatus.ANSWERED, QuestionStatus.IGNORED)
            and self.case.state in listen.UNDECIDED
            and now < self.case.next_start
        )


def show(visit: Visit) -> Response:
    """The question with its answers."""
    with visit.site.database.transaction() as tx:
        asked, visit = _asked(tx, visit, Purpose.ANSWER)
    return _page(visit, asked, "answer.html")


def take(visit: Visit) -> Response:
    """An answer: recorded as one in the calendar is."""
    with visit.site.database.transaction() as tx:
        asked, visit = _asked(tx, visit, Purpose.ANSWER)
        try:
            answer = Answer(visit.form.get("answer", ""))
        except ValueError:
            raise Halt(400, "Choose one of the answers.", visit.language) from None
        if not asked.is_open(visit.now):
            raise Halt(409, "The question has been settled: there is nothing left to answer.", visit.language)
        listen.record(tx, asked.question, answer, visit.now, visit.now, Report())
    return visit.onward(f"/a/{visit.path['ticket']}")


def show_stop(visit: Visit) -> Response:
    """Stop, or pause, everything."""
    with visit.site.database.transaction() as tx:
        asked, visit = _asked(tx, visit, Purpose.STOP)
    return _page(visit, asked, "stop.html")


def take_stop(visit: Visit) -> Response:
    """Stop, pause or go on, at once."""
    with visit.site.database.transaction() as tx:
        asked, visit = _asked(tx, visit, Purpose.STOP)
        change(tx, asked.question.asked, visit)
    return visit.onward(f"/s/{visit.path['ticket']}")


def change(tx: Connection, address: str, visit: Visit) -> None:
    """What somebody wants of us from now on: the form says `stop`, `resume`, or `until` when to pause."""
    match visit.form.get("do", ""):
        case "stop":
            mailboxes.stop(tx, address, visit.now)
        case "resume":
            mailboxes.resume(tx, address)
        case "pause":
            mailboxes.rest(tx, address, pause_end(visit))
        case _:
            raise Halt(400, "Choose what you want.", visit.language)


def pause_end(visit: Visit) -> datetime:
    """The end of the pause in the form: so many weeks, or until a day, which is no longer part of it."""
    zone = ZoneInfo(visit.site.settings.organisation.time_zone)
    today = visit.now.astimezone(zone).date()
    day = _day(visit.form.get("until", ""), today) or today + timedelta(weeks=_weeks(visit.form.get("weeks", "")))
    if not today < day <= today + LONGEST_PAUSE:
        raise Halt(400, "Choose a day within a year from tomorrow.", visit.language)
    return datetime.combine(day, time(), zone)


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today  # refused as too early, with the sentence that says what fits


def _weeks(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0


def _asked(tx: Connection, visit: Visit, purpose: Purpose) -> tuple[Asked, Visit]:
    """What the link is about, and the visit in the language of the person who was asked."""
    ticket = visit.site.tickets.read(visit.path["ticket"], purpose, visit.now)
    question = questions.get(tx, ticket.question)
    case = cases.get(tx, question.case_key) if question else None
    mailbox = mailboxes.get(tx, question.asked) if question else None
    if question is None or case is None or mailbox is None:
        raise Halt(410, "This question is no longer kept.")
    if "lang" in visit.query:
        return Asked(question, case, mailbox), visit
    language = choose_language(mailbox.person.language, default=visit.site.settings.organisation.language)
    return Asked(question, case, mailbox), visit.speaking(language)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as a button, and what comes of it."""

    answer: Answer
    label: str
    text: str


def labels(visit: Visit, suggestion: Suggestion) -> dict[Answer, str]:
    """The answers in words."""
    if suggestion is Suggestion.ASK_WEBCAST:
        words = ("I will ask", "Maybe", "Not this one")
    else:
        words = ("We meet online", "Both: some there, some by link", "We meet in person")
    return {answer: visit.say(word) for answer, word in zip(Answer, words, strict=True)}


def _converts(visit: Visit) -> bool:
    """Is a yes carried out today, or left to the person?"""
    settings = visit.site.settings
    today = visit.now.astimezone(ZoneInfo(settings.organisation.time_zone)).date()
    return rollout(settings).phase_on(today).mode == "convert"


def _choices(visit: Visit, case: Case) -> list[Choice]:
    product = product_word(visit.site.settings.organisation.meeting_product, visit.language)
    if case.suggestion is Suggestion.ASK_WEBCAST:
        texts = ("You write to the host: the message is in the question.", "Nothing more comes of it.", _NEVER)
    elif _converts(visit):
        texts = (
            "The place is replaced by a meeting online ({product}), and everybody gets an update.",
            "A link is added, and the place stays.",
            _NEVER,
        )
    else:
        texts = ("Change the meeting yourself: nothing is changed for you.", "Add a link yourself.", _NEVER)
    named = labels(visit, case.suggestion)
    return [Choice(a, named[a], visit.say(text, product=product)) for a, text in zip(Answer, texts, strict=True)]


def answer_path(visit: Visit, asked: Asked) -> str:
    """Where the page of this question is, for a link that is used soon."""
    until = visit.now + timedelta(days=1)
    ticket = Ticket(purpose=Purpose.ANSWER, question=asked.question.transaction_id, good_until=until)
    return f"/a/{visit.site.tickets.write(ticket)}"


def _page(visit: Visit, asked: Asked, template: str) -> Response:
    case, zone = asked.case, visit.site.settings.organisation.time_zone
    grace = timedelta(minutes=visit.site.settings.bot.grace_minutes)
    stop = Ticket(
        purpose=Purpose.STOP, question=asked.question.transaction_id, good_until=visit.now + timedelta(days=1)
    )
    return visit.render(
        template,
        asked=asked,
        case=case,
        is_open=asked.is_open(visit.now),
        is_webcast=case.suggestion is Suggestion.ASK_WEBCAST,
        converts=_converts(visit),
        day=day_in_words(case.next_start, zone, visit.language),
        hours=hours_in_words(case.person_hours, visit.language) if case.person_hours > 0 else "",
        change_at=(asked.question.answered_at or visit.now) + grace,
        choices=_choices(visit, case),
        wanted=asked.question.answer or visit.query.get("answer") or Answer.ONLINE,
        labels=labels(visit, case.suggestion),
        why=visit.say(_why(case)),
        stop_path=f"/s/{visit.site.tickets.write(stop)}",
        weeks=WEEKS,
        is_done=case.state in (State.CONVERTED, State.HELD),
    )


def _why(case: Case) -> str:
    if case.suggestion is Suggestion.ASK_WEBCAST:
        return "Somebody else holds it, outside your premises."
    if any(reason.code.startswith("link.") for reason in case.reasons):
        return "It is held outside your premises, though it has a link."
    return "It is held outside your premises, and has no link to meet by."
