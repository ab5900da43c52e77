"""Every address of the portal as everybody; staff has a file of its own, to share the work."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.access.comparing import compare


@pytest.mark.django_db
def test_everybody_gets_the_answer_of_the_table(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    assert compare(staff=False).written == []
