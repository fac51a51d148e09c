"""What each reason of a step or a state means, as a person would say it: the one table of these words."""

from collections.abc import Mapping

from resfria_bot.core.steps import Why
from resfria_bot.core.types import QuestionKind, QuestionStatus, State

#: Between a reason and what was waited for in vain.
AFTER = "_after_"

REASONS: Mapping[str, str] = {
    Why.DUE: "It was its turn.",
    Why.ASKED_ANEW: "After a no the place changed, or twice as many travel.",
    Why.HELD_OUT: "Its organiser belongs to those who are never asked, for an honest comparison.",
    Why.SETTLING: "It is so new that its organiser may still be typing.",
    Why.QUESTION_OPEN: "The person has a question that waits for an answer.",
    Why.PERSON_BUDGET: "The person has had their questions of the week.",
    Why.DEPARTMENT_BUDGET: "The department has had its questions of the week.",
    Why.PAUSED: "The person is left in peace for a while.",
    Why.SILENT: "The person did not answer several questions in a row, so no more are sent.",
    Why.SAID_NO: "The person has said no to this meeting or series.",
    Why.SAID_NO_TO_PLACE: "The person has said no to another meeting at this place.",
    Why.ASKED_TWICE: "It has been asked about twice, which is the most.",
    Why.OUTSIDE_HOSTS_OFF: "Somebody outside holds it, and nudges.outside_hosts is off.",
    Why.NEXT_TOO_NEAR: "The next meeting of the series is too near; a later one may be asked about.",
    Why.NOT_IN_PHASE: "The phase of the rollout is for other groups, so it is only observed.",
    Why.NOT_AT_WORK: "The person is not at work.",
    Why.SHARED_MAILBOX: "It is in a mailbox that nobody has to themselves.",
    Why.UNREACHABLE: "The meeting, or the settings of the mailbox, could not be read.",
    Why.CHANGED_MEANWHILE: "When it was to be asked about, it was gone or no longer a journey.",
    Why.NOT_WAITING: "It has been asked about, answered or ended.",
    Why.TOO_LATE: "It is so near that the journey is booked.",
    Why.PASSED: "It has begun.",
    Why.OPTED_OUT: "The person does not want to be asked.",
    Why.LEFT: "The person no longer takes part.",
    Why.CANCELLED: "It was cancelled.",
    Why.MOVED: "It was moved to where nobody has to travel, or into the past.",
    Why.RESCHEDULED: "It was moved, so that the question spoke of another time or place.",
    Why.NO_LONGER_SUITABLE: "It changed, and needs people to be there.",
    Why.BECAME_ONLINE: "Its organiser made it online.",
    Why.NO_LONGER_NEEDED: "There is nothing left to ask about it.",
    Why.FLAGGED_AGAIN: "It changed, and can be held without travel again.",
    Why.ASKED: "The question went into the organiser's calendar.",
    Why.ANSWERED: "The person answered.",
    Why.ANSWERED_YES: "It was made online, as the person had answered.",
    Why.REFUSED: "The calendar took the change, but the meeting did not become online.",
    Why.MOVED_BACK: "Its organiser gave it a place again.",
    Why.HELD: "It was held.",
    "": "It can be held without travel.",
}

STATES: Mapping[State, str] = {
    State.FLAGGED: "found",
    State.HELD_OUT: "held out",
    State.ASKED: "asked",
    State.YES: "answered: online",
    State.HYBRID: "answered: both",
    State.NO: "answered: in person",
    State.CONVERTED: "online",
    State.WITHDRAWN: "given up",
    State.HELD: "held",
}

QUESTIONS: Mapping[QuestionStatus, str] = {
    QuestionStatus.INTENDED: "about to be sent",
    QuestionStatus.SENT: "waits for an answer",
    QuestionStatus.ANSWERED: "answered",
    QuestionStatus.WITHDRAWN: "taken back",
    QuestionStatus.IGNORED: "got no answer",
    QuestionStatus.BOOKED: "the meeting that it offered is booked",
}

KINDS: Mapping[QuestionKind, str] = {
    QuestionKind.MEETING: "does this meeting need you there?",
    QuestionKind.TRIAL: "a trial meeting first?",
    QuestionKind.AFTERMATH: "did everybody get in?",
    QuestionKind.HELP: "somebody did not get in",
}


def reason_in_words(code: str) -> str:
    """The sentence of a reason; with what was waited for in vain, where the code tells. An unknown code stays."""
    first, _, waited_for = code.partition(AFTER)
    sentence = REASONS.get(first, first)
    return f"{sentence} Until then: {REASONS.get(waited_for, waited_for)}" if waited_for else sentence
