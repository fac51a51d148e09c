"""One letter from the whole organisation to a host that it often travels to: many asking together move a host."""

from resfria_bot.core.language import hours_in_words, translate, translate_count
from resfria_bot.core.letter import shorten
from resfria_bot.core.phrases import NAME_LENGTH


def host_letter(organisation: str, host: str, meetings: int, person_hours: float, language: str) -> str:
    """The letter as plain text, to sign and send. `person_hours` is travel to those meetings by all together."""
    ours = shorten(organisation, NAME_LENGTH)
    paragraphs = [
        translate("To {host}", language).format(host=shorten(host, NAME_LENGTH)),
        translate("Hello!", language),
        _figures(ours, meetings, person_hours, language),
        translate(
            "We gladly take part in what you arrange. More of us could, if it did not take a journey each time.",
            language,
        ),
        translate("So we ask you: could you make it a rule that people can take part from a distance?", language),
        "\n".join(
            (
                translate("- For meetings: a link in the invitation.", language),
                translate("- For conferences and seminars: a webcast, and perhaps a recording.", language),
            )
        ),
        translate("Good sound is enough. We gladly try it out with you beforehand.", language),
        translate("When it matters to meet in person, we come to you as before.", language),
        "\n".join((translate("With kind regards", language), ours)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _figures(organisation: str, meetings: int, person_hours: float, language: str) -> str:
    if person_hours <= 0:
        counted = translate_count(
            "We at {organisation} have counted {meetings} meeting that you hold and we travel to.",
            "We at {organisation} have counted {meetings} meetings that you hold and we travel to.",
            meetings,
            language,
        )
        return counted.format(organisation=organisation, meetings=meetings)
    counted = translate_count(
        "We at {organisation} have counted {meetings} meeting that you hold and we travel to: "
        "together about {hours} on the road.",
        "We at {organisation} have counted {meetings} meetings that you hold and we travel to: "
        "together about {hours} on the road.",
        meetings,
        language,
    )
    hours = hours_in_words(person_hours, language)
    return counted.format(organisation=organisation, meetings=meetings, hours=hours)
