"""The letters of the flow: facts gathered from the case, the live event and the person, then put into words."""

from datetime import datetime, timedelta

from resfria_bot.core import wording
from resfria_bot.core.language import choose_language
from resfria_bot.core.steps import Why
from resfria_bot.core.types import Case, Event, MailboxSettings, Person, Suggestion
from resfria_bot.core.wording import QuestionFacts, Text
from resfria_bot.flow.desk import Desk


def question(
    desk: Desk, case: Case, event: Event, person: Person, settings: MailboxSettings, now: datetime, first_time: bool
) -> Text:
    """The question about this meeting, in the language of the person who is asked."""
    facts = _facts(desk, case, event, settings.working_hours.time_zone, now, first_time)
    language = choose_language(settings.language, person.language, default=desk.organisation.language)
    if case.suggestion is Suggestion.ASK_WEBCAST:
        return wording.webcast_question(facts, language)
    return wording.invitation(facts, language)


def refusal(desk: Desk, case: Case, event: Event, person: Person, now: datetime) -> Text:
    """The news that the meeting did not become one online, and what to do instead."""
    facts = _facts(desk, case, event, desk.organisation.time_zone, now, first_time=False)
    return wording.refusal(facts, choose_language(person.language, default=desk.organisation.language))


def withdrawal(desk: Desk, why: Why, person: Person) -> str:
    """The comment with which a question is taken back."""
    return wording.withdrawn_comment(why, choose_language(person.language, default=desk.organisation.language))


def _facts(desk: Desk, case: Case, event: Event, zone: str, now: datetime, first_time: bool) -> QuestionFacts:
    bot = desk.bot
    return QuestionFacts(
        meeting=event.subject,
        start=event.start,
        end=event.end,
        time_zone=zone,
        place=case.place.name if case.place else "",
        travellers=case.travellers,
        person_hours=case.person_hours,
        is_series=case.is_series,
        reasons=case.reasons,
        product=bot.product,
        converts=bot.converts,
        grace_minutes=bot.grace_minutes,
        change_at=now + timedelta(minutes=bot.grace_minutes),
        first_time=first_time,
        organisation=desk.organisation.name,
        endorsement=bot.endorsement,
        support_name=bot.support_name,
        support_address=bot.support_address,
        guide_url=bot.guide_url,
        host_name=event.organiser.name,
        host_address=event.organiser.address,
    )
