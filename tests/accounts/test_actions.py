"""Consents: given once, withdrawn, given again, never lost."""

import pytest

from accounts.actions import record_consent, withdraw_consent
from accounts.enums import Purpose
from accounts.models import Consent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_second_yes_changes_nothing() -> None:
    user = UserFactory()
    first = record_consent(user=user, purpose=Purpose.LISTING, text_version="1")
    again = record_consent(user=user, purpose=Purpose.LISTING, text_version="1")
    assert (again.pk, again.given_at) == (first.pk, first.given_at)


def test_another_version_is_another_consent() -> None:
    user = UserFactory()
    record_consent(user=user, purpose=Purpose.LISTING, text_version="1")
    record_consent(user=user, purpose=Purpose.LISTING, text_version="2")
    assert Consent.objects.in_force().count() == 2


def test_withdrawing_takes_every_version_of_one_purpose() -> None:
    user, other = UserFactory(), UserFactory()
    record_consent(user=user, purpose=Purpose.LISTING, text_version="1")
    record_consent(user=user, purpose=Purpose.LISTING, text_version="2")
    record_consent(user=user, purpose=Purpose.CONTACT, text_version="1")
    record_consent(user=other, purpose=Purpose.LISTING, text_version="1")
    assert withdraw_consent(user=user, purpose=Purpose.LISTING) == 2
    assert withdraw_consent(user=user, purpose=Purpose.LISTING) == 0
    in_force = Consent.objects.in_force().values_list("user", "purpose")
    assert set(in_force) == {(user.pk, "contact"), (other.pk, "listing")}
    assert Consent.objects.count() == 4


def test_given_again_after_withdrawal_is_a_new_record() -> None:
    user = UserFactory()
    record_consent(user=user, purpose=Purpose.CONTACT, text_version="1")
    withdraw_consent(user=user, purpose=Purpose.CONTACT)
    record_consent(user=user, purpose=Purpose.CONTACT, text_version="1")
    assert Consent.objects.filter(user=user).count() == 2
    assert Consent.objects.in_force().filter(user=user).count() == 1
