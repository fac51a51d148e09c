"""The words of the bot: the question in the calendar, and what is said when something did not come of it.

The gain comes first, as people and hours; never money or climate, which matter to the employer and not in a question.
`language` is "sv" or "en" throughout: see `core.language.choose_language`.
"""

from collections.abc import Sequence
from urllib.parse import quote

from resfria_bot.core import phrases
from resfria_bot.core.language import day_in_words, translate
from resfria_bot.core.letter import Line, Link, Text, clean, compose, line, shorten
from resfria_bot.core.phrases import AnswerLinks, QuestionFacts
from resfria_bot.core.steps import Why

__all__ = [
    "AnswerLinks",
    "QuestionFacts",
    "Text",
    "invitation",
    "refusal",
    "webcast_question",
    "withdrawn_comment",
]


def invitation(facts: QuestionFacts, language: str) -> Text:
    """The question to the organiser: does this meeting need you there?"""
    gain = translate("{facts}: <b>{gain}</b> if you meet online.", language)
    paragraphs = [
        phrases.greeting(facts, language),
        [_headline(facts, language), _gain(gain, facts, language)],
        phrases.answers(facts, language),
        phrases.what_if(facts, language),
        _links(facts, language),
        [phrases.why_this(facts, language), *phrases.endorsement(facts)],
        phrases.help_lines(facts, language),
    ]
    subject = translate("Do you need to meet in person? {meeting}, {day}", language)
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)


def webcast_question(facts: QuestionFacts, language: str) -> Text:
    """The question about somebody else's meeting: ask its host for a way in from a distance, with a ready message."""
    headline = translate("<b>Could you take part from a distance on {day}?</b>", language)
    gain = translate("{facts}: <b>{gain}</b> if you take part from a distance.", language)
    why = translate("Why this one: somebody else holds it, outside your premises.", language)
    day = day_in_words(facts.start, facts.time_zone, language)
    paragraphs = [
        phrases.greeting(facts, language),
        [line(headline, day=day), _gain(gain, facts, language)],
        _webcast_answers(facts, language),
        _ready_message(facts, language),
        _webcast_links(facts, language),
        [line(why), *phrases.endorsement(facts)],
        phrases.help_lines(facts, language),
    ]
    subject = translate("Could you take part from a distance? {meeting}, {day}", language)
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)


def refusal(facts: QuestionFacts, language: str) -> Text:
    """The calendar did not take the change: said once, with what to do instead."""
    happened = translate(
        "I tried to make {facts} into {product}, but the calendar did not take it. You meet in person, as before.",
        language,
    )
    subject = translate("It did not become {product}: {meeting}, {day}", language)
    return _news(subject, happened, facts, language)


def withdrawn_comment(why: Why, language: str) -> str:
    """Why a question is taken back: the plain comment on its cancellation."""
    match why:
        case Why.CANCELLED:
            return translate("The meeting is cancelled, so you need not answer.", language)
        case Why.MOVED | Why.RESCHEDULED:
            return translate("The meeting has moved, so you need not answer.", language)
        case Why.BECAME_ONLINE:
            return translate("The meeting is already online, so you need not answer. Thank you!", language)
        case Why.TOO_LATE:
            return translate("The meeting is near now, so I leave it as it is. You need not answer.", language)
        case Why.PASSED:
            return translate("The meeting has begun, so you need not answer.", language)
        case Why.OPTED_OUT:
            return translate("As you wish: I do not ask you any more.", language)
        case Why.LEFT:
            return translate("You no longer take part in this, so you need not answer.", language)
        case _:
            return translate("The question is no longer needed, so you need not answer.", language)


def _headline(facts: QuestionFacts, language: str) -> Line:
    if facts.is_series:
        return line(translate("<b>Do you need to meet in person every time?</b>", language))
    template = translate("<b>Do you need to meet in person on {day}?</b>", language)
    return line(template, day=day_in_words(facts.start, facts.time_zone, language))


def _gain(template: str, facts: QuestionFacts, language: str) -> Line:
    return line(template, facts=phrases.facts_in_words(facts, language), gain=phrases.gain_in_words(facts, language))


def _links(facts: QuestionFacts, language: str) -> list[Line]:
    """The same answers on the web, where there is one."""
    if facts.links is None:
        return []
    labels = (translate("Online", language), translate("Both", language), translate("In person", language))
    return _answer_links(facts.links, labels, language)


def _webcast_links(facts: QuestionFacts, language: str) -> list[Line]:
    if facts.links is None:
        return []
    labels = (translate("I will ask", language), translate("Maybe", language), translate("Not this one", language))
    return _answer_links(facts.links, labels, language)


def _answer_links(links: AnswerLinks, labels: Sequence[str], language: str) -> list[Line]:
    lines = [line(translate("Or on the web:", language))]
    for label, url in zip(labels, (links.online, links.hybrid, links.on_site), strict=True):
        lines.append(line("{answer}", answer=Link(label, url)))
    return [*lines, phrases.stop_link(links, language)]


def _webcast_answers(facts: QuestionFacts, language: str) -> list[Line]:
    host = shorten(facts.host_name, phrases.NAME_LENGTH) or translate("the host", language)
    if facts.is_series:
        decline = translate("<b>Decline</b> if not: I do not ask about this series again.", language)
    else:
        decline = translate("<b>Decline</b> if not: I do not ask about this meeting again.", language)
    return [
        line(translate("Reply to the invitation:", language)),
        line(translate("<b>Accept</b> if you ask {host}.", language), host=host),
        line(translate("<b>Tentative</b> if you may ask.", language)),
        line(decline),
        line(translate("I send nothing for you. If you do nothing, nothing changes.", language)),
    ]


def _ready_message(facts: QuestionFacts, language: str) -> list[Line]:
    """A message to send on: to read here, and as a mail that opens filled in (RFC 6068)."""
    subject = phrases.subject_line(translate("From a distance? {meeting}, {day}", language), facts, language)
    words = phrases.facts_in_words(facts, language)
    body = [
        translate("Hello!", language),
        translate("I am invited to {facts}.", language).format(facts=words),
        translate("Could I take part from a distance, by link or webcast?", language),
    ]
    address = clean(facts.host_address)
    url = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(_crlf(body), safe='')}"
    mail = Link(address or translate("the host", language), url)
    ready = line(translate("Here is a message ready to send to {host}:", language), host=mail)
    return [ready, *(line("{text}", text=text) for text in body)]


def _crlf(lines: Sequence[str]) -> str:
    return "\r\n\r\n".join(clean(each) for each in lines) + "\r\n"


def _news(subject: str, happened: str, facts: QuestionFacts, language: str) -> Text:
    """What happened, how to go online by one's own hand, and who helps."""
    advice = translate("You can do it yourself: open the meeting, make it {product} and send the update.", language)
    product = phrases.product_name(facts, language)
    paragraphs = [
        [line(happened, facts=phrases.facts_in_words(facts, language), product=product)],
        [line(advice, product=product)],
        phrases.help_lines(facts, language),
    ]
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)
