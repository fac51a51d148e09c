"""The lines that letters are made of, and the facts that they tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resfria_bot.core.language import (
    day_in_words,
    hours_in_words,
    moment_in_short,
    span_in_words,
    translate,
    translate_count,
)
from resfria_bot.core.letter import SUBJECT_LENGTH, Line, Link, clean, line, shorten
from resfria_bot.core.types import Reason

#: Longest names in a line, in characters, so that the whole letter fits a phone.
MEETING_LENGTH = 50
NAME_LENGTH = 40
ENDORSEMENT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class AnswerLinks:
    """Addresses of the pages with the same three answers, and of "stop asking me"."""

    online: str
    hybrid: str
    on_site: str
    stop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What a letter tells. All of it may come from outside; nothing is escaped yet. What is empty is left out."""

    meeting: str  #: subject of the meeting
    start: datetime
    end: datetime
    time_zone: str  #: IANA, of the person who reads
    place: str
    travellers: int = 0  #: 0: not known
    person_hours: float = 0.0  #: travel saved per meeting, by all of them together
    by_car: bool = False  #: all of them would go by car
    is_series: bool = False
    reasons: tuple[Reason, ...] = ()
    product: str = "Teams-möte"  #: what a meeting online is called here
    converts: bool = True  #: False: a yes is left to the organiser to carry out
    grace_minutes: int = 15
    change_at: datetime | None = None  #: earliest moment of the change
    first_time: bool = False
    organisation: str = ""
    endorsement: str = ""
    support_name: str = ""
    support_address: str = ""
    guide_url: str = ""
    links: AnswerLinks | None = None
    stop_by_reply: bool = False  #: replies to the bot are read, so a STOPP is heard
    room: str = ""  #: a free room with equipment at our own site
    room_site: str = ""
    trial_at: datetime | None = None  #: when the first meeting online can be tried beforehand
    host_name: str = ""  #: who holds somebody else's meeting
    host_address: str = ""
    puts_draft: bool = False  #: on a yes the message to the host is put among the person's drafts


def meeting_name(facts: QuestionFacts, language: str) -> str:
    """The meeting's subject, shortened, or "the meeting"."""
    return shorten(facts.meeting, MEETING_LENGTH) or translate("The meeting", language)


def facts_in_words(facts: QuestionFacts, language: str) -> str:
    """What, when and where: "Styrgruppen, ons 14 januari kl. 9–10.30, Skövde"."""
    when = span_in_words(facts.start, facts.end, facts.time_zone, language)
    if facts.is_series:
        when = translate("next {when}", language).format(when=when)
    parts = (meeting_name(facts, language), when, shorten(facts.place, NAME_LENGTH))
    return ", ".join(part for part in parts if part)


def subject_line(template: str, facts: QuestionFacts, language: str) -> str:
    """A subject in which the meeting's own is cut, and never our question or the day."""
    day = day_in_words(facts.start, facts.time_zone, language)
    product = product_name(facts, language)
    room = SUBJECT_LENGTH - len(template.format(meeting="", day=day, product=product))
    return template.format(meeting=shorten(meeting_name(facts, language), room), day=day, product=product)


def product_name(facts: QuestionFacts, language: str) -> str:
    """The product with its article, "ett Teams-möte" or "a Teams meeting": named once, said in both languages."""
    name = product_word(shorten(facts.product, NAME_LENGTH), language)
    if name[:1].lower() in "aeioå":
        return translate("an {product}", language).format(product=name)
    return translate("a {product}", language).format(product=name)


def product_word(product: str, language: str) -> str:
    """The product without an article: "Teams-möte" or "Teams meeting"."""
    name = product or "Teams-möte"
    for ending in ("-möte", " meeting"):
        if name.endswith(ending):
            return translate("{system} meeting", language).format(system=name.removesuffix(ending))
    return name


def gain_in_words(facts: QuestionFacts, language: str) -> str:
    """The gain: "4 personer sparar tillsammans 6 timmar i bil"; without a figure, what is certain."""
    if not facts.travellers or facts.person_hours <= 0:
        return translate("nobody has to travel", language)
    text = _saved_in_the_car(facts, language) if facts.by_car else _saved(facts, language)
    text = text.format(count=facts.travellers, hours=hours_in_words(facts.person_hours, language))
    return translate("{gain} every time", language).format(gain=text) if facts.is_series else text


def _saved(facts: QuestionFacts, language: str) -> str:
    return translate_count(
        "one person saves {hours} of travel",
        "{count} people together save {hours} of travel",
        facts.travellers,
        language,
    )


def _saved_in_the_car(facts: QuestionFacts, language: str) -> str:
    return translate_count(
        "one person saves {hours} in the car",
        "{count} people together save {hours} in the car",
        facts.travellers,
        language,
    )


def gain_line(template: str, facts: QuestionFacts, language: str) -> Line:
    """What it is about and what is gained; `template` holds {facts} and {gain}. The headline has told the time."""
    place = shorten(facts.place, NAME_LENGTH)
    about = f"{meeting_name(facts, language)}, {place}" if place else meeting_name(facts, language)
    if facts.is_series:
        about = facts_in_words(facts, language)
    return line(template, facts=about, gain=gain_in_words(facts, language))


def greeting(facts: QuestionFacts, language: str) -> list[Line]:
    """Who is asking, the first time."""
    if not facts.first_time:
        return []
    if not clean(facts.organisation):
        return [line(translate("I am your meeting robot. This is my first question.", language))]
    text = translate("I am the meeting robot of {organisation}. This is my first question.", language)
    return [line(text, organisation=shorten(facts.organisation, NAME_LENGTH))]


