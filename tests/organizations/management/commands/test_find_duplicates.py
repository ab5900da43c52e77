"""The search from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organizations.models import DuplicateCandidate
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("find_duplicates", *arguments, stdout=out)
    return out.getvalue()


def test_all_and_one() -> None:
    make_listing(name="Kivu Circle", slug="one")
    make_listing(name="Circle of Kivu")
    assert said() == "1 pairs are alike; 1 wait for staff.\n"
    DuplicateCandidate.objects.all().delete()
    assert said("--organization", "one") == "1 pairs are alike; 1 wait for staff.\n"
    with pytest.raises(CommandError, match="no listing “nowhere”"):
        said("--organization", "nowhere")
