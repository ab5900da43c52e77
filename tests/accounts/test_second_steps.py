"""The second step of signing in: an app's codes, passkeys, recovery codes."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories import UserFactory
from tests.factories.people import verified
from tests.factories.second_steps import SECRET, Passkey, code_of, give_app

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"
STEP = "/accounts/2fa/authenticate/"
WRONG = {"code": ["This code is not right, or has been used already."]}


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email="amal@example.org"))


@pytest.fixture
def at_home(client: Client, amal: User) -> Client:
    """Amal, signed in, who has just given her password again."""
    password(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/dashboard/"})
    return client


def password(client: Client) -> Any:
    return client.post("/accounts/login/", {"login": "amal@example.org", "password": PASSWORD})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def recovery_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


# --- An app that shows codes


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app(at_home: Client, amal: User) -> None:
    page = at_home.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    body = page.content.decode()
    assert f'<code dir="ltr">{secret}</code>' in body
    assert '<img class="qr" src="data:image/svg+xml;base64,' in body
    refused = at_home.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert refused.context["form"].errors == WRONG
    assert not Authenticator.objects.exists()

    response = at_home.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    response = at_home.get("/accounts/2fa/recovery-codes/")
    codes = recovery_codes(amal)
    shown = re.findall(r"<code>(\d{8})</code>", response.content.decode())
    assert (len(codes), shown) == (10, codes)
    again = at_home.get("/accounts/2fa/recovery-codes/").content.decode()
    assert not [code for code in codes if code in again]
    assert at_home.get("/accounts/2fa/recovery-codes/download/").status_code == 403
    assert [letter.subject for letter in mail.outbox] == ["Two-step sign-in is on"]
    # What a stolen dump holds is sealed.
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    "path",
    [
        "totp/activate/",
        "totp/deactivate/",
        "webauthn/add/",
        "recovery-codes/",
        "recovery-codes/generate/",
    ],
)
def test_changing_the_second_step_asks_who_is_there(client: Client, amal: User, path: str) -> None:
    if path != "totp/activate/":
        give_app(amal)
    client.force_login(amal)
    # Whoever has a second step shows it; her password alone must not be enough to remove it.
    proof = f"/accounts/{'' if path == 'totp/activate/' else '2fa/'}reauthenticate/"
    before = list(Authenticator.objects.values_list("pk", "data"))
    for method in (client.get, client.post) if path != "recovery-codes/" else (client.get,):
        response = method(f"/accounts/2fa/{path}")
        assert (response.status_code, response["Location"].partition("?")[0]) == (
            302,
            proof,
        )
    assert list(Authenticator.objects.values_list("pk", "data")) == before


def test_the_password_alone_opens_nothing_any_more(client: Client, amal: User) -> None:
    give_app(amal)
    assert password(client)["Location"] == STEP
    assert client.get("/dashboard/").status_code == 302
    assert client.post(STEP, {"code": "123456"}).context["form"].errors == WRONG
    assert not is_in(client)
    assert client.post(STEP, {"code": code_of()})["Location"] == "/dashboard/"
    assert is_in(client)


@pytest.mark.parametrize("wiped", [False, True])
def test_a_code_opens_once(amal: User, wiped: bool) -> None:
    """H5, and when the cache that remembers used codes was wiped in between."""
    from django.core.cache import cache

    give_app(amal)
    code = code_of()
    first, second = Client(), Client()
    for browser in (first, second):
        password(browser)
    first.post(STEP, {"code": code})
    if wiped:
        cache.clear()
    assert second.post(STEP, {"code": code}).context["form"].errors == WRONG
    assert (is_in(first), is_in(second)) == (True, False)
    # The one before it came too late; the next is good.
    assert second.post(STEP, {"code": code_of(steps=-1)}).context["form"].errors == WRONG
    second.post(STEP, {"code": code_of(steps=1)})
    assert is_in(second)


def test_a_recovery_code_opens_once(amal: User) -> None:
    """H5."""
    give_app(amal)
    code = recovery_codes(amal)[3]
    first, second = Client(), Client()
    for browser in (first, second):
        password(browser)
        browser.post(STEP, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)
    assert code not in recovery_codes(amal)
    assert len(recovery_codes(amal)) == 9


def test_guessing_codes_is_stopped(client: Client, amal: User, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "c"}
    }
    give_app(amal)
    password(client)
    said = [client.post(STEP, {"code": f"00000{n}"}).context["form"].errors for n in range(6)]
    wait = {"code": ["Too many attempts. Please wait a few minutes and try again."]}
    assert said == [WRONG] * 5 + [wait]
    assert client.post(STEP, {"code": code_of()}).context["form"].errors == wait


def test_new_codes_end_the_earlier_ones(at_home: Client, amal: User) -> None:
    give_app(amal)
    old = recovery_codes(amal)
    at_home.post("/accounts/2fa/recovery-codes/generate/")
    new = recovery_codes(amal)
    assert len(new) == 10
    assert not set(old) & set(new)
    at_home.post("/accounts/logout/")
    password(at_home)
    assert at_home.post(STEP, {"code": old[0]}).context["form"].errors == WRONG


def test_giving_the_app_up(at_home: Client, amal: User) -> None:
    give_app(amal)
    page = at_home.get("/accounts/2fa/totp/deactivate/").content.decode()
    assert "your password alone will let anybody in" in page
    response = at_home.post("/accounts/2fa/totp/deactivate/")
    assert response["Location"] == "/accounts/2fa/"
    assert not Authenticator.objects.exists()


def test_a_code_shows_who_is_there(client: Client, amal: User) -> None:
    give_app(amal)
    client.force_login(amal)
    where = "/accounts/2fa/webauthn/add/"
    asked = client.get(where)
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    refused = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": where})
    assert refused["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    assert client.get(where).status_code == 302
    code = code_of()
    answer = {"code": code, "next": where}
    assert client.post("/accounts/2fa/reauthenticate/", answer)["Location"] == where
    assert client.get(where).status_code == 200
    assert client.post("/accounts/2fa/reauthenticate/", answer).context["form"].errors == WRONG


def test_a_dump_with_an_earlier_key_is_still_read(client: Client, amal: User, settings) -> None:
    give_app(amal)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert row.wrap().validate_code(code_of(SECRET))


def test_whoever_has_a_second_step_can_change_her_address(at_home: Client, amal: User) -> None:
    give_app(amal)
    at_home.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]


# --- Passkeys


def add(client: Client, key: Passkey, **data: str) -> Any:
    page = client.get("/accounts/2fa/webauthn/add/")
    credential = key.create(page.context["js_data"]["creation_options"])
    return client.post(
        "/accounts/2fa/webauthn/add/",
        {"name": "My phone", "passwordless": "on", "credential": credential} | data,
    )


def test_a_passkey_opens_by_itself_and_as_a_second_step(at_home: Client, amal: User) -> None:
    key = Passkey()
    assert add(at_home, key)["Location"] == "/accounts/2fa/recovery-codes/"
    page = at_home.get("/accounts/2fa/webauthn/").content.decode()
    assert "My phone" in page
    assert "Yes, without the password" in page
    at_home.post("/accounts/logout/")

    way = "/accounts/2fa/webauthn/login/"
    options = at_home.get(way, headers={"accept": "application/json"}).json()["request_options"]
    answer = key.get(options)
    assert at_home.post(way, {"credential": answer})["Location"] == "/dashboard/"
    assert is_in(at_home)
    at_home.post("/accounts/logout/")
    # The same answer once more is nothing: its question is over.
    at_home.get(way, headers={"accept": "application/json"})
    assert at_home.post(way, {"credential": answer})["Location"] == "/accounts/login/"
    assert not is_in(at_home)

    assert password(at_home)["Location"] == STEP
    asked = at_home.get(STEP).context["js_data"]["request_options"]
    for other in (Passkey(handle=key.handle), Passkey(handle=key.handle, name=key.id)):
        refused = at_home.post(STEP, {"credential": other.get(asked)})
        assert refused.status_code == 200
        assert not is_in(at_home)
        asked = refused.context["js_data"]["request_options"]
    assert at_home.post(STEP, {"credential": key.get(asked)})["Location"] == "/dashboard/"
    assert is_in(at_home)


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": "x"}', "\ud7ff", "1e999"])
@pytest.mark.parametrize("path", ["add/", "login/", "reauthenticate/"])
def test_nonsense_for_a_passkey_is_refused(at_home: Client, path: str, credential: str) -> None:
    if path == "login/":
        at_home.post("/accounts/logout/")
    at_home.get(f"/accounts/2fa/webauthn/{path}", headers={"accept": "application/json"})
    response = at_home.post(f"/accounts/2fa/webauthn/{path}", {"credential": credential})
    assert response.status_code in (200, 302)
    assert not Authenticator.objects.exists()


def test_a_passkey_is_renamed_on_one_line_and_removed(at_home: Client, amal: User) -> None:
    add(at_home, Passkey(), name="A\u202eB\tC" + "x" * 80)
    row = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert row.wrap().name == "AB C" + "x" * 56
    at_home.post(f"/accounts/2fa/webauthn/keys/{row.pk}/edit/", {"name": "Key at\nhome"})
    row.refresh_from_db()
    assert row.wrap().name == "Key at home"
    where = f"/accounts/2fa/webauthn/keys/{row.pk}/remove/"
    assert "Key at home" in at_home.get(where).content.decode()
    at_home.post(where)
    assert not Authenticator.objects.exists()


def test_the_passkey_of_another_is_not_there(at_home: Client) -> None:
    other = give_app(UserFactory())
    key = Authenticator.objects.create(user=other.user, type="webauthn", data={"name": "x"})
    for act in ("edit", "remove"):
        path = f"/accounts/2fa/webauthn/keys/{key.pk}/{act}/"
        assert at_home.get(path).status_code == 404
        assert at_home.post(path, {"name": "y"}).status_code == 404


def test_pages_run_no_script_of_their_own(at_home: Client) -> None:
    """Data stands in the page, code comes from files: the policy forbids any other."""
    for path in ("/accounts/2fa/webauthn/add/", "/accounts/2fa/", "/accounts/2fa/totp/activate/"):
        response = at_home.get(path)
        body = response.content.decode()
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", body)
        assert all('type="application/json"' in tag for tag in inline), path
        assert not re.search(r"\son\w+=|style=", body)
        assert "unsafe" not in response["Content-Security-Policy"]
