"""Creating an account, and asking for a new password: the same answer for every address."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from accounts.forms import TERMS_VERSION, SignupForm
from accounts.models import Consent, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet rivers"


def sign_up(client: Client, email: str = "amal@example.org", prefix: str = "", **data: str) -> Any:
    return client.post(f"{prefix}/accounts/signup/", {"email": email, "password1": PASSWORD} | data)


def answer(response: Any) -> tuple[int, dict[str, str], str]:
    """All that a stranger sees of an answer, without what is random in every answer."""
    # The request's id and the moment of the answer tell one request from another, nobody's address.
    passing = ("X-Request-ID", "Expires")
    headers = {name: value for name, value in response.headers.items() if name not in passing}
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    headers["Content-Security-Policy"] = re.sub(
        r"nonce-[^']+", "nonce", headers.get("Content-Security-Policy", "")
    )
    return response.status_code, headers, body


def test_an_account_in_the_language_in_use_with_its_consent(client: Client) -> None:
    response = sign_up(client, "Amal@Example.org", prefix="/ar")
    assert response["Location"] == "/ar/accounts/confirm-email/"
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("amal@example.org", "", "ar")
    assert user.check_password(PASSWORD)
    assert not user.is_staff
    consent = Consent.objects.get()
    assert (consent.user, consent.purpose, consent.text_version) == (user, "terms", TERMS_VERSION)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified) == ("amal@example.org", False)


def test_the_form_shows_the_rules_and_asks_for_two_things(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert re.findall(r'<input type="(?!hidden)\w+" name="(\w+)"', page) == ["email", "password1"]
    assert "at least 10 characters" in page
    assert "placeholder" not in page


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"email": "no address"}, "email", "Enter a valid email address."),
        ({"email": "a@" + "b" * 250 + ".org"}, "email", "Enter a valid email address."),
        ({"email": ""}, "email", "This field is required."),
        ({"password1": ""}, "password1", "This field is required."),
        ({"password1": "kurz9!xq"}, "password1", "at least 10 characters"),
        ({"password1": "8264910375"}, "password1", "entirely numeric"),
        ({"password1": "password123"}, "password1", "too common"),
        ({"password1": "amal@example.org"}, "password1", "too similar"),
    ],
)
def test_what_is_refused_is_said_and_not_stored(
    client: Client, data: dict[str, str], field: str, message: str
) -> None:
    response = sign_up(client, **data)
    assert response.status_code == 200
    assert message in str(response.context["form"].errors[field])
    assert not User.objects.exists()
    assert mail.outbox == []


def test_nul_is_refused(client: Client) -> None:
    assert sign_up(client, password1="three\x00quiet rivers").status_code == 400
    assert not User.objects.exists()


def test_mass_assignment_gives_no_rights(client: Client) -> None:
    sign_up(client, is_staff="on", is_superuser="on", name="x", language="ar")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.name, user.language) == (False, False, "", "en")


def test_signing_up_tells_nobody_whether_an_address_is_known(settings) -> None:
    UserFactory(email="known@example.org")
    answers = []
    for email in ("known@example.org", "KNOWN@example.org", "new@example.org"):
        client = Client()
        steps = [answer(sign_up(client, email)), answer(client.get("/accounts/confirm-email/"))]
        answers.append([*steps, answer(client.get("/accounts/login/"))])
    assert answers[0] == answers[1] == answers[2]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["known@example.org"], "You have an account already"),
        (["known@example.org"], "You have an account already"),
        (["new@example.org"], "Confirm your e-mail address"),
    ]


def test_signing_up_takes_as_long_for_a_known_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(email="known@example.org")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    sign_up(client, "known@example.org")
    sign_up(Client(), "new@example.org")
    assert hashed == [PASSWORD, PASSWORD]


def test_the_button_pressed_twice_makes_one_account(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(email="amal@example.org")
    # The other request has stored its account after this one looked for it.
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda self, value: value)
    assert sign_up(client)["Location"] == "/accounts/confirm-email/"
    assert User.objects.count() == 1
    assert [letter.subject for letter in mail.outbox] == ["You have an account already"]


def test_an_address_another_account_wants_to_change_to_is_free(client: Client) -> None:
    other = UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=other, email="amal@example.org")
    sign_up(client)
    assert User.objects.filter(email="amal@example.org").exists()
    assert [letter.subject for letter in mail.outbox] == ["Confirm your e-mail address"]


def test_a_new_password_is_sent_to_an_accounts_own_address_only(client: Client) -> None:
    other = UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=other, email="amal@example.org")
    client.post("/accounts/password/reset/", {"email": "amal@example.org"})
    assert [letter.subject for letter in mail.outbox] == ["There is no account with this address"]


def test_asking_for_a_password_tells_nobody_whether_an_address_is_known() -> None:
    UserFactory(email="known@example.org")
    answers = []
    for email in ("known@example.org", "new@example.org"):
        client = Client()
        steps = [client.post("/accounts/password/reset/", {"email": email})]
        steps.append(client.get("/accounts/password/reset/done/"))
        answers.append([answer(step) for step in steps])
    assert answers[0] == answers[1]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["known@example.org"], "A new password for your account"),
        (["new@example.org"], "There is no account with this address"),
    ]


def test_signing_in_tells_nobody_whether_an_address_is_known() -> None:
    UserFactory(email="known@example.org")
    answers = []
    for email in ("known@example.org", "other@example.org"):
        response = Client().post("/accounts/login/", {"login": email, "password": "wrong"})
        status, headers, body = answer(response)
        headers.pop("Content-Length", None)
        answers.append((status, headers, body.replace(email, "")))
    assert answers[0] == answers[1]
    assert "The e-mail address or the password is not right." in answers[0][2]
