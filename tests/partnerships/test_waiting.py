"""What waits for a person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from partnerships import waiting
from partnerships.actions import ask_back, ask_to_represent, register_partner
from partnerships.waiting import Waiting, waiting_for
from tests.factories import StaffFactory, UserFactory, make_partner
from tests.partnerships.actions.test_representation import CITY, SAID

pytestmark = pytest.mark.django_db


def test_a_question_of_iom_and_a_colleague() -> None:
    officer, colleague = UserFactory(), UserFactory()
    asked = register_partner(by=officer, identity=CITY, **SAID)
    assert waiting_for(officer) == []
    ask_back(request_id=asked.pk, by=StaffFactory(), reason="contact", message="Phone?")
    ceiba = make_partner(name="Ceiba", representative=officer)
    joining = ask_to_represent(partner=ceiba, by=colleague, **SAID)
    assert [(line.about, line.url) for line in waiting_for(officer)] == [
        ("City of Bridges", f"/partners/requests/{asked.uuid}/"),
        ("Ceiba", f"/partners/requests/{joining.uuid}/answer/"),
    ]
    assert waiting_for(colleague) == []


def test_what_has_a_day_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    soon, later = timezone.now(), timezone.now() + timedelta(days=3)

    def lines(user: Any) -> Iterator[Waiting]:
        yield Waiting("", "someday", "/")
        yield Waiting("", "later", "/", later)
        yield Waiting("", "soon", "/", soon)

    monkeypatch.setattr(waiting, "SOURCES", (lines,))
    assert [line.about for line in waiting_for(UserFactory())] == ["soon", "later", "someday"]
