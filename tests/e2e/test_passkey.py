"""A passkey in a real browser: made, used alone, used after the password; under our policy."""

import re

import pytest

from tests.e2e.conftest import DESKTOP, Open
from tests.factories import UserFactory
from tests.factories.people import verified

pytestmark = pytest.mark.django_db(transaction=True)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_opens_the_account(open_page: Open) -> None:
    verified(UserFactory(email="amal@example.org"))
    page = open_page(viewport=DESKTOP)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda line: "Content Security Policy" in line.text and problems.append(line.text),
    )
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def enter_password() -> None:
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill("amal@example.org")
        page.get_by_label("Password", exact=True).fill("a long passphrase")
        page.get_by_role("button", name="Sign in", exact=True).click()

    def leave() -> None:
        page.goto("/accounts/logout/")
        page.locator("main").get_by_role("button", name="Sign out").click()
        page.wait_for_url(re.compile("/$"))

    enter_password()
    page.wait_for_url("**/dashboard/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill("a long passphrase")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("A passkey needs JavaScript").is_hidden()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main code").count() == 10

    leave()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")

    leave()
    enter_password()
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/dashboard/")
    assert problems == []


def test_without_javascript_the_page_says_what_is_missing(open_page: Open) -> None:
    page = open_page(javascript=False)
    page.goto("/accounts/login/")
    assert page.get_by_text("A passkey needs JavaScript").is_visible()
    assert page.get_by_role("button", name="Sign in with a passkey").count() == 0
    assert page.get_by_role("button", name="Sign in", exact=True).is_visible()
