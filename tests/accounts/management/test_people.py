"""What the operator does for somebody who cannot sign in."""

import stat
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Erasure, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_copy_that_only_the_operator_can_read(tmp_path: Path, capsys: Any) -> None:
    UserFactory(email="amal@example.org")
    file = tmp_path / "copy.zip"
    call_command("export_person", "Amal@example.org", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "data/profile.json" in ZipFile(file).namelist()
    assert capsys.readouterr().out == f"{file}: {file.stat().st_size} bytes\n"
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_person", "amal@example.org", str(file))


def test_an_account_is_erased(capsys: Any) -> None:
    UserFactory(email="amal@example.org")
    stays = UserFactory()
    call_command("erase_person", "Amal@example.org")
    assert list(User.objects.all()) == [stays]
    assert Erasure.objects.get().reason == "erased by the operator"


@pytest.mark.parametrize("arguments", [("erase_person", "x@y.z"), ("export_person", "x@y.z", "f")])
def test_an_address_that_nobody_has_is_said_to_be(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="no account with this address"):
        call_command(*arguments)