def answers(facts: QuestionFacts, language: str) -> list[Line]:
    """What each of the three replies does, that silence does nothing, and what cannot be undone."""
    accept, tentative = _offers(facts, language) if facts.converts else _wishes(facts, language)
    invitation = line(translate("Reply to the invitation:", language))
    replies = [invitation, accept, tentative, decline(facts, language)]
    return [*replies, silence(language), *_undoing(facts, language)]


def silence(language: str) -> Line:
    """Nobody has to answer."""
    return line(translate("If you do nothing, nothing changes.", language))


def decline(facts: QuestionFacts, language: str) -> Line:
    """A no holds for the meeting, or for the whole series."""
    if facts.is_series:
        return line(
            translate("<b>Decline</b>: you meet in person, and I do not ask about this series again.", language)
        )
    return line(translate("<b>Decline</b>: you meet in person, and I do not ask about it again.", language))


def _offers(facts: QuestionFacts, language: str) -> tuple[Line, Line]:
    if facts.is_series:
        accept = translate(
            "<b>Accept</b>: I make it {product} for the whole series, {delay}, and everybody gets an update.", language
        )
    else:
        accept = translate("<b>Accept</b>: I make it {product} {delay}, and everybody gets an update.", language)
    tentative = translate("<b>Tentative</b>: I add a link and the place stays.", language)
    return line(accept, product=product_name(facts, language), delay=_delay(facts, language)), line(tentative)


def _wishes(facts: QuestionFacts, language: str) -> tuple[Line, Line]:
    accept = translate("<b>Accept</b> if you meet online. Then change the meeting to {product} yourself.", language)
    tentative = translate("<b>Tentative</b> if some join by link. Then add the link yourself.", language)
    return line(accept, product=product_name(facts, language)), line(tentative)


def answer_links(links: AnswerLinks, labels: Sequence[str], language: str) -> list[Line]:
    """The same three answers on the web, labelled in the order yes, both, no."""
    lines = [line(translate("Or on the web:", language))]
    for label, url in zip(labels, (links.online, links.hybrid, links.on_site), strict=True):
        lines.append(line("{answer}", answer=Link(label, url)))
    return lines


def _undoing(facts: QuestionFacts, language: str) -> list[Line]:
    """How long an answer can be changed, and that a machine cannot undo what has been done."""
    if not facts.converts:
        return []
    if facts.grace_minutes <= 0:
        return [line(translate("It cannot be undone automatically.", language))]
    text = translate(
        "You can change your mind until it is done. After that it cannot be undone automatically.", language
    )
    return [line(text)]


def _delay(facts: QuestionFacts, language: str) -> str:
    """When a yes is carried out: "15 minuter efter ditt svar (tidigast ons kl. 14.15)"."""
    if facts.grace_minutes <= 0:
        return translate("as soon as I see your answer", language)
    delay = translate_count(
        "{count} minute after your answer", "{count} minutes after your answer", facts.grace_minutes, language
    ).format(count=facts.grace_minutes)
    if facts.change_at is None:
        return delay
    moment = moment_in_short(facts.change_at, facts.time_zone, language)
    return translate("{delay} ({moment} at the earliest)", language).format(delay=delay, moment=moment)


def why_this(facts: QuestionFacts, language: str) -> Line:
    """Why this meeting was picked, from the reasons of its assessment."""
    codes = {reason.code for reason in facts.reasons}
    if any(code.startswith("link.") for code in codes):
        return line(translate("I ask because the meeting is outside your premises, although it has a link.", language))
    if "retired.service" in codes:
        return line(translate("I ask because the meeting is outside your premises and its link is dead.", language))
    return line(translate("I ask because the meeting is outside your premises and has no meeting link.", language))


def endorsement(facts: QuestionFacts) -> list[Line]:
    """The organisation's own word for it."""
    return [line("{text}", text=shorten(facts.endorsement, ENDORSEMENT_LENGTH))] if clean(facts.endorsement) else []


def help_lines(facts: QuestionFacts, language: str) -> list[Line]:
    """Who helps, and where the guide is. Without anybody named there is still the IT support."""
    name, address = shorten(facts.support_name, NAME_LENGTH), clean(facts.support_address)
    mail = Link(address, f"mailto:{address}")
    if name and address and facts.first_time:
        lines = [line(translate("{name} helps you the first time: {address}", language), name=name, address=mail)]
    elif name and address:
        lines = [line(translate("{name} is glad to help: {address}", language), name=name, address=mail)]
    elif name:
        lines = [line(translate("{name} is glad to help.", language), name=name)]
    elif address:
        lines = [line(translate("Help is here: {address}", language), address=mail)]
    else:
        lines = [line(translate("Your IT support is glad to help.", language))]
    return [*lines, *guide(facts, language)]


def guide(facts: QuestionFacts, language: str) -> list[Line]:
    """The page that shows how."""
    if not facts.guide_url:
        return []
    return [line("{guide}", guide=Link(translate("How to do it", language), facts.guide_url))]


def room_line(facts: QuestionFacts, language: str) -> list[Line]:
    """A room of our own with equipment, for those who want to sit together."""
    room, site = shorten(facts.room, NAME_LENGTH), shorten(facts.room_site, NAME_LENGTH)
    if not room:
        return []
    if not site:
        return [line(translate("Want to sit together? {room} is free and has equipment.", language), room=room)]
    text = translate("Want to sit together? {room} at {site} is free and has equipment.", language)
    return [line(text, room=room, site=site)]


def ways_out(facts: QuestionFacts, language: str) -> list[Line]:
    """How to be left alone, in every question: a tap where there is a web server, else a word in reply."""
    if facts.links is not None:
        return [line("{stop}", stop=Link(translate("Stop asking me", language), facts.links.stop))]
    return [line(translate("Reply STOPP and I stop asking.", language))] if facts.stop_by_reply else []
