"""A copy holds what is hers and nothing else, is fetched once, and goes by itself."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import CopyState
from accounts.models import Consent, Notification, PersonalCopy, User
from accounts.rights.archive import write_copy
from accounts.rights.copies import (
    NoCopyError,
    ask_for_copy,
    fetch_copy,
    make_copy,
    make_waiting_copies,
)
from accounts.rights.sections import sections
from organizations.actions import send_message
from organizations.models.history import acting
from partnerships.models import Attachment, Message
from tests.factories import UserFactory, make_introduction, make_listing
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

On_commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email="amal@example.org", name="Amal"))


def opened(user: User) -> ZipFile:
    out = BytesIO()
    write_copy(user, out)
    return ZipFile(out)


def rows(user: User, section: str) -> list[dict[str, Any]]:
    document = json.loads(opened(user).read(f"data/{section}.json"))
    assert document["format"] == "gdve-personal-data/1"
    assert document["section"] == section
    found: list[dict[str, Any]] = document["rows"]
    return found


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_new_account_has_a_file_for_every_section(amal: User) -> None:
    archive = opened(amal)
    assert set(archive.namelist()) == {
        "README.txt",
        *(f"data/{section.code}.json" for section in sections),
    }
    for section in sections:
        document = json.loads(archive.read(f"data/{section.code}.json"))
        assert document["about"] == str(section.about)
    assert "data/profile.json" in archive.read("README.txt").decode()


def test_profile_addresses_and_consents(amal: User) -> None:
    given = Consent.objects.create(user=amal, purpose="terms", text_version="2026-11")
    Consent.objects.create(user=UserFactory(), purpose="terms", text_version="2026-11")
    (profile,) = rows(amal, "profile")
    assert profile == {
        "uuid": str(amal.uuid),
        "email": "amal@example.org",
        "name": "Amal",
        "language": "en",
        "date_joined": profile["date_joined"],
        "last_login": None,
        "is_active": True,
        "is_staff": False,
        "groups": [],
        "permissions": [],
    }
    assert rows(amal, "addresses") == [
        {"email": "amal@example.org", "verified": True, "primary": True}
    ]
    (consent,) = rows(amal, "consents")
    assert consent["purpose"] == "terms"
    assert consent["text_version"] == "2026-11"
    assert consent["withdrawn_at"] is None
    assert consent["given_at"][:10] == given.given_at.date().isoformat()


def test_what_she_wrote_to_a_group_and_not_what_others_wrote(amal: User) -> None:
    circle = make_listing(name="Circle", owner=UserFactory())
    for sender, text in ((amal, "Mine"), (UserFactory(), "Not mine")):
        send_message(organization=circle, by=sender, signature="A", text=text)
    (message,) = rows(amal, "contact_messages")
    assert (message["organization_name"], message["text"]) == ("Circle", "Mine")


def test_a_group_that_hides_leaves_the_copy(amal: User) -> None:
    circle = make_listing(name="Circle", owner=UserFactory())
    send_message(organization=circle, by=amal, signature="A", text="Mine")
    circle.audience = "iom"
    circle.save()
    assert rows(amal, "contact_messages") == []
    assert b"Circle" not in b"".join(opened(amal).read(name) for name in opened(amal).namelist())


def test_messages_come_with_their_files(amal: User) -> None:
    talk = make_introduction(
        asker=make_listing(owner=amal), asked=make_listing(owner=UserFactory()), by=amal
    )
    message = Message.objects.create(
        introduction=talk, side="asker", author=amal, text="مرحبا", key="1"
    )
    file = Attachment(message=message, name="plan.txt", media_type="text/plain", size=4)
    file.file.save("x", ContentFile(b"plan"), save=True)
    assert rows(amal, "messages")[0]["text"] == "مرحبا"
    assert rows(amal, "introductions")[0]["purpose"] == talk.purpose
    assert opened(amal).read(f"files/messages/{file.pk}-plan.txt") == b"plan"


def test_changes_say_what_was_done_and_not_what_was_there(amal: User) -> None:
    ours = make_listing(owner=amal, name="Ours")
    with acting(amal, "edit"):
        ours.name = "Renamed"
        ours.save()
    (change,) = rows(amal, "changes")
    assert change == {
        "table": "organization",
        "listing": ours.pk,
        "at": change["at"],
        "change": "changed",
        "step": "edit",
    }


def test_a_copy_is_made_once_and_told_by_letter(
    amal: User, private: Path, django_capture_on_commit_callbacks: On_commit
) -> None:
    asked = ask_for_copy(by=amal)
    assert ask_for_copy(by=amal) == asked
    assert make_waiting_copies() == 1
    assert make_waiting_copies() == 0
    assert not make_copy(asked.pk)
    copy = PersonalCopy.objects.get()
    assert copy.state == CopyState.READY
    assert copy.expires_at == copy.ready_at + timedelta(days=7)
    assert [copy.size] == [path.stat().st_size for path in files(private)]
    letter = Notification.objects.get(recipient=amal)
    assert letter.template == "accounts/emails/copy_ready"
    assert letter.context == {"path": "/accounts/your-data/"}


def test_a_copy_is_fetched_once_by_her_alone(
    amal: User, private: Path, django_capture_on_commit_callbacks: On_commit
) -> None:
    copy = ask_for_copy(by=amal)
    with pytest.raises(NoCopyError):
        fetch_copy(uuid=copy.uuid, by=amal)
    make_copy(copy.pk)
    with pytest.raises(PersonalCopy.DoesNotExist):
        fetch_copy(uuid=copy.uuid, by=UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        taken = fetch_copy(uuid=copy.uuid, by=amal)
    assert "data/profile.json" in ZipFile(taken).namelist()
    assert files(private) == []
    with pytest.raises(NoCopyError):
        fetch_copy(uuid=copy.uuid, by=amal)


def test_a_copy_that_is_over_is_not_handed_out(amal: User) -> None:
    copy = ask_for_copy(by=amal)
    make_copy(copy.pk)
    PersonalCopy.objects.update(expires_at=timezone.now())
    with pytest.raises(NoCopyError):
        fetch_copy(uuid=copy.uuid, by=amal)


def test_a_new_copy_takes_the_place_of_the_old_one_and_its_file(
    amal: User, private: Path, django_capture_on_commit_callbacks: On_commit
) -> None:
    first = ask_for_copy(by=amal)
    make_copy(first.pk)
    with django_capture_on_commit_callbacks(execute=True):
        second = ask_for_copy(by=amal)
        make_copy(second.pk)
    assert PersonalCopy.objects.get() == second
    assert len(files(private)) == 1


def test_as_many_questions_for_many_rows_as_for_one(amal: User) -> None:
    circle = make_listing(owner=UserFactory())

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            opened(amal)
        return len(questions)

    send_message(organization=circle, by=amal, signature="A", text="0")
    one = asked()
    for number in range(1, 5):
        send_message(organization=circle, by=amal, signature="A", text=str(number))
    assert asked() == one
