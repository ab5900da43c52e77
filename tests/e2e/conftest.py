"""A real browser against a live server, with a real worker beside it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.workers import worker

# Playwright's loop lives in this thread; Django would refuse the database to it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, without traffic of its own."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        pytest.fail("These tests need Chromium: apt-get install chromium.")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path, live_server: LiveServer) -> Path:
    """Where the e-mails of the server and of the worker land; /dev/mail/ shows them."""
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def celery_worker(
    transactional_db: None, live_server: LiveServer, mail_folder: Path
) -> Iterator[None]:
    with worker(MAIL_FOLDER=str(mail_folder), SITE_URL=live_server.url):
        yield


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Return a function that opens a fresh browser session on the live server."""
    contexts: list[BrowserContext] = []

    def open_fresh(*, viewport: dict[str, int] = PHONE, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, java_script_enabled=javascript
        )
        contexts.append(context)
        return context.new_page()

    yield open_fresh
    for context in contexts:
        context.close()
