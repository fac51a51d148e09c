"""The app for Teams, to be uploaded by an administrator."""

import argparse
from importlib import metadata
from pathlib import Path

from resfria_bot import export, teams_package
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE


def teams_app(options: argparse.Namespace) -> int:
    content = teams_package.package(context.settings(options), metadata.version("resfria-bot"))
    export.write(content, Path(options.file))
    print(
        f"{options.file} is written: upload it in the Teams admin centre, install it for those who take part, and put "
        "the app id that the catalogue gives it in teams_app.app_id"
    )
    return DONE
