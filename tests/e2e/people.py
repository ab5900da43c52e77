"""A person at her browser."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.e2e.test_journey import PASSWORD, sign_in


class Visitor:
    """Somebody in front of a page; `prefix` leads to her language."""

    def __init__(self, page: Page, *, name: str = "visitor", prefix: str = "") -> None:
        self.page, self.name, self.prefix = page, name, prefix
        page.set_default_timeout(10_000)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def goes(self, path: str, *, status: int = 200) -> None:
        """Open a page of the portal, in her language unless the path says another."""
        answer = self.page.goto(path if path.startswith(f"{self.prefix}/") else self.prefix + path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)

    def follows(self, link: str) -> None:
        self.page.locator(f"main {link}").first.click()
        self.page.wait_for_load_state()

    def opens(self, summary_of: str) -> None:
        """Open the disclosure in which something stands."""
        box = self.page.locator("details", has=self.page.locator(summary_of)).last
        if box.get_attribute("open") is None:
            box.locator("summary").first.click()

    def writes(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"main [name='{name}']").first.fill(text)

    def ticks(self, name: str, value: str) -> None:
        self.page.locator(f"main input[name='{name}'][value='{value}']").first.check()

    def presses(self, button: str) -> None:
        """Press a button, given as a selector within the page's content."""
        self.page.locator(f"main {button}").first.click()
        self.page.wait_for_load_state()

    def submits(self) -> None:
        self.presses("form .form__actions button.button")

    def reads(self, *words: str) -> None:
        for word in words:
            expect(self.main).to_contain_text(word)

    def shows(self, picture: str) -> None:
        """Keep a picture where SCREENSHOTS names a folder."""
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            path = Path(folder) / f"{picture}-{self.name}.png"
            self.page.screenshot(path=path, full_page=True)


def at_her_browser(
    user: User, name: str, open_page: Callable[..., Page], **options: object
) -> Visitor:
    """Sign somebody in, in her language."""
    prefix = "" if user.language == "en" else f"/{user.language}"
    page = open_page(**options)
    sign_in(page, user.email, PASSWORD, prefix)
    page.wait_for_load_state()
    return Visitor(page, name=name, prefix=prefix)
