"""What a group does for its safety: look who sees what, look with other eyes, hide everything."""

import uuid as uuids

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import actions
from organizations.eyes import PUBLIC
from organizations.forms.safety import PreviewForm
from organizations.models import Organization
from organizations.requests import MemberRequest
from organizations.rules import can_set_visibility, can_take_step
from organizations.views.directory import page_of
from organizations.who_sees import table


@login_required
@never_cache
@require_safe
def who_sees(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Field by field who sees the listing, and the alarm."""
    organization = get_object_or_404(
        Organization.objects.for_member(request.user.pk)
        .with_tags()
        .with_details()
        .prefetch_related("descriptions", "contacts"),
        uuid=uuid,
    )
    return render(
        request,
        "organizations/who_sees.html",
        {
            "organization": organization,
            "table": table(organization),
            "preview": PreviewForm(initial={"eyes": PUBLIC}),
            # One of the two is asked for, by whether the alarm is raised.
            "can_end": organization.alarmed_at and can_take_step(request.user, organization),
            "can_change": can_set_visibility(request.user, organization),
        },
    )


@login_required
@never_cache
@require_safe
def listing_preview(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """The listing's page as another reader gets it; nothing on it acts for her."""
    own = get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)
    form = PreviewForm(request.GET)
    if not form.is_valid():
        return render(
            request,
            "organizations/listing_preview.html",
            {"own": own, "preview": form, "layout": "base.html"},
            status=400,
        )
    viewer = form.viewer()
    context = page_of(Organization.objects.visible_to(viewer).filter(pk=own.pk), viewer) or {}
    layout = "organizations/organization_detail.html" if context else "base.html"
    shown = {**context, "own": own, "preview": form, "layout": layout}
    if form.cleaned_data["eyes"] == PUBLIC:
        shown["user"] = AnonymousUser()
    return render(request, "organizations/listing_preview.html", shown)


@login_required
@require_POST
def alarm_raise(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Hide everything, without a question: there is a way back."""
    organization = _own(request, uuid)
    actions.raise_alarm(organization_id=organization.pk, by=request.user)
    messages.success(request, _("Everything is hidden. Only your group and IOM see it now."))
    return redirect("organizations:who_sees", organization.uuid)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def alarm_end(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """The way back; whoever holds a stolen phone must know the password too."""
    organization = _own(request, uuid)
    if not can_take_step(request.user, organization):
        raise PermissionDenied
    alarm = organization.alarms.filter(ended_at=None).first()
    if alarm is None:
        return redirect("organizations:who_sees", organization.uuid)
    if request.method == "POST":
        actions.end_alarm(organization_id=organization.pk, by=request.user)
        messages.success(request, _("The listing is shown again as it was."))
        return redirect("organizations:who_sees", organization.uuid)
    return render(
        request, "organizations/alarm_end.html", {"organization": organization, "alarm": alarm}
    )


def _own(request: MemberRequest, uuid: uuids.UUID) -> Organization:
    return get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)
