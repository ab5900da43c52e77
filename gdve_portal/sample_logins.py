"""The four people of the sample: a leader, two representatives, a curator."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from gdve_portal.roles import LEAD_CURATOR, set_up_roles
from organizations.enums import MembershipRole
from organizations.models import Membership, Organization
from organizations.sample.chance import sample_uuid
from partnerships.models import Partner, Representative
from partnerships.sample import FOUNDATION, PUBLIC_BODY

PASSWORD = "gdve-sample"  # noqa: S105 - published on purpose; production settings refuse it
NAMES = {
    "leader@sample.test": "Sample Leader",
    "partner@sample.test": "Sample Partner",
    "government@sample.test": "Sample Government",
    "curator@sample.test": "Sample Curator",
}


@transaction.atomic
def create_logins(*, seed: int) -> list[str]:
    """Create those of the four logins that are missing, with what they belong to."""
    set_up_roles()
    people = {email: _person(email, name) for email, name in NAMES.items()}
    leader, partner, government, curator = people.values()
    Membership.objects.get_or_create(
        organization=Organization.objects.get(uuid=sample_uuid("organization", seed, 0)),
        user=leader,
        defaults={"role": MembershipRole.OWNER},
    )
    for person, number in ((partner, FOUNDATION), (government, PUBLIC_BODY)):
        body = Partner.objects.get(uuid=sample_uuid("partner", seed, number))
        Representative.objects.get_or_create(partner=body, user=person)
    if not curator.is_staff:
        curator.is_staff = True
        curator.save(update_fields=["is_staff"])
    curator.groups.set(Group.objects.filter(name=LEAD_CURATOR.name))
    return list(people)


def _person(email: str, name: str) -> User:
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User(email=email, name=name, password=_hashed())
        person.save()
    EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    return person


_hash: str | None = None


def _hashed() -> str:
    """The password's hash, made once: it is slow on purpose, and the same for all four."""
    global _hash
    if _hash is None:
        _hash = make_password(PASSWORD)
    return _hash
