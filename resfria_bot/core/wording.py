"""The words of the bot: the question in the calendar, and what is said when something did not come of it.

The gain comes first, as people and hours; never money or climate, which matter to the employer and not in a question.
`language` is "sv" or "en" throughout: see `core.language.choose_language`.
"""

from resfria_bot.core import phrases
from resfria_bot.core.language import span_in_words, translate
from resfria_bot.core.letter import Line, Text, compose, line
from resfria_bot.core.newcomer import aftermath_question, help_request, trial_booked, trial_question
from resfria_bot.core.phrases import AnswerLinks, QuestionFacts
from resfria_bot.core.steps import Why
from resfria_bot.core.webcast import webcast_draft, webcast_question

__all__ = [
    "AnswerLinks",
    "QuestionFacts",
    "Text",
    "aftermath_question",
    "help_request",
    "invitation",
    "refusal",
    "stopped_comment",
    "trial_booked",
    "trial_question",
    "webcast_draft",
    "webcast_question",
    "withdrawn_comment",
]


def invitation(facts: QuestionFacts, language: str) -> Text:
    """The question to the organiser: does this meeting need you there?"""
    gain = translate("{facts}: <b>{gain}</b> if you meet online.", language)
    paragraphs = [
        phrases.greeting(facts, language),
        [_headline(facts, language), phrases.gain_line(gain, facts, language)],
        phrases.answers(facts, language),
        _links(facts, language),
        [*phrases.room_line(facts, language), phrases.why_this(facts, language), *phrases.endorsement(facts)],
        [*phrases.help_lines(facts, language), *phrases.ways_out(facts, language)],
    ]
    subject = translate("Do you need to meet in person? {meeting}, {day}", language)
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)


def refusal(facts: QuestionFacts, language: str) -> Text:
    """The calendar did not take the change: said once, with what to do instead."""
    happened = translate(
        "I tried to make it {product}, but the calendar did not take the change. You meet in person, as before.",
        language,
    )
    subject = translate("It could not become {product}: {meeting}, {day}", language)
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


def stopped_comment(language: str) -> str:
    """The answer to STOPP: it is taken, at once and for everything, and can be taken back."""
    return translate(
        "I do not ask you any more. This holds at once, for everything I do for you. "
        "Do you want to begin again? Write START to me.",
        language,
    )


def _headline(facts: QuestionFacts, language: str) -> Line:
    if facts.is_series:
        return line(translate("<b>Do you need to meet in person every time?</b>", language))
    template = translate("<b>Do you need to meet in person on {when}?</b>", language)
    return line(template, when=span_in_words(facts.start, facts.end, facts.time_zone, language))


def _links(facts: QuestionFacts, language: str) -> list[Line]:
    """The same answers on the web, where there is one; none promises what is left to the organiser."""
    if facts.links is None:
        return []
    if facts.converts:
        moved = (translate("Online", language), translate("Both", language))
    else:
        moved = (translate("Online, I see to it", language), translate("Both, I see to it", language))
    return phrases.answer_links(facts.links, (*moved, translate("In person", language)), language)


def _news(subject: str, happened: str, facts: QuestionFacts, language: str) -> Text:
    """What happened, how to go online by one's own hand, and who helps."""
    advice = translate("You can do it yourself: open the meeting, make it {product} and send the update.", language)
    product = phrases.product_name(facts, language)
    paragraphs = [
        [line("<b>{facts}</b>", facts=phrases.facts_in_words(facts, language)), line(happened, product=product)],
        [line(advice, product=product)],
        phrases.help_lines(facts, language),
    ]
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)
