"""One agreement and one proposal for the group of the sample's leader: fictional, labelled."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from organizations.enums import Audience, LegalStatus, Source
from organizations.models import Organization
from organizations.sample.chance import sample_uuid
from partnerships.actions import tend_agreements
from partnerships.host_workflow import Answer, Power, Side, State
from partnerships.models import HostAgreement, HostTerms
from partnerships.profiles import HOSTING

AGREED = (
    "The host receives what is given to the group and keeps it apart from its own money. It spends "
    "it as the group decides, and shows the group its books each quarter. It keeps nothing for "
    "itself. This agreement is fictional. It shows how the portal works."
)
PROPOSED = (
    "We would keep your listing right while you are busy with the homework club, and keep no money "
    "for you. This proposal is fictional. It shows how the portal works."
)


@transaction.atomic
def load_host_agreements(*, seed: int) -> int:
    """Create the two where the leader's group has none yet; return how many were created."""
    leader = Organization.objects.get(uuid=sample_uuid("organization", seed, 0))
    hosts = Organization.objects.published().filter(
        source=Source.SAMPLE,
        audience=Audience.PUBLIC,
        legal_status=LegalStatus.REGISTERED,
        support_links__direction="offers",
        support_links__support_type=HOSTING,
    )
    # Those that were invented first: the same ones on every run.
    chosen = list(hosts.order_by("-published_at", "pk")[:2])
    if len(chosen) < 2 or HostAgreement.objects.filter(group=leader).exists():
        return 0
    agreement = HostAgreement.objects.create(
        uuid=sample_uuid("host-agreement", seed, 0), group=leader, host=chosen[0]
    )
    terms = _terms(agreement, Side.GROUP, AGREED, [Power.EDIT_FACTS, Power.HOLD_FUNDS], days=300)
    terms.answer, terms.answered_at = Answer.ACCEPTED, timezone.now()
    terms.save()
    agreement.state, agreement.current = State.AGREED, terms
    agreement.save()
    proposal = HostAgreement.objects.create(
        uuid=sample_uuid("host-agreement", seed, 1), group=leader, host=chosen[1]
    )
    _terms(proposal, Side.HOST, PROPOSED, [Power.EDIT_FACTS], days=180)
    tend_agreements()
    return 2


def _terms(
    agreement: HostAgreement, side: Side, text: str, powers: Iterable[Power], *, days: int
) -> HostTerms:
    holds = Power.HOLD_FUNDS in powers
    return HostTerms.objects.create(
        agreement=agreement,
        number=1,
        powers=list(powers),
        hold_up_to=2_000 if holds else None,
        currency="GBP" if holds else "",
        ends_on=timezone.now().date() + timedelta(days=days),
        text=text,
        proposed_by_side=side,
    )
