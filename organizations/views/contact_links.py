"""Showing that somebody answers at an address of the group."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations import actions
from organizations.actions.contact_links import LinkTooOldError, TooManyLinksError, link_of
from organizations.enums import ContactKind
from organizations.models import Contact, ContactLink, Organization
from organizations.requests import MemberRequest, PortalRequest


@require_POST
@login_required
def contact_link(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Send a link to an address of one's own listing."""
    own = Organization.objects.for_member(request.user.pk)
    organization = get_object_or_404(own, uuid=uuid)
    number = request.POST.get("contact", "")
    contact = get_object_or_404(
        Contact,
        organization=organization,
        kind=ContactKind.EMAIL,
        pk=int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0,
    )
    try:
        actions.ask_for_link(contact=contact, by=request.user, language=get_language() or "en")
    except TooManyLinksError:
        messages.error(request, _("Three links a day are the most. Please try again tomorrow."))
    else:
        messages.success(
            request, _("A link is on its way to that address. Whoever opens it has a week.")
        )
    return redirect("organizations:trust", organization.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contact_answer(request: PortalRequest, token: uuids.UUID) -> HttpResponse:
    """Whoever reads the letter answers here; no sign-in, since it is the address that counts."""
    try:
        link = link_of(token)
        if request.method == "POST":
            actions.answer_link(token=token)
    except ContactLink.DoesNotExist as error:
        raise Http404 from error
    except LinkTooOldError:
        return render(request, "organizations/contact_link_too_old.html", status=410)
    return render(
        request,
        "organizations/contact_answer.html",
        {"organization": link.organization, "is_answered": request.method == "POST"},
    )
