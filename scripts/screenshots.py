"""Pictures of the managers' log for the README: wide and on a phone, from the demo's own figures."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from resfria_bot import app, demo
from resfria_bot.commands.web import standing

PICTURES = Path(__file__).resolve().parent / "pictures"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: Name of each picture, and the width and height of the window in pixels.
WINDOWS = {"log-wide.png": (1200, 1000), "log-phone.png": (390, 844)}


@contextmanager
def chromium() -> Iterator[Page]:
    """A tab in which Swedish is read, on a screen with sharp letters."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser.new_context(locale="sv-SE", color_scheme="light", device_scale_factor=1.5).new_page()
        browser.close()


def main() -> None:
    """Play the demo, and photograph what it leaves."""
    PICTURES.mkdir(exist_ok=True)
    summary = demo.play(lambda _: None)
    settings = summary.settings
    with (
        app.opened(settings) as opened,
        standing(settings, opened, None, lambda: summary.ended_at, 0) as (_, link),
        chromium() as tab,
    ):
        tab.goto(link(summary.busiest))
        for name, (width, height) in WINDOWS.items():
            tab.set_viewport_size({"width": width, "height": height})
            tab.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    main()
