"""Judging without a tenant: Graph events from a file, and exported calendars."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from resfria_bot.core.assess import Judge
from resfria_bot.core.types import Assessment, Event
from resfria_bot.errors import GraphError
from resfria_bot.graph.wire import event_from_graph


def assess_lines(lines: Iterable[bytes], judge: Judge) -> Iterator[dict[str, object]]:
    """One record for each line, in order; a line that is no event is an error record with its number, counted from 1."""
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
