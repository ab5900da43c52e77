"""Signing in and out, confirming, changing: through allauth, in our words."""

import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.test import Client
from django.utils.translation import gettext, override

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"


def confirmed(email: str = "amal@example.org", **fields: Any) -> User:
    user: User = UserFactory(email=email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str = "amal@example.org", url: str = "", **data: str) -> Any:
    return client.post(
        url or "/accounts/login/", {"login": email, "password": PASSWORD} | data, follow=False
    )


def links(letter: mail.EmailMessage) -> list[str]:
    return re.findall(r"http://testserver(/\S+)", str(letter.body))


def text(response: Any) -> str:
    return response.content.decode()


# --- Signing in


@pytest.mark.parametrize(
    ("page", "lands"),
    [
        ("/accounts/login/", "/ar/dashboard/"),
        ("/fr/accounts/login/", "/ar/dashboard/"),
        ("/accounts/login/?next=/organizations/%3Fq=x", "/ar/organizations/?q=x"),
        ("/accounts/login/?next=https://evil.example/", "/ar/dashboard/"),
        ("/accounts/login/?next=//evil.example/", "/ar/dashboard/"),
        ("/accounts/login/?next=javascript:alert(1)", "/ar/dashboard/"),
    ],
)
def test_signing_in_leads_on_in_ones_own_language(client: Client, page: str, lands: str) -> None:
    confirmed(language="ar")
    assert sign_in(client, "AMAL@example.org", page)["Location"] == lands


def test_a_session_lasts_when_asked_for(client: Client) -> None:
    confirmed()
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    client.post("/accounts/logout/")
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_signing_out_takes_a_post_and_stays_in_the_language(client: Client) -> None:
    client.force_login(confirmed())
    assert client.get("/fr/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/fr/accounts/logout/")["Location"] == "/fr/"
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_out(client: Client) -> None:
    confirmed(is_active=False)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert "This account is not in use" in text(client.get("/accounts/inactive/"))
    assert "_auth_user_id" not in client.session


def test_an_unconfirmed_account_gets_its_link_again(client: Client) -> None:
    UserFactory(email="amal@example.org", language="ar")
    assert sign_in(client)["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert links(mail.outbox[0])[0].startswith("/ar/accounts/confirm-email/")


@pytest.fixture
def limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "l"}
    }


@pytest.mark.usefixtures("limits")
def test_the_sixth_wrong_password_is_blocked_and_so_is_the_right_one(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    confirmed()
    wait = "Too many attempts. Please wait a few minutes and try again."
    for attempt in range(6):
        headers = {"x-forwarded-for": f"10.0.0.{attempt}"}  # believed by nobody
        page = text(
            client.post(
                "/accounts/login/",
                {"login": "amal@example.org", "password": "wrong"},
                headers=headers,
            )
        )
        assert (wait in page) is (attempt == 5)
    assert wait in text(sign_in(client))
    assert "_auth_user_id" not in client.session
    assert "amal" not in caplog.text
    assert caplog.messages.count("sign-in refused: wrong address or password") == 5
    assert caplog.messages.count("sign-in refused: too many attempts") == 2


# --- Confirming


def test_confirming_signs_in_who_just_signed_up(client: Client) -> None:
    client.post(
        "/ar/accounts/signup/", {"email": "amal@example.org", "password1": "three quiet rivers"}
    )
    link = links(mail.outbox[0])[0]
    assert link.startswith("/ar/accounts/confirm-email/")
    page = text(client.get(link))
    assert "amal@example.org" in page
    assert not EmailAddress.objects.get().verified
    assert client.post(link)["Location"] == "/ar/dashboard/"
    assert EmailAddress.objects.get().verified


def test_confirming_elsewhere_signs_nobody_in(client: Client) -> None:
    client.post(
        "/accounts/signup/", {"email": "amal@example.org", "password1": "three quiet rivers"}
    )
    other_browser = Client()
    response = other_browser.post(links(mail.outbox[0])[0], follow=True)
    assert response.redirect_chain == [("/accounts/login/", 302)]
    assert "Thank you: amal@example.org is confirmed." in text(response)
    assert "_auth_user_id" not in other_browser.session


@pytest.mark.parametrize("key", ["x", "MQ:1tEstE:forged"])
def test_a_forged_link_confirms_nothing(client: Client, key: str) -> None:
    response = client.get(f"/accounts/confirm-email/{key}/")
    assert "This link does not work any more" in text(response)
    assert client.post(f"/accounts/confirm-email/{key}/").status_code == 404


def test_who_holds_the_mailbox_outdoes_an_account_that_never_confirmed(client: Client) -> None:
    squatter = UserFactory(email="new@example.org")
    EmailAddress.objects.create(user=squatter, email="new@example.org")
    amal = confirmed()
    address = EmailAddress.objects.create(user=amal, email="new@example.org")
    client.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")
    assert list(User.objects.values_list("pk", "email")) == [(amal.pk, "new@example.org")]


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"last_login": "2024-06-19T15:00Z"}])
def test_an_account_in_use_keeps_its_address(client: Client, fields: dict[str, Any]) -> None:
    owner = UserFactory(email="new@example.org", **fields)
    amal = confirmed()
    address = EmailAddress.objects.create(user=amal, email="new@example.org")
    response = client.post(
        f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/", follow=True
    )
    assert response.status_code == 200
    assert "new@example.org cannot be confirmed: it belongs to another account." in text(response)
    assert User.objects.get(pk=owner.pk).email == "new@example.org"
    assert User.objects.get(pk=amal.pk).email == "amal@example.org"
    address.refresh_from_db()
    assert not address.verified


