"""Who must sign in with two steps, and what is open without (H4)."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings as project
from django.core.checks import run_checks
from django.test import Client

from accounts.models import User
from partnerships.models import Representative
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.factories.partnerships import make_public_body
from tests.factories.second_steps import give_app

pytestmark = pytest.mark.django_db

SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def _as_in_production(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SECOND_FACTOR_EXEMPT = frozenset()


def staff() -> User:
    return StaffFactory(is_superuser=False)


def superuser() -> User:
    return UserFactory(is_superuser=True)


def speaker() -> User:
    user: User = UserFactory()
    Representative.objects.create(partner=make_public_body(), user=user)
    return user


OBLIGED = [staff, superuser, speaker]


@pytest.mark.parametrize("make", OBLIGED)
@pytest.mark.parametrize(
    "path", ["/", "/dashboard/", "/organizations/", "/admin/", "/accounts/profile/", "/fr/matches/"]
)
def test_pages_lead_to_the_set_up(client: Client, make, path: str) -> None:
    client.force_login(make())
    response = client.get(path)
    set_up = f"/fr{SET_UP}" if path.startswith("/fr/") else SET_UP
    assert (response.status_code, response["Location"]) == (302, set_up)
    page = client.get(response["Location"])
    assert page.wsgi_request.lacks_second_factor
    assert "alert--warning" in page.content.decode()


@pytest.mark.parametrize("make", OBLIGED)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_sent_is_refused_and_changes_nothing(client: Client, make, method: str) -> None:
    user = make()
    client.force_login(user)
    response = getattr(client, method)("/accounts/profile/", {"name": "New", "language": "fr"})
    assert response.status_code == 403
    assert "your browser still holds what you typed" in response.content.decode()
    assert client.post("/admin/logout/").status_code in (200, 302)
    user.refresh_from_db()
    assert (user.name, user.language) != ("New", "fr")


@pytest.mark.parametrize("make", OBLIGED)
def test_what_stays_open(client: Client, make) -> None:
    client.force_login(make())
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.post("/i18n/setlang/", {"language": "fr", "next": SET_UP}).status_code == 302
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("make", OBLIGED)
def test_with_a_second_step_everything_opens(client: Client, make) -> None:
    user = make()
    give_app(user)
    client.force_login(user)
    assert client.get("/dashboard/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client: Client) -> None:
    user = staff()
    give_app(user).delete()
    client.force_login(user)
    assert client.get("/dashboard/")["Location"] == SET_UP


def test_setting_it_up_ends_the_sessions_that_came_in_without() -> None:
    user = UserFactory()
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.force_login(user)
    request = here.get("/accounts/profile/").wsgi_request
    for kind, is_left in (("recovery_codes", True), ("totp", False)):
        row = Authenticator(user=user, type=kind)
        authenticator_added.send(Authenticator, request=request, user=user, authenticator=row)
        assert (elsewhere.get("/accounts/profile/").status_code == 200) is is_left
    assert here.get("/accounts/profile/").status_code == 200


def test_others_are_not_asked(client: Client) -> None:
    member = UserFactory()
    make_listing(owner=member)
    private: User = UserFactory()
    Representative.objects.create(partner=make_partner(), user=private)
    assert client.get("/").status_code == 200
    for user in (member, private):
        client.force_login(user)
        assert client.get("/dashboard/").status_code == 200


def test_the_samples_are_let_through_by_name_only(client: Client, settings) -> None:
    settings.SECOND_FACTOR_EXEMPT = frozenset({"curator@sample.test"})
    client.force_login(StaffFactory(email="curator@sample.test"))
    assert client.get("/dashboard/").status_code == 200
    client.force_login(staff())
    assert client.get("/dashboard/").status_code == 302


@pytest.mark.parametrize(
    ("required", "exempt", "is_fine"),
    [(True, (), True), (False, (), False), (True, ("curator@sample.test",), False)],
)
def test_a_portal_that_lets_staff_in_with_one_step_does_not_start(
    settings, required: bool, exempt: tuple[str, ...], is_fine: bool
) -> None:
    settings.DEV_PAGES = False
    settings.SECOND_FACTOR_REQUIRED = required
    settings.SECOND_FACTOR_EXEMPT = frozenset(exempt)
    found = [message.id for message in run_checks() if message.id == "gdve.E001"]
    assert (found == []) is is_fine


def test_no_environment_turns_it_off_in_production() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "gdve_portal.settings.production",
        "SECRET_KEY": "x" * 60,
        "SITE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "postgres://u:p@localhost/x",
        "REDIS_URL": "redis://localhost/0",
        "EMAIL_URL": "smtp://localhost:25",
        "SECOND_FACTOR_REQUIRED": "false",
        "SECOND_FACTOR_EXEMPT": "curator@sample.test",
    }
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from django.conf import settings as s; print(s.SECOND_FACTOR_REQUIRED, "
            "s.SECOND_FACTOR_EXEMPT, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
            "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_DOMAIN, "
            "s.SESSION_COOKIE_PATH, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"
            " if hasattr(s, 'MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN') else False)",
        ],
        env=environment,
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = "True frozenset() __Host-session __Host-csrf True True None / False\n"
    assert said.stdout == expected
