"""The words about somebody else's meeting: the question to one of ours, and the message that is ready for its host."""

from collections.abc import Sequence
from urllib.parse import quote

from resfria_bot.core import phrases
from resfria_bot.core.language import span_in_words, translate
from resfria_bot.core.letter import Line, Link, Text, clean, compose, line, shorten
from resfria_bot.core.phrases import QuestionFacts


def webcast_question(facts: QuestionFacts, language: str) -> Text:
    """The question about somebody else's meeting: ask its host for a way in from a distance, with a ready message."""
    gain = translate("{facts}: <b>{gain}</b> if you take part from a distance.", language)
    why = translate("I ask because somebody else holds the meeting, outside your premises.", language)
    paragraphs = [
        phrases.greeting(facts, language),
        [_headline(facts, language), phrases.gain_line(gain, facts, language)],
        _answers(facts, language),
        _ready_message(facts, language),
        _links(facts, language),
        [line(why), *phrases.endorsement(facts)],
        [*phrases.help_lines(facts, language), *phrases.ways_out(facts, language)],
    ]
    subject = translate("Could you take part from a distance? {meeting}, {day}", language)
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)


def webcast_draft(facts: QuestionFacts, language: str) -> tuple[str, str]:
    """Subject and plain text of the message to the host, word for word as in the question."""
    subject = phrases.subject_line(translate("From a distance? {meeting}, {day}", language), facts, language)
    return subject, "\n\n".join(clean(each) for each in _message(facts, language)) + "\n"


def _headline(facts: QuestionFacts, language: str) -> Line:
    if facts.is_series:
        return line(translate("<b>Could you take part from a distance?</b>", language))
    template = translate("<b>Could you take part from a distance on {when}?</b>", language)
    return line(template, when=span_in_words(facts.start, facts.end, facts.time_zone, language))


def _answers(facts: QuestionFacts, language: str) -> list[Line]:
    host = shorten(facts.host_name, phrases.NAME_LENGTH) or translate("the host", language)
    if facts.is_series:
        decline = translate("<b>Decline</b> if not: I do not ask about this series again.", language)
    else:
        decline = translate("<b>Decline</b> if not: I do not ask about this meeting again.", language)
    if facts.puts_draft:
        accept = translate("<b>Accept</b> if you ask {host}: I put a draft in your mailbox.", language)
    else:
        accept = translate("<b>Accept</b> if you ask {host}.", language)
    return [
        line(translate("Reply to the invitation:", language)),
        line(accept, host=host),
        line(translate("<b>Tentative</b> if you may ask.", language)),
        line(decline),
        phrases.silence(language),
    ]


def _links(facts: QuestionFacts, language: str) -> list[Line]:
    if facts.links is None:
        return []
    labels = (translate("I will ask", language), translate("Maybe", language), translate("Not this one", language))
    return phrases.answer_links(facts.links, labels, language)


def _ready_message(facts: QuestionFacts, language: str) -> list[Line]:
    """The message to send on: to read here, and as a mail that opens filled in (RFC 6068)."""
    subject, body = webcast_draft(facts, language)
    address = clean(facts.host_address)
    filled_in = quote(body.replace("\n", "\r\n"), safe="")
    url = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={filled_in}"
    mail = Link(address or translate("the host", language), url)
    ready = line(translate("I send nothing for you. You are welcome to send this to {host}:", language), host=mail)
    return [ready, *(line("{text}", text=text) for text in _message(facts, language))]


def _message(facts: QuestionFacts, language: str) -> Sequence[str]:
    words = phrases.facts_in_words(facts, language)
    return (
        translate("Hello!", language),
        translate("I am invited to {facts}.", language).format(facts=words),
        translate("Could I take part from a distance, by link or webcast?", language),
        translate("Thank you in advance!", language),
    )
