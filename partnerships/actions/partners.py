"""What IOM decides about a partner, and what the partner says of itself."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.enums import Direction, PlaceRelation
from organizations.models import Generation, Language, Membership, Sector
from partnerships.enums import Verification
from partnerships.models import Partner, Representative
from partnerships.nudges import nudge_rescoring
from partnerships.rules import can_describe, can_verify


@transaction.atomic
def verify_partner(*, partner_id: int, by: User) -> Partner:
    """Say that the body exists and that its representatives speak for it; then it is matched.

    Raises PermissionDenied for whoever may not decide about it. Verifying twice keeps the first
    date.
    """
    partner = _locked(partner_id, by)
    if partner.verification != Verification.VERIFIED:
        partner.verification = Verification.VERIFIED
        partner.verified_at = timezone.now()
        partner.save()
        announce_partner_change(partner)
    return partner


@transaction.atomic
def decline_partner(*, partner_id: int, by: User) -> Partner:
    """Say that it could not be verified; it is neither shown nor suggested to anyone."""
    partner = _locked(partner_id, by)
    if partner.verification != Verification.DECLINED:
        partner.verification = Verification.DECLINED
        partner.verified_at = None
        partner.save()
        announce_partner_change(partner)
    return partner


@transaction.atomic
def save_partner_facts(
    *,
    partner_id: int,
    by: User,
    sectors: Iterable[str],
    heritage: Iterable[str],
    residence: Iterable[str],
    works_in: Iterable[str],
    generations: Iterable[str],
    offers: Iterable[str],
    needs: Iterable[str],
    languages: Iterable[str],
    accepts: str,
) -> Partner:
    """Write what a partner says of its work; raise PermissionDenied for whoever is not of it."""
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if not can_describe(by, partner):
        raise PermissionDenied
    partner.place_links.all().delete()
    for relation, codes in (
        (PlaceRelation.HERITAGE, heritage),
        (PlaceRelation.RESIDENCE, residence),
        (PlaceRelation.WORKS_IN, works_in),
    ):
        for code in codes:
            partner.place_links.create(relation=relation, place_id=code)
    partner.support_links.all().delete()
    for direction, codes in ((Direction.OFFERS, offers), (Direction.NEEDS, needs)):
        for code in codes:
            partner.support_links.create(direction=direction, support_type_id=code)
    partner.sectors.set(Sector.objects.filter(pk__in=sectors))
    partner.generations.set(Generation.objects.filter(pk__in=generations))
    partner.languages.set(Language.objects.filter(pk__in=languages))
    partner.accepts = accepts
    partner.save(update_fields=["accepts", "updated_at"])
    announce_partner_change(partner)
    return partner


def announce_partner_change(partner: Partner) -> None:
    """Have the partner rescored once the change is stored, and the groups of its people.

    What a group may be told depends on whom its members work for, so those are looked at too.
    """
    people = Representative.objects.filter(partner=partner).values("user_id")
    groups = list(
        Membership.objects.filter(user_id__in=people).values_list("organization_id", flat=True)
    )
    transaction.on_commit(
        partial(nudge_rescoring, organization_ids=groups, partner_ids=[partner.pk])
    )


def _locked(partner_id: int, by: User) -> Partner:
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if not can_verify(by, partner):
        raise PermissionDenied
    return partner
