"""Registering a body, and asking to speak for one."""

import uuid as uuids
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.representation import RequestClosedError, TooManyRequestsError
from partnerships.models import Partner, RepresentationRequest
from partnerships.models.representation import RepresentationRequestQuerySet
from partnerships.partner_forms import AnswerForm, PartnerRegistrationForm, RepresentForm
from partnerships.promises import VERIFY_DAYS
from partnerships.rules import can_answer_request, can_register_changes

LIKE = 0.4  # trigram similarity of names from which a listed body is shown as perhaps the same


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_register(request: MemberRequest) -> HttpResponse:
    """Enter a body; where one of a like name is listed, ask first whether it is that one."""
    form = PartnerRegistrationForm(request.POST if request.method == "POST" else None)
    alike: list[Partner] = []
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        if "is_new" not in request.POST:
            visible = Partner.objects.visible_to(request.viewer)
            alike = list(visible.named_like(form.cleaned_data["name"], at_least=LIKE)[:5])
        if not alike:
            try:
                made = actions.register_partner(
                    by=request.user,
                    identity=form.identity,
                    role=form.cleaned_data["role"],
                    proof=form.cleaned_data["proof"],
                )
            except TooManyRequestsError:
                form.add_error(None, _too_many())
                status = HTTPStatus.TOO_MANY_REQUESTS
            else:
                return redirect("partnerships:partner_request", made.uuid)
    return render(
        request,
        "partnerships/partner_register.html",
        {"form": form, "alike": alike, "days": VERIFY_DAYS},
        status=status,
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_registration(request: MemberRequest, slug: str) -> HttpResponse:
    """Correct what was registered, until IOM has verified it."""
    partner = get_object_or_404(
        Partner.objects.visible_to(request.viewer).for_representative(request.user.pk), slug=slug
    )
    if not can_register_changes(request.user, partner):
        return redirect(partner)
    asked = _own(request).filter(partner=partner).first()
    said = {"role": asked.role, "proof": asked.proof} if asked else {}
    form = PartnerRegistrationForm(
        request.POST if request.method == "POST" else None,
        initial=PartnerRegistrationForm.initial_of(partner) | said,
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            made = actions.save_registration(
                partner_id=partner.pk,
                by=request.user,
                identity=form.identity,
                role=form.cleaned_data["role"],
                proof=form.cleaned_data["proof"],
            )
        except PermissionDenied:
            # IOM verified it while the form was open.
            messages.warning(request, _("IOM has verified the body by now; nothing was changed."))
            return redirect(partner)
        except TooManyRequestsError:
            form.add_error(None, _too_many())
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            messages.success(request, _("Saved, and sent to IOM."))
            return redirect("partnerships:partner_request", made.uuid)
    return render(
        request,
        "partnerships/partner_registration.html",
        {"form": form, "partner": partner},
        status=status,
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_represent(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask to speak for a body that is listed."""
    partner = get_object_or_404(Partner.objects.visible_to(request.viewer), slug=slug)
    if partner.pk in request.viewer.partner_ids:
        return redirect(partner)
    waiting = _own(request).open().filter(partner=partner).first()
    form = RepresentForm(
        request.POST if request.method == "POST" else None,
        initial={"role": waiting.role, "proof": waiting.proof} if waiting else None,
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask_to_represent(partner=partner, by=request.user, **form.cleaned_data)
        except TooManyRequestsError:
            form.add_error(None, _too_many())
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            return redirect("partnerships:partner_request", made.uuid)
    return render(
        request,
        "partnerships/partner_represent.html",
        {"form": form, "partner": partner, "waiting": waiting, "days": VERIFY_DAYS},
        status=status,
    )


@login_required
@never_cache
@require_safe
def partner_request(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where a request of one's own stands."""
    found = get_object_or_404(_own(request).select_related("partner"), uuid=uuid)
    return render(
        request,
        "partnerships/partner_request.html",
        {
            "asked": found,
            "partner": found.partner,
            "is_own": found.partner_id in request.viewer.partner_ids,
            "days": VERIFY_DAYS,
        },
    )


@login_required
@require_POST
def partner_request_withdraw(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    found = get_object_or_404(_own(request), uuid=uuid)
    try:
        actions.withdraw_request(request_id=found.pk, by=request.user)
    except RequestClosedError as error:
        _say_late(request, error)
    return redirect("partnerships:partner_request", uuid)


@login_required
@never_cache
@require_safe
def partner_people(request: MemberRequest, slug: str) -> HttpResponse:
    """Those who speak for one's body, and who would like to."""
    partner = _represented(request, slug)
    return render(
        request,
        "partnerships/partner_people.html",
        {
            "partner": partner,
            "people": partner.representatives.select_related("user").order_by("created_at", "pk"),
            "waiting": RepresentationRequest.objects.answerable_by(request.user.pk)
            .filter(partner=partner)
            .select_related("person"),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_answer(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Answer a colleague who would like to speak for the body, too."""
    asked = get_object_or_404(
        RepresentationRequest.objects.answerable_by(request.user.pk).select_related(
            "partner", "person"
        ),
        uuid=uuid,
    )
    if not can_answer_request(request.user, asked):
        raise PermissionDenied
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        language=asked.person.language,
        is_new_body=False,
    )
    if form.is_bound and form.is_valid():
        try:
            answer_request(asked, form, by=request)
        except RequestClosedError as error:
            _say_late(request, error)
        else:
            messages.success(request, _("Your answer was sent."))
        return redirect("partnerships:partner_people", asked.partner.slug)
    return render(
        request,
        "partnerships/partner_answer.html",
        {"form": form, "asked": asked, "partner": asked.partner},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Stop speaking for a body, after a look at what that means."""
    partner = _represented(request, slug)
    if request.method == "POST":
        actions.leave_partner(partner_id=partner.pk, by=request.user)
        text = _("You no longer speak for %(name)s.") % {"name": partner.name}
        messages.success(request, text)
        return redirect("dashboard")
    return render(
        request,
        "partnerships/partner_leave.html",
        {"partner": partner, "is_last": partner.representatives.count() == 1},
    )


def answer_request(asked: RepresentationRequest, form: AnswerForm, *, by: MemberRequest) -> None:
    """Take the decision that a valid form holds. Raises RequestClosedError."""
    said = form.cleaned_data
    if said["decision"] == "approve":
        actions.approve_request(request_id=asked.pk, by=by.user, message=said["message"])
    else:
        act = actions.ask_back if said["decision"] == "question" else actions.deny_request
        act(request_id=asked.pk, by=by.user, reason=said["reason"], message=said["message"])


def _own(request: MemberRequest) -> RepresentationRequestQuerySet:
    found: RepresentationRequestQuerySet = RepresentationRequest.objects.of_person(request.user.pk)
    return found


def _represented(request: MemberRequest, slug: str) -> Partner:
    return get_object_or_404(
        Partner.objects.visible_to(request.viewer).for_representative(request.user.pk), slug=slug
    )


def _too_many() -> str:
    return _("You asked for many bodies today. Please try again tomorrow.")


def _say_late(request: MemberRequest, error: RequestClosedError) -> None:
    messages.warning(
        request,
        _("Nothing was changed: the request is already in the state “%(status)s”.")
        % {"status": error.state.label},
    )
