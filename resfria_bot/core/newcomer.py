"""The letters around somebody's first meeting online: try it beforehand, did it go well, and help for whom it did not.

Something always goes a little wrong the first time, so help is named beforehand and asked about afterwards.
"""

from resfria_bot.core import phrases
from resfria_bot.core.language import day_in_words, span_in_words, time_in_words, translate
from resfria_bot.core.letter import Link, Text, clean, compose, line, shorten
from resfria_bot.core.phrases import NAME_LENGTH, QuestionFacts


def trial_question(facts: QuestionFacts, language: str) -> Text:
    """After somebody's first yes: try for ten minutes with whoever helps, before the meeting itself."""
    moment = _trial_in_words(facts, language)
    product = phrases.product_name(facts, language)
    after = translate("Then you know that sound and link work when it is time for {meeting}, {when}.", language)
    paragraphs = [
        [
            line(translate("<b>Would you like to try with {name} first?</b>", language), name=_helper(facts, language)),
            line(translate("Ten minutes, {moment}. Just the two of you.", language), moment=moment),
            line(after, meeting=phrases.meeting_name(facts, language), when=_when(facts, language)),
        ],
        [
            line(translate("Reply to the invitation:", language)),
            line(translate("<b>Accept</b>: I book the time, and you both get a link.", language)),
            line(translate("<b>Decline</b> if you do not need to try.", language)),
            phrases.silence(language),
        ],
        [*phrases.help_lines(facts, language), *phrases.ways_out(facts, language)],
    ]
    subject = translate("Try {product} for ten minutes? {moment}", language).format(product=product, moment=moment)
    return compose(subject, paragraphs, language)


def trial_booked(facts: QuestionFacts, person_name: str, language: str) -> Text:
    """What stands in the trial meeting itself, which both read."""
    person, helper = shorten(person_name, NAME_LENGTH), _helper(facts, language)
    both = translate("{person} and {helper}: open the link here when it is time.", language)
    product = phrases.product_name(facts, language)
    paragraphs = [
        [
            line(translate("<b>Ten minutes to try {product}</b>", language), product=product),
            line(both, person=person, helper=helper),
        ],
        [
            line(translate("Try the sound first: it matters most.", language)),
            line(translate("Then the camera, and last how to share a document.", language)),
            line(translate("If something goes wrong, that is what this time is for.", language)),
        ],
        phrases.guide(facts, language),
    ]
    subject = translate("Try {product}: {person} and {helper}", language)
    return compose(subject.format(product=product, person=person, helper=helper), paragraphs, language)


def aftermath_question(facts: QuestionFacts, language: str) -> Text:
    """The day after the first meeting online: did everybody get in?"""
    product = phrases.product_name(facts, language)
    held = translate("{meeting}, {when}, was {product} for the first time.", language)
    decline = translate("<b>Decline</b> if somebody did not get in: {name} gets in touch with you.", language)
    paragraphs = [
        [
            line(translate("<b>Did everybody get in?</b>", language)),
            line(held, meeting=phrases.meeting_name(facts, language), when=_when(facts, language), product=product),
            line(translate("Most first times go a little wrong. That is nothing to worry about.", language)),
        ],
        [
            line(translate("Reply to the invitation:", language)),
            line(translate("<b>Accept</b> if everybody got in.", language)),
            line(decline, name=_helper(facts, language)),
            phrases.silence(language),
        ],
        [*phrases.guide(facts, language), *phrases.ways_out(facts, language)],
    ]
    subject = translate("Did everybody get in? {meeting}, {day}", language)
    return compose(phrases.subject_line(subject, facts, language), paragraphs, language)


def help_request(facts: QuestionFacts, person_name: str, person_address: str, language: str) -> Text:
    """To whoever helps: somebody did not get in, and whom to call. Names the day, and never the meeting."""
    address = clean(person_address)
    person = shorten(person_name, NAME_LENGTH) or address
    day = day_in_words(facts.start, facts.time_zone, language)
    happened = translate("{person} held {product} for the first time on {day}. Not everybody got in.", language)
    mail = Link(address, f"mailto:{address}")
    paragraphs = [
        [line(happened, person=person, day=day, product=phrases.product_name(facts, language))],
        [
            line(translate("Call or write: {address}", language), address=mail),
            line(translate("Ask what happened, and offer to try together before the next meeting.", language)),
        ],
        phrases.guide(facts, language),
    ]
    subject = translate("Not everybody got in: please contact {person}", language).format(person=person)
    return compose(subject, paragraphs, language)


def _helper(facts: QuestionFacts, language: str) -> str:
    return shorten(facts.support_name, NAME_LENGTH) or translate("your IT support", language)


def _when(facts: QuestionFacts, language: str) -> str:
    return span_in_words(facts.start, facts.end, facts.time_zone, language)


def _trial_in_words(facts: QuestionFacts, language: str) -> str:
    assert facts.trial_at is not None  # noqa: S101 - a trial is offered at a time that is free
    return time_in_words(facts.trial_at, facts.time_zone, language)
