"""Members say that their listing is still right: from a letter, or signed in."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations import actions
from organizations.actions.freshness import can_confirm, membership_of_token
from organizations.models import Membership, Organization
from organizations.requests import MemberRequest, PortalRequest
from organizations.workflow import IllegalTransitionError


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm_listing(request: PortalRequest, token: str) -> HttpResponse:
    """Whoever holds a letter's link confirms without signing in, and can do nothing else.

    Programs that look through mail open links, so that the answer is a button, not the link.
    """
    try:
        membership = membership_of_token(token)
    except SignatureExpired:
        return render(request, "organizations/confirm_expired.html", status=410)
    except (BadSignature, Membership.DoesNotExist) as error:
        raise Http404 from error
    organization, is_confirmed, status = membership.organization, False, 200
    if request.method == "POST":
        try:
            organization = actions.confirm_listing(
                organization_id=organization.pk, by=membership.user
            )
            is_confirmed = True
        except IllegalTransitionError:
            status = 409
    return render(
        request,
        "organizations/confirm_listing.html",
        {
            "organization": organization,
            "is_confirmed": is_confirmed,
            "can_confirm": can_confirm(organization),
        },
        status=status,
    )


@require_POST
@login_required
def confirm_own_listing(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)
    try:
        actions.confirm_listing(organization_id=organization.pk, by=request.user)
    except IllegalTransitionError as error:
        messages.warning(
            request,
            _("Nothing was changed: the listing is already in the state “%(status)s”.")
            % {"status": error.status.label},
        )
    else:
        messages.success(request, _("Thank you. Readers now see that all of it is right today."))
    return redirect(organization.registration_url())
