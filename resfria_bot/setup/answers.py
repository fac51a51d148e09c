"""What has to be known before there is a configuration: given as options, asked on a terminal, or left to fill in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from resfria_bot.errors import ConfigError
from resfria_bot.settings import keys
from resfria_bot.settings.keys import Misfit, Shape

#: Stands where an id has yet to be filled in.
PLACEHOLDER = "00000000-0000-0000-0000-000000000000"

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know. `key` is where it goes in the configuration, `option` how it is given on the command line."""

    key: str
    option: str
    text: str
    shape: Shape
    default: str = ""
    is_guessed: bool = True  #: the default will do where nobody can be asked


QUESTIONS: tuple[Question, ...] = (
    Question("organisation.name", "name", "Name of the organisation", keys.TEXT, "Vår organisation", is_guessed=False),
    Question(
        "organisation.domains",
        "domain",
        "Its mail domains, commas between",
        keys.DOMAINS,
        "organisation.example",
        is_guessed=False,
    ),
    Question("organisation.language", "language", "Language of the letters: sv or en", keys.choice("sv", "en"), "sv"),
    Question("graph.tenant_id", "tenant", "Directory (tenant) id in Entra", keys.TEXT, PLACEHOLDER, is_guessed=False),
    Question("graph.client_id", "client", "Application (client) id; the script tells it later", keys.TEXT, PLACEHOLDER),
    Question(
        "scope.group_id",
        "group",
        "Object id of the group of those who take part",
        keys.TEXT,
        PLACEHOLDER,
        is_guessed=False,
    ),
    Question("bot.mailbox", "mailbox", "The mailbox that asks", keys.MAIL, "resfritt@{domain}", is_guessed=False),
    Question(
        "bot.mode",
        "mode",
        "observe, suggest or convert",
        keys.choice("observe", "suggest", "convert"),
        "observe",
    ),
    Question("alerts.address", "alerts", "Who is mailed when something is wrong (empty: nobody)", keys.MAIL),
    Question("web.public_url", "public_url", "Public address of the pages (empty: no pages)", keys.SAFE_URL),
)


def collected(given: Mapping[str, str | None], ask: Ask | None, *, takes_defaults: bool) -> dict[str, Any]:
    """The value of each key. `given` is by option; what is not given is asked, or is the default.

    `ask` None: there is nobody to ask, or nothing is to be asked. Raises `ConfigError` naming the options whose values
    do not fit, or that are missing where nobody can be asked and the defaults are not wanted.
    """
    problems: list[str] = []
    found: dict[str, Any] = {}
    for question in QUESTIONS:
        default = question.default.format(domain=found.get("organisation.domains", [""])[0])
        text = given.get(question.option)
        if text is None and ask is not None:
            text = _asked(question, default, ask)
        elif text is None and (takes_defaults or question.is_guessed):
            text = default
        if text is None:
            problems.append(f"{_option(question)} is missing: it should be {question.shape.what}")
        else:
            _keep(found, question, text, problems)
    if problems and not takes_defaults:
        problems.append("there is no terminal to ask on: give these options, or --yes to fill them in later")
    if problems:
        raise ConfigError(problems)
    return found


def _asked(question: Question, default: str, ask: Ask) -> str:
    """Asked until the answer fits; an empty answer is the default."""
    complaint = ""
    while True:
        text = ask(f"{complaint}{question.text}{f' [{default}]' if default else ''}: ").strip() or default
        problems: list[str] = []
        _keep({}, question, text, problems)
        if not problems:
            return text
        complaint = f"That should be {question.shape.what}.\n"


def _option(question: Question) -> str:
    return f"--{question.option.replace('_', '-')}"


def _keep(found: dict[str, Any], question: Question, text: str, problems: list[str]) -> None:
    if not text and not question.default:
        return  # what may be left out
    parse = question.shape.parse or str
    try:
        value = question.shape.read(parse(text))
    except Misfit:
        problems.append(f"{_option(question)} should be {question.shape.what}")
        return
    found[question.key] = value
