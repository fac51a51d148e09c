"""A configuration to begin with, and the scripts that register the application."""

import argparse
import sys
from pathlib import Path

from resfria_bot.commands.context import DONE
from resfria_bot.errors import ConfigError, ResfriaError
from resfria_bot.settings import load
from resfria_bot.setup import answers, configuration, scripts

#: The environment variable that the configuration names for the secret.
SECRET = "RESFRIA_CLIENT_SECRET"  # noqa: S105 - a name, not a secret
#: Folder of the scripts, beside the configuration.
FOLDER = "resfria-setup"


def init(options: argparse.Namespace) -> int:
    file = Path(options.file)
    folder = file.parent / FOLDER
    _refuse_to_overwrite(file, folder)
    given = {question.option: getattr(options, question.option) for question in answers.QUESTIONS}
    ask = _ask if sys.stdin.isatty() and not options.yes else None
    values = answers.collected(given, ask, takes_defaults=options.yes)
    text = configuration.written(
        {**values, "graph.client_secret_env": SECRET, "database.url": f"sqlite:///{_database(file)}"}
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        folder.mkdir()
        for name, script in scripts.written(load(file, {SECRET: "yet to come"})):
            (folder / name).write_text(script, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ResfriaError(f"{error.filename} cannot be written ({error.strerror}): choose another folder") from error
    print(f"Written: {file}, and scripts that register the application in {folder}.")
    print(f"Next: read {folder / scripts.README}, then resfria-bot --config {file} check")
    return DONE


def _database(file: Path) -> str:
    """Beside the configuration, by its whole name: a relative one would depend on where the program is started."""
    return (file.parent.resolve() / "resfria.db").as_posix()


def _ask(text: str) -> str:
    try:
        return input(text)
    except EOFError as error:
        raise ResfriaError("the questions were broken off, and nothing was written: begin again") from error


def _refuse_to_overwrite(file: Path, folder: Path) -> None:
    there = [str(path) for path in (file, folder) if path.exists()]
    if there:
        raise ConfigError([f"{' and '.join(there)} would be overwritten: move it away, or name another file"])
