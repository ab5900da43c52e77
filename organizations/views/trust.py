"""How far readers can rely on a listing: what the levels mean, and where one's own group stands."""

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.actions.reminders import BEFORE
from organizations.enums import Audience, ContactKind, EvidenceKind, Status
from organizations.models import Evidence, Organization
from organizations.requests import MemberRequest, PortalRequest
from organizations.trust import VOICES_A_GIVER, VOICES_NEEDED, WITNESSED
from organizations.trust_words import badge, kind_meanings, meanings, next_steps, why_resting
from organizations.vouching import left, requests_to


@require_safe
def levels(request: PortalRequest) -> HttpResponse:
    """What each level means, in plain words."""
    return render(
        request,
        "organizations/levels.html",
        {
            "meanings": meanings(),
            "kinds": kind_meanings(),
            "voices_needed": VOICES_NEEDED,
            "voices_a_giver": VOICES_A_GIVER,
        },
    )


@require_safe
@login_required
@never_cache
def trust(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """What speaks for one's own group, until when, and what would bring it further."""
    own = Organization.objects.for_member(request.user.pk)
    organization = get_object_or_404(own, uuid=uuid)
    rows = list(
        Evidence.objects.visible_to(request.viewer)
        .not_ended()
        .filter(organization=organization)
        .select_related("organization", "other")
    )
    now = timezone.now()
    counted = [row for row in rows if row.counts and row.expires_at > now]
    standing = badge(organization, counted)
    return render(
        request,
        "organizations/trust.html",
        {
            "organization": organization,
            "badge": standing,
            "resting": [(row, why_resting(row, now)) for row in rows if row not in counted],
            "contacts": list(organization.contacts.filter(kind=ContactKind.EMAIL)),
            "contact_ends_soon": any(
                row.kind == EvidenceKind.CONTACT and row.expires_at < now + BEFORE
                for row in counted
            ),
            "steps": next_steps(standing.level, counted),
            "requests": list(requests_to(organization, request.viewer)),
            "given": _given(request, organization),
            "left": left(request.user.pk, organization, request.viewer),
            "has_voice": _has_voice(organization, counted),
        },
    )


def _has_voice(organization: Organization, counted: list[Evidence]) -> bool:
    """The same as vouching.with_voice, from rows that are read already."""
    kinds = {row.kind for row in counted}
    is_open = organization.status == Status.PUBLISHED and organization.audience == Audience.PUBLIC
    return is_open and EvidenceKind.CONTACT in kinds and bool(kinds & WITNESSED)


def _given(request: MemberRequest, organization: Organization) -> list[Evidence]:
    """The vouches that the group gives, as far as the reader may see for whom."""
    rows = Evidence.objects.visible_to(request.viewer).standing().vouches()
    return list(rows.filter(other=organization).select_related("organization"))
