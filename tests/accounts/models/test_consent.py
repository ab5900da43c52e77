"""What the database itself refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Consent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("consent_purpose_known", {"purpose": "marketing"}),
        ("consent_withdrawn_after_given", {"withdrawn_at": timezone.now() - timedelta(days=1)}),
    ],
)
def test_refused(constraint: str, fields: dict[str, Any]) -> None:
    valid = {"user": UserFactory(), "purpose": "terms", "text_version": "1"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Consent.objects.create(**valid | fields)


def test_one_yes_in_force_per_text() -> None:
    user = UserFactory()
    Consent.objects.create(user=user, purpose="terms", text_version="1")
    with pytest.raises(IntegrityError, match="consent_once_in_force"), transaction.atomic():
        Consent.objects.create(user=user, purpose="terms", text_version="1")
