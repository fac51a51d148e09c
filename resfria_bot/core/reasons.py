"""Every code that a reason may have, with a sentence that explains it to a person.

Codes are stable: documents, translations and reports may use them. Evidence is set after the sentence where it helps.
"""

from collections.abc import Iterable

from resfria_bot.core.links import systems
from resfria_bot.core.types import Reason

CODES: dict[str, str] = {
    # the meeting is off, past or nobody's business
    "time.past": "The meeting is over.",
    "state.cancelled": "The meeting is cancelled.",
    "state.declined": "The owner of the calendar has declined.",
    "state.private": "The event is marked private or confidential.",
    # where it is
    "place.town": "The meeting is in another town than our own houses.",
    "place.venue": "The meeting is at a well-known house that is not ours.",
    "place.address": "The address is not one of our own.",
    "place.elsewhere": "The meeting is at a place that is not ours.",
    "place.named": "The place has a name that is none of ours.",
    "place.theirs": "The meeting is with the organiser, who is from another organisation.",
    "place.town_house": "The house is the municipality's, not ours.",
    "place.area": "The meeting is somewhere in a region.",
    "place.home_visit": "The meeting is in somebody's home.",
    "place.subject": "The subject names a place that is not ours.",
    "place.body": "The text names a place that is not ours.",
    "place.moved": "The text moves the meeting.",
    "place.own_site": "The meeting is in one of our own houses.",
    "place.room_mailbox": "The room is one that can be booked in our own house.",
    "place.own_town": "Only our own town is named.",
    "place.own_home": "The owner of the calendar is at home.",
    "place.room": "Only a room is named, without a house.",
    "place.generic": "The name could be any municipality's house.",
    "place.person": "Only a person is named.",
    "place.unknown": "The place is not decided.",
    "place.none": "No place is named.",
    "place.online_only": "The meeting is only online, so the place does not count.",
    # taking part from a distance
    "online.provider": "The meeting is set up as an online meeting.",
    "online.words": "The text says that one can take part from a distance.",
    "online.place": "The field for the place says that one can take part from a distance.",
    "online.dial_in": "There is a telephone number with a code to dial in.",
    "online.ignored_by_setting": "The place counts in spite of the link, as the configuration says.",
    "retired.service": "The only link leads to a service that is closed.",
    "refused.words": "The organiser says that nobody can take part from a distance.",
    "refused.unused_link": "The organiser says that the link is not to be used.",
    # what kind of meeting it is
    "words.inspection": "An inspection or survey has to be made on site.",
    "words.site_visit": "Seeing the place is the point.",
    "words.study_visit": "A study visit has to be made on site.",
    "words.home_visit": "A home visit has to be made in the home.",
    "words.hands_on": "Practice with the hands has to be done on site.",
    "words.exam": "An examination is held on site.",
    "words.handling": "Things have to be fetched, left or moved.",
    "words.fair": "A fair, exhibition or drop-in is to be walked through.",
    "words.opening": "An opening or ceremony is attended in person.",
    "words.rehearsal": "A rehearsal, performance or sport is done together.",
    "words.filming": "Filming or photographing is done on the spot.",
    "words.social": "Being together is the point.",
    "words.funeral": "A funeral or service is attended in person.",
    "words.residential": "The group's own days together are meant for being together.",
    "words.medical": "A visit for health or body has to be made in person.",
    "words.appraisal": "A talk between manager and employee is sensitive.",
    "words.recruitment": "Recruitment is sensitive.",
    "words.rehabilitation": "Rehabilitation and crisis are sensitive.",
    "words.compulsory": "Matters of compulsory care and of children at risk are sensitive.",
    "words.dispute": "A dispute or personnel matter is sensitive.",
    "words.court": "Court decides itself how it meets.",
    "words.supervision": "Supervision of a therapeutic kind is sensitive.",
    "words.bargaining": "Bargaining with a union is sensitive.",
    "words.formal": "A formal decision meeting follows its own rules.",
    "words.association": "A meeting of a union or association is not the organisation's.",
    "words.travel": "This is a journey, not a meeting.",
    "words.deadline": "This is a deadline or reminder, not a meeting.",
    "words.leave": "This is leave, not a meeting.",
    "words.own_work": "This is a person's own time, not a meeting.",
    "words.asked_in_person": "Somebody has asked to meet in person.",
    "words.body_in_person": "The text tells of something that has to be done on site.",
    "words.audience": "An event with an audience can be shown on the web.",
    "words.suits": "Meetings of this kind go well online.",
    "words.talk": "People talk with each other, which can be done online.",
    "words.preparation": "It is a slot at, or preparation for, a formal meeting.",
    "block.alone": "Nobody else is invited and nothing says that it is a meeting.",
    "kind.default": "Nothing speaks against meeting online.",
}
CODES |= {f"link.{system}": f"There is a link to join: {title}." for system, title in systems().items()}


def reason(code: str, evidence: str = "") -> Reason:
    """A reason with its sentence, and the evidence in quotation marks where there is any."""
    sentence = CODES[code]
    evidence = evidence.strip()
    return Reason(code, f"{sentence} (“{evidence[:160]}”)" if evidence else sentence)


def kept(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons as they may be stored: a place keeps its name, but no word of a subject or a text stays."""
    return tuple(r if _is_of_place(r.code) else Reason(r.code, CODES.get(r.code, r.text)) for r in reasons)


def _is_of_place(code: str) -> bool:
    return code.startswith("place.") and code not in ("place.subject", "place.body")
