"""`make screenshots`: the main pages of a running portal, narrow and wide, in two languages.

Start the portal first (`make run`); BASE_URL names it where it is not on port 8000.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (390, 768, 1280)
LANGUAGES = ("en", "ar")
PUBLIC = {
    "home": "/",
    "organizations": "/organizations/",
    "search": "/organizations/?q=school&heritage=002",
    "map": "/organizations/map/",
    "partners": "/partners/",
    "sessions": "/sessions/",
    "exchange-2024": "/sessions/2024/",
    "how-matching-works": "/matches/how/",
    "sign-up": "/accounts/signup/",
}
LEADER = {
    "dashboard": "/dashboard/",
    "matches": "/matches/",
    "introductions": "/introductions/",
    "coalitions": "/coalitions/",
    "partnerships": "/partnerships/",
    "reports": "/partnerships/reports/",
    "register": "/organizations/register/",
    "notifications": "/accounts/notifications/",
}
CURATOR = {
    "admin": "/admin/",
    "listings": "/admin/organizations/organization/",
    "queue": "/admin/organizations/organization/queue/",
    "log": "/admin/admin/logentry/",
}
# From the queue on: the link that leads to each further page, whatever the first line is.
CURATORS_WAY = {
    "queue-item": ".queue__table tbody th a",
    "history": ".queue__links a[href$='/history/']",
    "queue-decide": ".queue__decision--danger",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("screenshots"))
    options = parser.parse_args()
    base = os.environ.get("BASE_URL", "http://localhost:8000")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for width in WIDTHS:
            for login, pages in ((None, PUBLIC), ("leader", LEADER), ("curator", CURATOR)):
                with signed_in(browser, base, width, login) as page:
                    photograph(page, base, pages, options.folder, width)
                    if login == "curator":
                        follow(page, base, options.folder, width)
        browser.close()
    return 0


@contextmanager
def signed_in(browser: Browser, base: str, width: int, login: str | None) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    if login:
        page.goto(f"{base}/accounts/login/")
        page.fill("input[name=login]", f"{login}@sample.test")
        page.fill("input[name=password]", "gdve-sample")
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{base}/dashboard/")
    yield page
    context.close()


def photograph(page: Page, base: str, pages: dict[str, str], folder: Path, width: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        prefix = "" if language == "en" else f"/{language}"
        for name, path in pages.items():
            page.goto(f"{base}{prefix}{path}")
            target = folder / f"{name}-{language}-{width}.png"
            page.screenshot(path=target, full_page=True)
            sys.stdout.write(f"{target}\n")


def follow(page: Page, base: str, folder: Path, width: int) -> None:
    """Go the way of a curator: an item of the queue, its history, a letter."""
    for language in LANGUAGES:
        prefix = "" if language == "en" else f"/{language}"
        page.goto(f"{base}{prefix}{CURATOR['queue']}")
        item = ""
        for name, link in CURATORS_WAY.items():
            if item:
                page.goto(item)
            page.locator(link).first.click()
            page.wait_for_load_state()
            item = item or page.url
            target = folder / f"{name}-{language}-{width}.png"
            page.screenshot(path=target, full_page=True)
            sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    raise SystemExit(main())
