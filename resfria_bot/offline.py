"""Judging without a tenant: Graph events from a file, and exported calendars."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from resfria_bot.core.assess import Judge
from resfria_bot.core.trips import TravelPolicy, estimate_saving
from resfria_bot.core.types import Address, Assessment, Event, Organisation, Person, Place, Saving, Site
from resfria_bot.errors import GraphError
from resfria_bot.graph.wire import event_from_graph
from resfria_bot.ics import default_window, read_calendar

#: Stands for the owner of a calendar that does not name them.
OWNER = "me@calendar.invalid"


def assess_lines(lines: Iterable[bytes], judge: Judge) -> Iterator[dict[str, object]]:
    """One record for each line, in order; for a line that is no event, an error with its number, counted from 1."""
    for number, line in enumerate(lines, start=1):
        try:
            event = event_from_graph(line.strip(), mailbox="")
        except GraphError as error:
            yield {"line": number, "error": str(error)}
            continue
        yield assessment_record(event, judge.assess(event))


def assessment_record(event: Event, assessment: Assessment) -> dict[str, object]:
    """The assessment as the contract writes it."""
    place = assessment.place
    return {
        "id": event.id,
        "flag": assessment.flag,
        "external": assessment.external,
        "place": {"name": place.name, "latitude": place.latitude, "longitude": place.longitude} if place else None,
        "already_online": assessment.already_online,
        "suitable": assessment.suitable.value,
        "suggestion": assessment.suggestion.value if assessment.suggestion else None,
        "reasons": [{"code": reason.code, "text": reason.text} for reason in assessment.reasons],
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A meeting, or series, in an exported calendar that could be online. `saving` is for the owner, each time."""

    first: Event
    times: int
    assessment: Assessment
    saving: Saving | None


@dataclass(slots=True)
class Scan:
    """What exported calendars hold. `home` is where journeys are reckoned from; empty: not known."""

    home: str = ""
    meetings: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    has_unreadable: bool = False

    def as_json(self) -> dict[str, object]:
        """For other programs: one record for each candidate, figures for one person and each time."""
        return {
            "home": self.home or None,
            "meetings": self.meetings,
            "candidates": [
                assessment_record(c.first, c.assessment)
                | {
                    "subject": c.first.subject,
                    "start": c.first.start.isoformat(),
                    "times": c.times,
                    "km_saved": c.saving.km_saved if c.saving else None,
                    "hours_saved": c.saving.person_hours if c.saving else None,
                }
                for c in self.candidates
            ],
            "problems": self.problems,
        }


def scan(paths: Iterable[Path], organisation: Organisation | None, home: Place | None) -> Scan:
    """Judge every meeting in these calendar files. Journeys are the owner's alone, from `home`."""
    found = Scan(home=home.name if home else "")
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            found.problems.append(f"{path} cannot be read ({error.strerror}): check its name and rights")
            found.has_unreadable = True
            continue
        zone = organisation.time_zone if organisation else "Europe/Stockholm"
        events, problems = read_calendar(data, None, default_window(data), zone)
        found.problems += [f"{path}: {problem}" for problem in problems]
        found.has_unreadable = found.has_unreadable or (not events and bool(problems))
        found.meetings += len(events)
        found.candidates += _candidates(events, organisation, home)
    return found


def _candidates(events: Sequence[Event], organisation: Organisation | None, home: Place | None) -> Iterator[Candidate]:
    owner = next((event.mailbox for event in events if event.mailbox), OWNER)
    ours = organisation or Organisation(name="", domains=(owner.rpartition("@")[2],))
    judge = Judge(ours)
    series: dict[tuple[str, str], list[tuple[Event, Assessment]]] = {}
    for event in events:
        assessment = judge.assess(event)
        if assessment.flag:
            where = assessment.place.name if assessment.place else ""
            series.setdefault((event.series_uid or event.ical_uid, where), []).append((event, assessment))
    for meetings in series.values():
        first, assessment = meetings[0]
        yield Candidate(first, len(meetings), assessment, _own_saving(first, assessment, owner, home))


def _own_saving(event: Event, assessment: Assessment, owner: str, home: Place | None) -> Saving | None:
    """What the owner of the calendar alone would save."""
    if home is None:
        return None
    site = Site(name=home.name, town=home.name, latitude=home.latitude, longitude=home.longitude)
    alone = Organisation(name="", domains=(owner.rpartition("@")[2],), sites=(site,))
    person = Person(id=owner, address=owner, office=home.name)
    mine = replace(event, mailbox=owner, attendees=(), organiser=Address(owner))
    saving, _ = estimate_saving(mine, assessment.place, alone, {owner: person}, TravelPolicy(), locate=lambda _: None)
    return saving
