"""Signing in with a real browser at the sandbox's own sign-in page."""

from pathlib import Path

from playwright.sync_api import Browser

from resfria_bot.graph.visitors import Visitors
from resfria_bot.web.pages import everything
from resfria_bot.web.serving import listening
from resfria_bot.web.signin import LocalLinks, SignIn
from tests.flow.world import small_tenant


def test_somebody_signs_in_sees_their_own_page_and_signs_out(browser: Browser, tmp_path: Path) -> None:
    with small_tenant(tmp_path) as world:
        world.plan()
        world.run()
        with world.opened() as opened:
            visitors = Visitors(opened.settings.credential(), opened.desk.people)
            signin = SignIn(visitors, LocalLinks(lambda: world.now))
            pages = everything(opened.settings, opened.desk.database, signin, lambda: world.now)
            with listening(pages, "127.0.0.1", 0) as serving:
                context = browser.new_context(java_script_enabled=False)
                tab = context.new_page()
                tab.goto(f"{serving.address}/mine")
                tab.get_by_role("link", name="Alice Prov").click()
                tab.get_by_role("heading", name="Min sida").wait_for()
                assert tab.url == f"{serving.address}/mine"
                assert "Skövde" in tab.inner_text("main")
                assert tab.goto(f"{serving.address}/log").status == 403  # type: ignore[union-attr]
                tab.get_by_role("button", name="Logga ut").click()
                tab.get_by_role("link", name="Logga in").wait_for()
                context.close()
