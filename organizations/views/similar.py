"""Telling a group that registers of listings like its own; nothing is held up by it."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import actions, presentation
from organizations.forms.similar import SimilarForm
from organizations.models import Organization
from organizations.requests import MemberRequest
from organizations.rules import can_edit


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_similar(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)
    next_url = organization.registration_url("people")
    listings = (
        actions.similar(organization, request.viewer)
        if can_edit(request.user, organization)
        else []
    )
    if not listings:
        return redirect(next_url)
    form = SimilarForm(request.POST if request.method == "POST" else None, listings=listings)
    if form.is_bound and form.is_valid():
        same = form.chosen()
        actions.answer_similar(
            organization=organization,
            by=request.user,
            shown=[listing.pk for listing in listings],
            same=same.pk if same else None,
        )
        if same:
            messages.success(
                request,
                _(
                    "Thank you. You need not enter your group again: ask to speak for “%(name)s”. "
                    "What you entered so far is kept, should you rather go on with it."
                )
                % {"name": same.name},
            )
            return redirect("organizations:claim", same.slug)
        return redirect(next_url)
    return render(
        request,
        "organizations/register_similar.html",
        {
            "organization": organization,
            "cards": [presentation.card(listing) for listing in listings],
            "form": form,
            "next_url": next_url,
        },
    )
