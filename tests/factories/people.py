"""People."""

import factory
from allauth.account.models import EmailAddress

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("a long passphrase")


class StaffFactory(UserFactory):
    is_staff = True
    is_superuser = True


def verified(user: User) -> User:
    """Say that `user` has confirmed her e-mail address, as signing in requires."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
