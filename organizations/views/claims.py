"""Asking to speak for a listing: the claimant's pages, and those of whoever speaks for it now."""

import uuid as uuids
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import actions
from organizations.actions.claims import ClaimError, TooManyClaimsError
from organizations.claim_facts import FACTS
from organizations.enums import ClaimState
from organizations.forms.claims import ClaimAnswerForm, ClaimForm, FactsForm
from organizations.models import Claim, Organization
from organizations.requests import MemberRequest
from organizations.rules import can_edit


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask to take over a listing that one may see."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.viewer).published(), slug=slug
    )
    if organization.pk in request.viewer.organization_ids:
        return redirect(organization.registration_url())
    waiting = _own(request).filter(organization=organization, state=ClaimState.PENDING).first()
    said = {name: getattr(waiting, name) for name in ClaimForm.base_fields} if waiting else None
    form = ClaimForm(request.POST if request.method == "POST" else None, initial=said)
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            made = actions.claim_listing(
                organization=organization, by=request.user, **form.cleaned_data
            )
        except TooManyClaimsError:
            form.add_error(None, _("You asked for many listings today. Please try again tomorrow."))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            return redirect("organizations:claim_detail", made.uuid)
    return render(
        request,
        "organizations/claim.html",
        {"organization": organization, "form": form, "waiting": waiting},
        status=status,
    )


@login_required
@never_cache
@require_safe
def claim_list(request: MemberRequest) -> HttpResponse:
    """One's own claims, and those of others that one may answer."""
    return render(
        request,
        "organizations/claim_list.html",
        {
            "claims": _own(request).select_related("organization"),
            "to_answer": _others(request).select_related("organization"),
        },
    )


@login_required
@never_cache
@require_safe
def claim_detail(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where a claim of one's own stands."""
    found = get_object_or_404(_own(request).select_related("organization"), uuid=uuid)
    return render(
        request,
        "organizations/claim_detail.html",
        {"claim": found, "organization": found.organization},
    )


@login_required
@require_POST
def claim_withdraw(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    found = get_object_or_404(_own(request), uuid=uuid)
    try:
        actions.withdraw_claim(claim_id=found.pk, by=request.user)
    except ClaimError as error:
        _say_late(request, error)
    return redirect("organizations:claim_detail", uuid)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_answer(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Say what IOM should know about somebody else's wish to speak for one's listing."""
    found = get_object_or_404(_others(request).select_related("organization"), uuid=uuid)
    form = ClaimAnswerForm(
        request.POST if request.method == "POST" else None, initial={"answer": found.owner_answer}
    )
    if form.is_bound and form.is_valid():
        try:
            actions.answer_claim(claim_id=found.pk, by=request.user, **form.cleaned_data)
        except ClaimError as error:
            _say_late(request, error)
        else:
            messages.success(request, _("Thank you. IOM reads your answer before it decides."))
        return redirect("organizations:claim_list")
    return render(
        request,
        "organizations/claim_answer.html",
        {"organization": found.organization, "form": form},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_facts(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Go through what others entered for the group, and choose what may be shown."""
    organization = get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)
    if not can_edit(request.user, organization):
        return redirect(organization.registration_url())
    facts = [(fact, said) for fact in FACTS if (said := fact.said(organization))]
    form = FactsForm(request.POST if request.method == "POST" else None, facts=facts)
    if form.is_bound and form.is_valid():
        actions.choose_facts(
            organization=organization,
            by=request.user,
            offered=[fact.name for fact, _said in facts],
            kept=form.cleaned_data["kept"],
        )
        messages.success(request, _("Your choice is kept. You can change everything here."))
        return redirect(organization.registration_url())
    return render(
        request,
        "organizations/choose_facts.html",
        {"organization": organization, "form": form, "has_facts": bool(facts)},
    )


def _own(request: MemberRequest) -> QuerySet[Claim]:
    """Return the reader's claims about listings that she may see now."""
    seen = Organization.objects.visible_to(request.viewer)
    return Claim.objects.of_claimant(request.user.pk).filter(organization__in=seen)


def _others(request: MemberRequest) -> QuerySet[Claim]:
    return Claim.objects.heard_from(request.user.pk)


def _say_late(request: MemberRequest, error: ClaimError) -> None:
    messages.warning(
        request,
        _("Nothing was changed: the request is already in the state “%(status)s”.")
        % {"status": error.state.label},
    )
