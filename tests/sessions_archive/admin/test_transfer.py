"""Sending a file, looking, writing."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sessions_archive.documents import for_a_file, read_session
from sessions_archive.models import ExchangeSession, Person
from sessions_archive.session_files import as_json
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import EditionFactory, full_session

pytestmark = pytest.mark.django_db

BASE = "/admin/sessions_archive/exchangesession/"
IMPORT = f"{BASE}import/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def send(client: Client, content: bytes) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("session.json", content)})


def hidden(html: str) -> dict[str, str]:
    found = {}
    for name in ("plan", "payload"):
        match = re.search(rf'name="{name}" value="([^"]*)"', html)
        assert match is not None
        found[name] = unescape(match[1])
    return found


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_sample_file_is_looked_at_and_written(staff: Client, kind: str) -> None:
    EditionFactory(year=2026)
    sample = staff.get(f"{BASE}example.{kind}")
    assert sample["Content-Disposition"] == f'attachment; filename="example-session.{kind}"'
    page = send(staff, sample.content).content.decode()
    assert "The file would add a session, unpublished." in page
    assert "1 person is new to the archive: Example Person" in page
    assert not ExchangeSession.objects.exists()
    response = staff.post(IMPORT, hidden(page))
    session = ExchangeSession.objects.get()
    assert response.url == f"{BASE}{session.pk}/change/"
    assert not session.is_published
    assert session.agenda.count() == 2
    assert [row.change_message for row in LogEntry.objects.all()] == ["import_session"]
    again = send(staff, sample.content).content.decode()
    assert "there is nothing to write" in again


def test_out_again(staff: Client) -> None:
    session = full_session()
    response = staff.get(f"{BASE}{session.pk}/export.json")
    assert response.content == as_json(for_a_file(session))
    name = f"session-{session.edition.year}-{session.number}.csv"
    csv = staff.get(f"{BASE}{session.pk}/export.csv")
    assert csv["Content-Disposition"] == f'attachment; filename="{name}"'
    assert staff.get(f"{BASE}{session.pk}/export.exe").status_code == 404


def test_problems_stand_in_a_table_and_nothing_is_written(staff: Client) -> None:
    EditionFactory(year=2026)
    file = b"block,edition,number,themes_en\nsession,2026,1,<script>x</script>\nsongs,,,\n"
    html = send(staff, file).content.decode()
    assert "things in the file are to be corrected" in html
    assert "<td>3</td><td><code>songs</code></td><td><code>block</code></td>" in html
    assert "<script>x" not in html
    assert 'name="plan"' not in html
    assert "is not JSON" in send(staff, b"{").content.decode()
    assert "Choose a file." in staff.post(IMPORT, {}).content.decode()


def test_only_what_was_looked_at_is_written(staff: Client) -> None:
    session = full_session()
    document = for_a_file(session)
    document["session"]["capacity"] = 50
    shown = hidden(send(staff, as_json(document)).content.decode())
    ExchangeSession.objects.update(zone_printed="CET")
    response = staff.post(IMPORT, shown)
    assert response.status_code == 409
    assert "the archive has changed since" in response.content.decode()
    session.refresh_from_db()
    assert session.capacity is None
    forged = shown | {"payload": shown["payload"].replace("50", "60")}
    assert staff.post(IMPORT, forged).status_code == 409
    assert staff.post(IMPORT, {"plan": "x", "payload": "nonsense"}).status_code == 302
    assert read_session(session)["session"]["capacity"] is None
    now = hidden(response.content.decode())
    assert staff.post(IMPORT, now).status_code == 302
    session.refresh_from_db()
    assert (session.capacity, session.zone_printed) == (50, "")


def test_all_or_nothing(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    EditionFactory(year=2026)
    shown = hidden(send(staff, staff.get(f"{BASE}example.json").content).content.decode())

    def broken(*args: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("sessions_archive.actions.entry_blocks._organizations", broken)
    with pytest.raises(RuntimeError):
        staff.post(IMPORT, shown)
    assert not ExchangeSession.objects.exists()
    assert not Person.objects.exists()


def test_for_who_may_enter_sessions(client: Client) -> None:
    session = full_session()
    paths = ("import/", "example.json", f"{session.pk}/export.json")
    for user, status in ((None, 302), (UserFactory(), 302), (UserFactory(is_staff=True), 403)):
        if user:
            client.force_login(user)
        assert [client.get(BASE + path).status_code for path in paths] == [status] * 3
