"""A second channel: a line in the activity feed of Teams that a question lies in the calendar."""

from resfria_bot.core.letter import Text
from resfria_bot.errors import ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report


def tell(desk: Desk, person: str, text: Text, report: Report) -> None:
    """Tell the person at this address, once; whatever goes wrong, the question itself has gone out.

    `text` is the question without the meeting's own subject: a feed is seen over people's shoulders.
    """
    if not desk.bot.teams_app_id:
        return
    try:
        desk.feed.notify(person, desk.bot.teams_app_id, desk.organisation.name, text.subject)
    except ResfriaError as error:
        report.note(f"A question could not be told of in Teams, and lies in the calendar only: {error}.")
