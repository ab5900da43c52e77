"""The exit status tells the mail server what became of a letter."""

import io
import os
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from partnerships.actions.inbound import LARGEST_LETTER
from partnerships.management.commands import receive_mail
from partnerships.models import Message, Seat
from partnerships.reply_addresses import Inbox, reply_address
from tests.factories import UserFactory, make_conversation

pytestmark = pytest.mark.django_db


class Stdin:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    def call(raw: bytes, **options: str) -> int:
        monkeypatch.setattr("sys.stdin", Stdin(raw))
        try:
            call_command("receive_mail", **options)
        except SystemExit as end:
            return int(str(end.code))
        return 0

    return call


def letter(sender: str, more: str = "") -> bytes:
    return f"From: {sender}\nMessage-ID: <1@x>\n{more}\nThank you.\n".encode()


def test_every_outcome_has_its_status(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = UserFactory.create(email="ben@example.org")
    talk = make_conversation(by=UserFactory.create(), answers=ben)
    seat = Seat.objects.get(user=ben)
    to = reply_address(Inbox.of("reply@portal.test"), seat.pk, seat.created_at.date())
    assert run(letter("ben@example.org"), recipient=to) == os.EX_OK
    assert Message.objects.get().introduction == talk
    assert run(letter("eve@example.org"), recipient=to) == os.EX_NOPERM
    assert run(letter("ben@example.org"), recipient="reply+x@portal.test") == os.EX_NOUSER
    assert run(letter("ben@example.org", "Precedence: bulk\n"), recipient=to) == os.EX_OK
    assert run(b"x" * (LARGEST_LETTER + 1), recipient=to) == os.EX_DATAERR

    def away(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(receive_mail, "receive_letter", away)
    assert run(letter("ben@example.org"), recipient=to) == os.EX_TEMPFAIL
    assert Message.objects.count() == 1
