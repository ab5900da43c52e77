"""One mailbox, one account."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_addresses_are_stored_in_small_letters() -> None:
    user = User.objects.create_user("Amal@Example.ORG", "x")
    assert user.email == "amal@example.org"
    assert User.objects.get_by_natural_key("AMAL@example.org") == user


@pytest.mark.parametrize("email", ["AMAL@example.org", "amal@example.org"])
def test_capitals_make_no_second_person(email: str) -> None:
    UserFactory(email="amal@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email=email)])


def test_the_form_says_that_an_address_is_taken() -> None:
    UserFactory(email="amal@example.org")
    with pytest.raises(ValidationError) as error:
        User(email="AMAL@example.org", password="x").full_clean()
    assert error.value.message_dict == {
        "email": ["An account with this e-mail address exists already."]
    }


def test_a_user_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        User.objects.create_user("")


def test_superusers_are_staff() -> None:
    user = User.objects.create_superuser("root@example.org", "x")
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_a_person_is_called_by_name_or_address() -> None:
    assert str(User(name="Amal", email="a@example.org")) == "Amal"
    assert str(User(email="a@example.org")) == "a@example.org"
