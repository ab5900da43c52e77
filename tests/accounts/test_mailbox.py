"""The development mailbox reads what Django's file backend wrote."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.mail import EmailMultiAlternatives, get_connection

from accounts.mailbox import letter, letters


def write(folder: Path, *subjects: str) -> None:
    connection = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=folder
    )
    messages = []
    for subject in subjects:
        message = EmailMultiAlternatives(
            subject, f"Text: {subject}\n\n" + "-" * 40, "p@example.org", ["amal@example.org"]
        )
        message.attach_alternative(f"<p>{subject}</p>", "text/html")
        messages.append(message)
    connection.send_messages(messages)


def test_no_folder_no_letters(tmp_path: Path) -> None:
    assert letters(tmp_path / "nothing") == []
    assert letter(tmp_path / "nothing", "a-0") is None


def test_newest_first_with_both_parts(tmp_path: Path) -> None:
    write(tmp_path, "أهلاً", "Second")
    os.utime(next(tmp_path.iterdir()), (1, 1))
    write(tmp_path, "Third")
    found = letters(tmp_path)
    assert [one.subject for one in found] == ["Third", "Second", "أهلاً"]
    oldest = found[-1]
    assert oldest.to == "amal@example.org"
    assert oldest.text.startswith("Text: أهلاً")
    assert oldest.html.strip() == "<p>أهلاً</p>"
    assert abs((datetime.now(UTC) - oldest.sent_at).total_seconds()) < 60
    assert letter(tmp_path, oldest.key) == oldest


def test_limit(tmp_path: Path) -> None:
    write(tmp_path, "One", "Two", "Three")
    assert [one.subject for one in letters(tmp_path, limit=2)] == ["Three", "Two"]


def test_a_key_is_never_a_path(tmp_path: Path) -> None:
    inside = tmp_path / "mail"
    write(inside, "Inside")
    write(tmp_path, "Outside")
    # Two letters of one second may bear the same name.
    outside = next(tmp_path.glob("*.log")).rename(tmp_path / "20260101-000000-1.log").stem
    for key in (f"../{outside}-0", f"{outside}-0", "..", "", "-", f"{inside}/x-0", "*-0"):
        assert letter(inside, key) is None
