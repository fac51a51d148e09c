"""The documents that data protection and the unions ask for, filled from the configuration."""

import argparse
import sys
from pathlib import Path

from resfria_bot import documents, export
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.errors import ResfriaError


def privacy(options: argparse.Namespace) -> int:
    settings = context.settings(options, "organisation", "scope", "bot", "database")
    folder = Path(options.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResfriaError(f"{folder} cannot be made ({error.strerror}): choose another folder") from error
    for name, text in documents.filled(settings, options.language or settings.organisation.language):
        export.write(text.encode(), folder / name)
        print(f"wrote {folder / name}", file=sys.stderr)
    return DONE
