"""The log of what staff do, in words."""

import re
from pathlib import Path

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.test import Client
from django.utils.translation import gettext_lazy, override

from accounts import staff_log
from organizations.workflow import TRANSITIONS
from tests.factories import StaffFactory, make_listing

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


def test_a_code_is_read_as_words(client: Client) -> None:
    curator = StaffFactory()
    staff_log.note(by=curator, about=make_listing(name="Kivu Circle"), what="approve_change")
    client.force_login(curator)
    text = client.get("/admin/admin/logentry/").content.decode()
    assert "Approved a change" in text
    assert "approve_change" not in text


def test_what_the_admin_wrote_stays_its_own_words() -> None:
    entry = LogEntry(action_flag=ADDITION, change_message='[{"added": {}}]')
    assert staff_log.in_words(entry) == "Added."
    assert staff_log.in_words(LogEntry(action_flag=ADDITION)) == "Addition"
    assert staff_log.in_words(LogEntry(action_flag=ADDITION, change_message="by hand")) == "by hand"


def test_words_are_the_readers() -> None:
    staff_log.say({"test_only": gettext_lazy("Yes")})
    with override("fr"):
        assert staff_log.in_words(LogEntry(change_message="test_only")) == "Oui"


@pytest.mark.parametrize("code", sorted(TRANSITIONS))
def test_every_step_of_a_listing_has_words(code: str) -> None:
    assert staff_log.in_words(LogEntry(change_message=code)) == str(TRANSITIONS[code].label)


def test_every_code_in_the_source_has_words() -> None:
    said = set()
    for path in ROOT.glob("*/actions/*.py"):
        calls = re.findall(r"\bnote\w*\([^)]*\bwhat=([^)]*)\)", path.read_text(encoding="utf-8"))
        said |= {code for call in calls for code in re.findall(r"\"(\w+)\"", call)}
    assert {"take_over", "approve_change", "handle_report", "revoke_evidence"} <= said
    assert {
        code for code in said if staff_log.in_words(LogEntry(change_message=code)) == code
    } == set()
