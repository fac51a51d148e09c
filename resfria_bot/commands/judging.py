"""Judging and reckoning without a tenant."""

import argparse
import json
import sys
from pathlib import Path

from resfria_bot import app, offline, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE, FAILED
from resfria_bot.core import scenario
from resfria_bot.core.assess import Judge
from resfria_bot.core.estimate import estimate as reckon
from resfria_bot.core.types import Organisation, Place
from resfria_bot.errors import ConfigError

#: For commands that need no configuration.
NOBODY = Organisation(name="", domains=())


def assess(options: argparse.Namespace) -> int:
    judge = Judge(context.settings(options, "organisation").organisation_facts())
    with context.binary(options.file) as lines:
        for record in offline.assess_lines(lines, judge):
            print(show.explained(record) if options.explain else json.dumps(record, ensure_ascii=False))
    return DONE


def scan(options: argparse.Namespace) -> int:
    facts = context.settings(options, "organisation").organisation_facts() if context.config_path(options) else None
    found = offline.scan([Path(name) for name in options.files], facts, _home(options.home, facts))
    for problem in found.problems:
        print(f"resfria-bot: {problem}", file=sys.stderr)
    if options.json:
        context.print_json(found.as_json())
    else:
        print(show.scan(found))
    return FAILED if found.has_unreadable else DONE


def _home(name: str | None, facts: Organisation | None) -> Place | None:
    """Where the owner of a calendar sits: the town named, else our first site."""
    if not name:
        site = facts.sites[0] if facts and facts.sites else None
        return Place(site.town or site.name, site.latitude, site.longitude) if site else None
    home = app.locator(facts or NOBODY)(name)
    if home is None:
        raise ConfigError([f'--home "{name}" is no town that is known: try the nearest larger one'])
    return home


def estimate(options: argparse.Namespace) -> int:
    settings = context.settings(options, "organisation") if context.config_path(options) else None
    facts = settings.organisation_facts() if settings else NOBODY
    policy = app.travel_policy(settings) if settings else None
    result = reckon(_scenario(options), app.locator(facts), policy)
    if options.json:
        context.print_json(result)
    else:
        print(show.estimate(result))
    return DONE


def _scenario(options: argparse.Namespace) -> object:
    if not options.scenario:
        return scenario.from_options(
            options.trip or (), options.origin, options.destination or (), weeks=options.weeks, people=options.people
        )
    with context.binary(options.scenario) as file:
        try:
            return json.load(file)
        except ValueError as error:
            raise ConfigError([f"{options.scenario} should be a JSON object with lines, but is no JSON"]) from error
