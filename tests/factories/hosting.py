"""Host agreements."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from organizations.enums import LegalStatus
from organizations.models import Organization
from partnerships import actions
from partnerships.host_workflow import Power, Terms
from partnerships.models import HostAgreement
from tests.factories.organizations import make_listing
from tests.factories.people import UserFactory


def make_group(**fields: Any) -> Organization:
    """Return a published group without registration, with an owner of its own."""
    return make_listing(
        **{"owner": UserFactory(), "legal_status": LegalStatus.NONE, "name": "Circle"} | fields
    )


def make_host(**fields: Any) -> Organization:
    """Return a registered organization that offers to host, with an owner of its own."""
    return make_listing(
        **{
            "owner": UserFactory(),
            "legal_status": LegalStatus.REGISTERED,
            "offers": ["fiscal-hosting"],
            "name": "Carrier",
        }
        | fields
    )


def owner_of(listing: Organization) -> User:
    return User.objects.get(memberships__organization=listing, memberships__role="owner")


def make_terms(*powers: str, days: int = 100, **values: Any) -> Terms:
    """Return terms that end in so many days; with power over facts unless others are named."""
    today = timezone.now().date()
    values = {"text": "We do as we said.", "ends_on": today + timedelta(days=days)} | values
    return Terms.of(powers or (Power.EDIT_FACTS,), **values)


def make_proposal(
    group: Organization | None = None, host: Organization | None = None, terms: Terms | None = None
) -> HostAgreement:
    """Return an agreement that waits for the host."""
    group, host = group or make_group(), host or make_host()
    return actions.propose_hosting(
        group=group, host=host, by=owner_of(group), terms=terms or make_terms()
    )


def make_agreement(
    group: Organization | None = None, host: Organization | None = None, terms: Terms | None = None
) -> HostAgreement:
    """Return an agreement that both sides have accepted."""
    proposal = make_proposal(group, host, terms)
    return actions.answer_terms(
        agreement=proposal, number=1, answer="accept", by=owner_of(proposal.host)
    )


def let_pass(agreement: HostAgreement, *, days: int = 1) -> HostAgreement:
    """Move the last day so that it lies so many days back."""
    assert agreement.current is not None
    agreement.current.ends_on = timezone.now().date() - timedelta(days=days)
    agreement.current.save()
    return agreement
