"""The development mailbox on the web."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from accounts.mailbox import letters


@pytest.fixture
def key(tmp_path: Path, settings) -> str:
    settings.EMAIL_FILE_PATH = tmp_path
    message = EmailMultiAlternatives(
        "Hello <b>", "See https://portal.example/x/ & more", "p@example.org", ["a@example.org"]
    )
    message.attach_alternative(
        '<html><head><title>x</title></head><body><a href="/x/">x</a></body></html>', "text/html"
    )
    get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=tmp_path
    ).send_messages([message])
    return letters(tmp_path)[0].key


def test_list(client: Client, key: str) -> None:
    page = client.get("/dev/mail/").content.decode()
    assert f'<a href="/dev/mail/{key}/">Hello &lt;b&gt;</a>' in page
    assert "a@example.org" in page


def test_list_of_nothing(client: Client, tmp_path: Path, settings) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "nothing"
    assert "No e-mails yet" in client.get("/dev/mail/").content.decode()


def test_detail_makes_links_and_frames_itself_only(client: Client, key: str) -> None:
    response = client.get(f"/dev/mail/{key}/")
    page = response.content.decode()
    assert '<a href="https://portal.example/x/"' in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_html_part_can_do_nothing_but_lead_on(client: Client, key: str) -> None:
    response = client.get(f"/dev/mail/{key}/html/")
    assert '<head><base target="_top"><title>' in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-top-navigation-by-user-activation",
    }


@pytest.mark.parametrize("path", ["nothing-0/", "nothing-0/html/", "..%2f..%2fetc-0/", "a.b-0/"])
def test_no_other_file_is_read(client: Client, key: str, path: str) -> None:
    assert client.get(f"/dev/mail/{path}").status_code == 404


def test_reading_only(client: Client, key: str) -> None:
    assert client.post(f"/dev/mail/{key}/").status_code == 405
