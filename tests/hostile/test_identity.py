"""H1 to H8: who says to be somebody."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import StaffFactory, UserFactory
from tests.factories.people import verified
from tests.factories.second_steps import code_of, give_app
from tests.hostile.log import events

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"
NEW = "three quiet rivers"
STEP = "/accounts/2fa/authenticate/"
WAIT = "Too many attempts. Please wait a few minutes and try again."


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email="amal@example.org"))


@pytest.fixture
def limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "id"}
    }
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, **headers: str) -> Any:
    data = {"login": "amal@example.org", "password": password}
    return client.post("/accounts/login/", data, headers=headers)


def is_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/login/", {"login": "{}", "password": "wrong"}),
        ("/accounts/password/reset/", {"email": "{}"}),
        ("/accounts/signup/", {"email": "{}", "password1": NEW}),
    ],
)
def test_h1_a_known_and_an_unknown_address_get_the_same_answers(
    amal: User, path: str, data: dict[str, str]
) -> None:
    seen = []
    for email in (amal.email, "nobody@example.org"):
        client = Client()
        response = client.post(path, {key: word.format(email) for key, word in data.items()})
        pages = [response]
        if "Location" in response:
            pages.append(client.get(response["Location"]))
        texts = [
            re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page.content.decode()).replace(
                email, ""
            )
            for page in pages
        ]
        seen.append((response.status_code, response.get("Location"), texts))
        assert not is_in(client)
    assert seen[0] == seen[1]


@pytest.mark.usefixtures("limits", "amal")
def test_h2_the_sixth_wrong_password_is_blocked(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = [WAIT in sign_in(client, "wrong").content.decode() for _ in range(6)]
    assert blocked == [False] * 5 + [True]
    assert WAIT in sign_in(client).content.decode()
    assert not is_in(client)
    assert "amal" not in caplog.text


@pytest.mark.usefixtures("limits", "amal")
@pytest.mark.parametrize("proxies", [0, 1])
def test_h3_a_forged_address_counts_in_the_same_bucket(
    client: Client, settings, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip", "login_failed": None}
    said = [
        sign_in(client, "wrong", **{"x-forwarded-for": f"192.0.2.{n}, 198.51.100.7"}).status_code
        for n in range(4)
    ]
    assert said == [200, 200, 200, 429]


def test_h4_staff_without_a_second_step_gets_nowhere(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    verified(StaffFactory(email="amal@example.org"))
    sign_in(client)
    for path in ("/dashboard/", "/admin/", "/admin/accounts/user/", "/organizations/export.csv"):
        assert client.get(path)["Location"] == "/accounts/2fa/", path
    sent = client.post("/admin/accounts/user/add/", {"email": "new@example.org"})
    assert sent.status_code == 403
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_h5_a_used_code_opens_nothing(amal: User, kind: str) -> None:
    give_app(amal)
    codes = Authenticator.objects.get(user=amal, type="recovery_codes").wrap().get_unused_codes()
    code = code_of() if kind == "app" else codes[0]
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser)
        browser.post(STEP, {"code": code})
    assert [is_in(browser) for browser in browsers] == [True, False]


def test_h6_other_sessions_die_with_the_password(amal: User) -> None:
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.mark.usefixtures("amal")
@pytest.mark.parametrize("how", ["twice", "late"])
def test_h7_a_reset_link_works_neither_twice_nor_late(client: Client, settings, how: str) -> None:
    client.post("/accounts/password/reset/", {"email": "amal@example.org"})
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    if how == "late":
        settings.PASSWORD_RESET_TIMEOUT = -1
    else:
        client.post(client.get(link[1])["Location"], {"password1": NEW})
    again = Client()
    page = again.get(link[1], follow=True)
    assert "This link does not work any more" in page.content.decode()
    again.post(link[1].replace(link[1].rsplit("-", 1)[1], "set-password/"), {"password1": "x" * 9})
    assert is_in(again) is False
    expected = NEW if how == "twice" else PASSWORD
    assert User.objects.get().check_password(expected)


@pytest.mark.parametrize("has_app", [False, True])
def test_h8_an_address_changes_only_after_asking_who_is_there(
    client: Client, amal: User, has_app: bool
) -> None:
    if has_app:
        give_app(amal)
    client.force_login(amal)
    response = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    where = f"/accounts/{'2fa/' if has_app else ''}reauthenticate/"
    assert response["Location"] == f"{where}?next=%2Faccounts%2Femail%2F"
    assert amal.emailaddress_set.count() == 1
    assert mail.outbox == []


def test_refusals_are_noted_and_name_nobody(
    client: Client, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(StaffFactory(email="amal@example.org"))
    client.post("/accounts/profile/", {"name": "x"})
    assert events(caplog) == ["refused"]
    assert "amal" not in caplog.text
