"""Whose word counts, and what was asked and given: the questions that vouching asks."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organizations.enums import Audience, EvidenceEnd, EvidenceKind, MembershipRole, Status
from organizations.models import Evidence, Organization, VouchRequest
from organizations.models.queries import OrganizationQuerySet
from organizations.trust import VOICES_A_GIVER, WITNESSED, YEAR
from organizations.viewers import Viewer

ASKED_FOR = timedelta(days=30)  # how long a request stands


def with_voice(listings: OrganizationQuerySet) -> OrganizationQuerySet:
    """Keep the listings whose word counts (trust.is_seed): open, and known by what they did."""
    facts = Evidence.objects.shown().filter(organization=OuterRef("pk"))
    return listings.filter(
        Exists(facts.filter(kind=EvidenceKind.CONTACT)),
        Exists(facts.filter(kind__in=WITNESSED)),
        status=Status.PUBLISHED,
        audience=Audience.PUBLIC,
    )


def owned(user_id: int) -> OrganizationQuerySet:
    """Return the published listings that this person decides about."""
    own = Organization.objects.for_member(user_id).published()
    return own.filter(memberships__user_id=user_id, memberships__role=MembershipRole.OWNER)


def spent(user_id: int, givers: list[int], viewer: Viewer) -> QuerySet[Evidence]:
    """Return the vouches of a year that count against what these groups or this person may give.

    Those she sees: one for a group that hides from her must not tell of itself by what is left.
    That no more are heard in the end is seen to where levels are derived (trust.heard).
    """
    rows = Evidence.objects.visible_to(viewer).vouches()
    return rows.filter(
        Q(other__in=givers) | Q(given_by=user_id), given_at__gt=timezone.now() - YEAR
    ).exclude(end=EvidenceEnd.RENEWED)


def left(user_id: int, giver: Organization, viewer: Viewer) -> int:
    """Return how many vouches this person may still give for that group this year."""
    return max(0, VOICES_A_GIVER - spent(user_id, [giver.pk], viewer).count())


def requests_to(giver: Organization, viewer: Viewer) -> QuerySet[VouchRequest]:
    """Return who asked this group for its vouch and has none of it, as far as the viewer sees."""
    answered = Evidence.objects.not_ended().vouches()
    return (
        VouchRequest.objects.filter(giver=giver, asked_at__gt=timezone.now() - ASKED_FOR)
        .filter(organization__in=Organization.objects.visible_to(viewer).published())
        .exclude(Exists(answered.filter(other=giver, organization=OuterRef("organization"))))
        .select_related("organization")
    )
