"""One numbered text and what it changed; and who else should take part in the next one."""

import uuid as uuids
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.models import AgreementVersion, Partner, Partnership
from partnerships.partnership_changes import changes
from partnerships.partnership_pages import why_not
from partnerships.partnership_workflow import PartnershipError
from partnerships.views.choosing import listing_named
from partnerships.views.partnerships import shown
from partnerships.views.sharing import sides_of

MOST_FOUND = 10


@require_safe
@login_required
@never_cache
def partnership_version(request: MemberRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """The text, what it changed of the one before, and who has accepted it."""
    partnership = get_object_or_404(Partnership.objects.visible_to(request.viewer), uuid=uuid)
    readable = AgreementVersion.objects.visible_to(request.viewer).filter(partnership=partnership)
    versions = {version.number: version for version in readable}
    if number not in versions:
        raise Http404
    version, before = versions[number], versions.get(number - 1)
    return render(
        request,
        "partnerships/partnership_version.html",
        {
            "partnership": partnership,
            "version": version,
            "text": shown(version.text),
            "others": [row for row in versions if row != number],
            "changes": changes(before.text, version.text) if before else [],
            "acceptances": version.acceptances.select_related("party"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def partnership_parties(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Look for somebody who should take part, and name or leave out parties of one's draft."""
    partnership = get_object_or_404(Partnership.objects.of(request.viewer), uuid=uuid)
    parties = list(partnership.parties.order_by("pk"))
    mine = sides_of(request.viewer, [party for party in parties if party.was_told])
    wanted = request.GET.get("as") or str(mine[0].uuid)
    acting = next((party for party in mine if str(party.uuid) == wanted), None)
    if acting is None:
        raise Http404
    note = ""
    if request.method == "POST":
        here: dict[str, Any] = {
            "partnership_id": partnership.pk,
            "party_id": acting.pk,
            "by": request.user,
        }
        try:
            if "remove" in request.POST:
                sent = request.POST["remove"]
                other = next((party for party in parties if str(party.uuid) == sent), None)
                actions.remove_party(**here, other_id=other.pk if other else 0)
            else:
                actions.add_party(**here, listing=_named(request))
        except PermissionDenied as error:
            raise Http404 from error
        except PartnershipError as error:
            note = why_not(error)
        else:
            return redirect(request.get_full_path())
    asked = request.GET.get("q", "").strip()[:100]
    groups = Organization.objects.visible_to(request.viewer).published()
    bodies = Partner.objects.visible_to(request.viewer).verified()
    found = (
        [
            *groups.filter(name__icontains=asked).order_by("name", "pk")[:MOST_FOUND],
            *bodies.filter(name__icontains=asked).order_by("name", "pk")[:MOST_FOUND],
        ]
        if len(asked) > 1
        else []
    )
    draft = getattr(acting, "draft", None)
    told = {str(party.uuid) for party in parties if party.was_told}
    return render(
        request,
        "partnerships/partnership_parties.html",
        {
            "partnership": partnership,
            "acting": acting,
            "named": [share for share in draft.text.shares if share.party not in told]
            if draft
            else [],
            "asked": asked,
            "listings": found,
            "note": note,
        },
        status=HTTPStatus.CONFLICT if note else HTTPStatus.OK,
    )


def _named(request: MemberRequest) -> Organization | Partner:
    listing = listing_named(request, request.POST.get("add", ""))
    if listing is None:
        raise Http404
    return listing
