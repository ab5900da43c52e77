"""Asking for a vouch, giving one, taking it back."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import actions
from organizations.actions.vouches import (
    NoVoiceError,
    TooManyRequestsError,
    TooManyVouchesError,
)
from organizations.forms.vouches import AskForm, VouchForm
from organizations.models import Evidence, Organization
from organizations.requests import MemberRequest
from organizations.trust import VOICES_A_GIVER
from organizations.vouching import left, owned, with_voice


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def vouch(request: MemberRequest, slug: str) -> HttpResponse:
    """Vouch for a group, for one of one's own."""
    organization = _other(request, slug)
    groups = list(with_voice(owned(request.user.pk)))
    form = VouchForm(request.POST if request.method == "POST" else None, groups=groups)
    if groups and form.is_bound and form.is_valid():
        try:
            actions.give_vouch(
                organization=organization,
                giver=form.chosen(),
                by=request.user,
                viewer=request.viewer,
                basis=form.cleaned_data["basis"],
            )
        except NoVoiceError:
            form.add_error(None, _("Your group’s word does not count at present."))
        except TooManyVouchesError:
            form.add_error(None, _("Your group has given as many vouches as a year may bring."))
        else:
            messages.success(request, _("Thank you. The group has been told."))
            return redirect(organization)
    return render(
        request,
        "organizations/vouch.html",
        {
            "form": form,
            "organization": organization,
            "groups": [(group, left(request.user.pk, group, request.viewer)) for group in groups],
            "most": VOICES_A_GIVER,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def vouch_ask(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask a group to vouch for one's own."""
    giver = _other(request, slug)
    groups = list(owned(request.user.pk))
    can_vouch = with_voice(Organization.objects.visible_to(request.viewer)).filter(pk=giver.pk)
    form = AskForm(request.POST if request.method == "POST" else None, groups=groups)
    if groups and form.is_bound and form.is_valid():
        try:
            actions.ask_for_vouch(organization=form.chosen(), giver=giver, by=request.user)
        except NoVoiceError:
            form.add_error(None, _("This group’s word does not count at present."))
        except TooManyRequestsError:
            form.add_error(
                None, _("Your group has asked many others already. Wait for their answers.")
            )
        else:
            messages.success(request, _("The group has been asked."))
            return redirect("organizations:trust", form.chosen().uuid)
    return render(
        request,
        "organizations/vouch_ask.html",
        {
            "form": form,
            "organization": giver,
            "groups": groups,
            "can_vouch": can_vouch.exists(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def vouch_withdraw(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take back a vouch of one's own group."""
    given = Evidence.objects.visible_to(request.viewer).vouches().not_ended()
    row = get_object_or_404(
        given.filter(other__in=request.viewer.organization_ids).select_related(
            "organization", "other"
        ),
        uuid=uuid,
    )
    if request.method == "POST":
        try:
            actions.withdraw_vouch(vouch=row, by=request.user)
        except PermissionDenied as error:
            raise Http404 from error
        messages.success(request, _("The vouch is taken back. The group has been told."))
        assert row.other is not None  # noqa: S101 - a vouch has a giver, by constraint
        return redirect("organizations:trust", row.other.uuid)
    return render(request, "organizations/vouch_withdraw.html", {"vouch": row})


def _other(request: MemberRequest, slug: str) -> Organization:
    """Return a published group that is not the reader's own."""
    others = Organization.objects.visible_to(request.viewer).published()
    return get_object_or_404(others.exclude(pk__in=request.viewer.organization_ids), slug=slug)
