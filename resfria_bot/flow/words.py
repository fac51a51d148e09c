"""The letters of the flow: facts gathered from the case, the live event and the person, then put into words."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from resfria_bot.core import wording
from resfria_bot.core.language import choose_language
from resfria_bot.core.steps import Why
from resfria_bot.core.types import Address, Case, Event, MailboxSettings, Mode, Person, Suggestion
from resfria_bot.core.wording import QuestionFacts, Text
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.rooms import FreeRoom
from resfria_bot.store import meetings


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads a letter, with what decides its language and its times."""

    desk: Desk
    person: Person
    settings: MailboxSettings

    @property
    def language(self) -> str:
        """The language to write in."""
        default = self.desk.organisation.language
        return choose_language(self.settings.language, self.person.language, default=default)

    @property
    def zone(self) -> str:
        """In which times are told."""
        return self.settings.working_hours.time_zone


def question(
    desk: Desk,
    case: Case,
    event: Event,
    person: Person,
    settings: MailboxSettings,
    now: datetime,
    first_time: bool,
    room: FreeRoom | None = None,
    question_id: str = "",
) -> Text:
    """The question about this meeting, in the language of the person who is asked; with its id it has links too."""
    facts = _facts(desk, case, event, settings.working_hours.time_zone, now, first_time)
    facts = replace(facts, by_car=_go_by_car(desk, case, event))
    if room is not None:
        facts = replace(facts, room=room.name, room_site=room.site)
    if desk.links is not None and question_id:
        facts = replace(facts, links=desk.links.of(question_id, case.last_end, now))
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
    language = choose_language(person.language, default=desk.organisation.language)
    if why is Why.OPTED_OUT and desk.hears_replies:
        return wording.stopped_comment(language)
    return wording.withdrawn_comment(why, language)


def webcast_draft(desk: Desk, case: Case, event: Event, person: Person, now: datetime) -> tuple[str, str]:
    """Subject and text of the message to the host of somebody else's meeting."""
    facts = _facts(desk, case, event, desk.organisation.time_zone, now, first_time=False)
    return wording.webcast_draft(facts, choose_language(person.language, default=desk.organisation.language))


def trial(reader: Reader, case: Case, event: Event, helper: Address, at: datetime) -> Text:
    """The offer to try beforehand with whoever helps."""
    return wording.trial_question(_first_facts(reader, case, event, helper, at), reader.language)


def trial_booked(reader: Reader, case: Case, event: Event, helper: Address, at: datetime) -> Text:
    """The trial meeting itself, which both read."""
    facts = _first_facts(reader, case, event, helper, at)
    return wording.trial_booked(facts, reader.person.name or reader.person.address, reader.language)


def aftermath(reader: Reader, case: Case, event: Event, helper: Address) -> Text:
    """Did everybody get in?"""
    return wording.aftermath_question(_first_facts(reader, case, event, helper), reader.language)


def help_request(reader: Reader, person: Person, held: datetime) -> Text:
    """To whoever helps, who is the reader: this person held a first meeting online then, and not everybody got in."""
    bot = reader.desk.bot
    facts = QuestionFacts(
        meeting="", start=held, end=held, time_zone=reader.zone, place="", product=bot.product, guide_url=bot.guide_url
    )
    return wording.help_request(facts, person.name, person.address, reader.language)


def _first_facts(
    reader: Reader, case: Case, event: Event, helper: Address, trial_at: datetime | None = None
) -> QuestionFacts:
    facts = _facts(reader.desk, case, event, reader.zone, event.start, first_time=False)
    return replace(facts, support_name=helper.name, support_address=helper.address, trial_at=trial_at)


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
        stop_by_reply=desk.hears_replies,
        puts_draft=bot.webcast_drafts and bot.converts,
    )


def _go_by_car(desk: Desk, case: Case, event: Event) -> bool:
    """Would everybody who travels to this meeting go by car?"""
    with desk.database.transaction() as tx:
        savings = [m.saving for m in meetings.of_case(tx, case.key) if m.event_id == event.id and m.saving]
    modes = {trip.mode for saving in savings for trip in saving.trips}
    return modes == {Mode.CAR}
