"""A backup brings people back; the ledger sends them away again."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Erasure, User
from accounts.rights import ledger
from accounts.rights.erasure import ASKED, erase_account
from organizations.models import Organization
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def path(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURE_LEDGER = str(tmp_path / "apart" / "erasures.jsonl")
    return tmp_path / "apart" / "erasures.jsonl"


def test_each_erasure_is_a_line_of_the_file_once_it_is_done(
    path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    person, listing = UserFactory(), make_listing()
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user_id=person.pk, reason=ASKED)
        Organization.objects.get(pk=listing.pk).delete()
        assert not path.exists()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["kind"], line["reason"], line["uuid_hash"]) for line in lines] == [
        ("person", "asked for it", ledger.fingerprint(person.uuid)),
        ("listing", "deleted", ledger.fingerprint(listing.uuid)),
    ]
    assert set(lines[0]) == {"kind", "uuid_hash", "reason", "at"}
    assert lines[0]["at"].endswith("+00:00")


def test_what_the_file_misses_is_added(path: Path) -> None:
    UserFactory().delete()
    assert ledger.complete_file() == 1
    assert ledger.complete_file() == 0
    assert len(ledger.read(path)) == 1


def test_a_restored_backup_is_erased_again(path: Path, capsys: Any) -> None:
    """The backup is older than the erasures: neither the rows nor the table know of them."""
    person, listing, stays = UserFactory(), make_listing(), UserFactory()
    lines = [
        {
            "kind": kind,
            "uuid_hash": ledger.fingerprint(uuid),
            "reason": "asked for it",
            "at": "2026-11-01T10:00:00+00:00",
        }
        for kind, uuid in (("person", person.uuid), ("listing", listing.uuid))
    ]
    path.parent.mkdir()
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    call_command("replay_erasures")
    assert capsys.readouterr().out == "person: 1 erased again\nlisting: 1 erased again\n"
    assert list(User.objects.all()) == [stays]
    assert not Organization.objects.filter(pk=listing.pk).exists()
    # The first moment and reason stay.
    assert [str(row.at.date()) for row in Erasure.objects.all()] == ["2026-11-01", "2026-11-01"]
    call_command("replay_erasures")
    assert capsys.readouterr().out == "person: 0 erased again\nlisting: 0 erased again\n"


def test_without_a_ledger_it_does_not_pretend() -> None:
    with pytest.raises(CommandError, match="no ledger"):
        call_command("replay_erasures")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_table_is_only_ever_added_to(act: str) -> None:
    UserFactory().delete()
    rows = Erasure.objects.all()
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        rows.update(reason="x") if act == "update" else rows.delete()
    with pytest.raises(TypeError, match="only ever added to"):
        Erasure.objects.get().delete()


def test_reasons_within_each_other_keep_the_first() -> None:
    with ledger.because("first"), ledger.because("second"):
        UserFactory().delete()
    assert Erasure.objects.get().reason == "first"