# --- A new password


def test_a_reset_link_works_once_in_the_readers_language(client: Client) -> None:
    user = confirmed(language="ar")
    elsewhere = Client()
    elsewhere.force_login(user)
    client.post("/fr/accounts/password/reset/", {"email": "amal@example.org"})
    link = links(mail.outbox[0])[0]
    assert link.startswith("/ar/accounts/password/reset/key/")
    form_url = client.get(link)["Location"]
    assert form_url.endswith("-set-password/")
    response = client.post(form_url, {"password1": "three quiet rivers"})
    assert response["Location"] == "/ar/accounts/password/reset/key/done/"
    user.refresh_from_db()
    assert user.check_password("three quiet rivers")
    assert elsewhere.get("/accounts/profile/").status_code == 302
    with override("ar"):
        gone = gettext("This link does not work any more")
    for browser in (client, Client()):
        assert gone in text(browser.get(link, follow=True))
    assert [letter.to for letter in mail.outbox] == [["amal@example.org"]] * 2
    assert "/ar/accounts/password/reset/" in links(mail.outbox[1])


def test_a_late_reset_link_is_refused(client: Client, settings) -> None:
    confirmed()
    client.post("/accounts/password/reset/", {"email": "amal@example.org"})
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "older than 24 hours" in text(client.get(links(mail.outbox[0])[0]))


def test_changing_the_password_ends_all_other_sessions(client: Client) -> None:
    user = confirmed()
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(user)
    new = "three quiet rivers"
    wrong = client.post("/accounts/password/change/", {"oldpassword": "x", "password1": new})
    assert wrong.context["form"].errors == {"oldpassword": ["This is not your current password."]}
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new})
    assert client.get("/accounts/profile/").status_code == 200
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]


# --- Another address


def test_changing_the_address_asks_who_is_there(client: Client) -> None:
    user = confirmed(language="fr")
    client.force_login(user)
    change = {"email": "new@example.org", "action_add": ""}
    response = client.post("/accounts/email/", change)
    assert response["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert mail.outbox == []
    assert user.emailaddress_set.count() == 1
    wrong = client.post("/accounts/reauthenticate/", {"password": "x", "next": "/accounts/email/"})
    assert wrong.context["form"].errors == {"password": ["The password is not right."]}
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    page = text(client.get("/accounts/email/"))
    assert "Waiting for you to confirm" in page

    client.post(links(mail.outbox[0])[0])
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert [letter.to for letter in mail.outbox[1:]] == [["amal@example.org"]]
    farewell = mail.outbox[1]
    assert 'lang="fr"' in farewell.alternatives[0].content  # type: ignore[attr-defined]
    assert "amal@example.org" in farewell.body
    assert "new@example.org" in farewell.body


def test_a_taken_address_is_not_told_from_a_free_one() -> None:
    confirmed("taken@example.org")
    confirmed()
    pages = []
    for email in ("taken@example.org", "free@example.org"):
        client = Client()
        sign_in(client)
        client.post("/accounts/email/", {"email": email, "action_add": ""})
        response = client.post(
            "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"}
        )
        pages.append((response.status_code, response["Location"]))
        page = text(client.get("/accounts/email/"))
        pages[-1] += (
            re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page).replace(email, ""),
        )
    assert pages[0] == pages[1]


# --- Letters


def test_links_start_with_site_url_whatever_host_was_asked(client: Client, settings) -> None:
    settings.SITE_URL = "https://portal.example"
    confirmed()
    client.post(
        "/accounts/password/reset/", {"email": "amal@example.org"}, headers={"host": "localhost"}
    )
    letter = mail.outbox[0]
    html = letter.alternatives[0].content  # type: ignore[attr-defined]
    assert "https://portal.example/accounts/password/reset/key/" in letter.body
    assert "localhost" not in letter.body + html
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_an_arabic_letter_runs_from_right_to_left(client: Client) -> None:
    confirmed(language="ar")
    client.post("/accounts/password/reset/", {"email": "amal@example.org"})
    html = mail.outbox[0].alternatives[0].content  # type: ignore[attr-defined]
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div lang="ar" dir="rtl"' in html
    assert '<a href="http://testserver/ar/accounts/password/reset/key/' in html


def test_a_letter_to_a_stranger_is_in_the_language_of_the_page(client: Client) -> None:
    client.post("/fr/accounts/password/reset/", {"email": "stranger@example.org"})
    assert links(mail.outbox[0])[0] == "/fr/accounts/signup/"
    with override("fr"):
        footer = gettext(
            "You get this message because somebody entered your address on the GDVE Portal. "
            "We have not kept it."
        )
    assert footer.startswith("Vous recevez")
    assert footer in mail.outbox[0].body


def test_a_mail_server_that_is_away_is_no_fault_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
    response = client.post("/accounts/password/reset/", {"email": "amal@example.org"})
    assert (response.status_code, response["Retry-After"]) == (503, "30")
