"""What calendars of Swedish municipalities hold, beyond any sample: a line of `meetings.tsv` is a meeting, judged.

Labelled by hand from the rules of what counts as what, before the judgement was tried on them. A `\\n` stands for a new
line in a text; `place` is the town to be told, empty where none can be known.
"""

import csv
from pathlib import Path

import pytest

from tests.core.occasions import COLLEGE, KUNGALV, VARA, assess

ORGANISATIONS = {"kungalv": KUNGALV, "vara": VARA, "college": COLLEGE}
with (Path(__file__).parent / "meetings.tsv").open(encoding="utf-8", newline="") as file:
    MEETINGS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    "meeting", MEETINGS, ids=lambda m: f"{m['subject']} @ {m['where']} {m['body'][:30]} {m['host']}"
)
def test_a_meeting_is_judged_as_a_person_would(meeting: dict[str, str]) -> None:
    got = assess(
        ORGANISATIONS[meeting["organisation"]],
        subject=meeting["subject"],
        place=meeting["where"],
        body=meeting["body"].replace("\\n", "\n"),
        host=meeting["host"],
        invited=int(meeting["invited"]),
    )
    external, online, suitable = meeting["external"] == "yes", meeting["online"] == "yes", meeting["suitable"]
    place = got.place.name if got.place else ""
    flag = external and not online and suitable != "no"
    assert (got.external, place, got.already_online, str(got.suitable), got.flag) == (
        external,
        meeting["place"],
        online,
        suitable,
        flag,
    ), [reason.code for reason in got.reasons]


def test_there_are_enough_meetings_to_trust_the_rules() -> None:
    assert len(MEETINGS) >= 450
