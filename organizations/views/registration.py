"""Registering a group, and keeping its listing true: four steps and a last look."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import actions, presentation
from organizations.actions.changes import SENSITIVE, waiting_change
from organizations.actions.life import IncompleteError
from organizations.completeness import missing_facts
from organizations.differences import wanted_differences
from organizations.enums import Status
from organizations.forms.registration import (
    BasicsForm,
    PeopleForm,
    StepForm,
    VisibilityForm,
    WorkForm,
)
from organizations.models import Organization
from organizations.promises import CHANGE_DAYS, REVIEW_DAYS
from organizations.requests import MemberRequest
from organizations.rules import can_edit, can_take_step, needs_review
from organizations.workflow import IllegalTransitionError, possible

STEPS: dict[str, tuple[type[StepForm], str]] = {
    "basics": (BasicsForm, "save_basics"),
    "people": (PeopleForm, "save_people"),
    "work": (WorkForm, "save_work"),
    "safety": (VisibilityForm, "save_visibility"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: MemberRequest) -> HttpResponse:
    """The first step: nothing is kept before a name is."""
    form = BasicsForm(request.POST if request.method == "POST" else None)
    # The form carries a key from the start: sending it twice makes one listing. Her own id is part
    # of the listing's, so that no key can touch, or tell of, the listing of somebody else.
    key = _uuid_or_new(request.POST.get("listing", ""))
    if request.method == "POST" and form.is_valid():
        uuid = uuids.uuid5(request.user.uuid, key.hex)
        organization = actions.start_registration(uuid=uuid, by=request.user, **form.changes())
        return redirect(_after(request, organization, "basics"))
    return render(
        request,
        "organizations/register.html",
        {
            "form": form,
            "listing_key": key,
            "own": Organization.objects.for_member(request.user.pk).order_by("-updated_at"),
            "number": 1,
            "total": len(STEPS),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_step(request: MemberRequest, uuid: uuids.UUID, step: str) -> HttpResponse:
    organization = _own(request, uuid)
    if not can_edit(request.user, organization):
        return redirect("organizations:registration", organization.uuid)
    if step == "safety" and organization.alarmed_at:
        messages.info(request, _("Everything is hidden. End the alarm to change who sees what."))
        return redirect("organizations:who_sees", organization.uuid)
    form_class, action = STEPS[step]
    initial = form_class.initial_of(organization)
    change = waiting_change(organization)
    if change:
        # She goes on from what she asked for, not from what still shows.
        initial |= {field: value for field, value in change.wanted.items() if field in initial}
    if step == "safety" and organization.consented_at is None:
        initial["email"] = initial["email"] or request.user.email
    if request.method == "POST" and "more" in request.POST:
        form = form_class.with_more_rows(request.POST)
    else:
        form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        getattr(actions, action)(organization=organization, by=request.user, **form.changes())
        asked = waiting_change(organization)
        if asked and (change is None or asked.edited_at != change.edited_at):
            messages.info(request, _("IOM reads your change before it shows. See below."))
        return redirect(_after(request, organization, step))
    number = list(STEPS).index(step) + 1
    return render(
        request,
        "organizations/register_step.html",
        {
            "form": form,
            "organization": organization,
            "step": step,
            "number": number,
            "total": len(STEPS),
            "title": form.title,
            "reviewed": [form[field] for field in SENSITIVE if field in form.fields]
            if needs_review(organization)
            else [],
            "previous": list(STEPS)[number - 2] if number > 1 else "",
        },
    )


@login_required
@never_cache
@require_safe
def registration(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where the listing stands, what it says, and what can be done now."""
    return _summary(request, uuid)


def _summary(request: MemberRequest, uuid: uuids.UUID, status: int = 200) -> HttpResponse:
    organization = get_object_or_404(
        Organization.objects.for_member(request.user.pk)
        .with_tags()
        .with_details()
        .prefetch_related("descriptions", "contacts"),
        uuid=uuid,
    )
    last_change = organization.status_changes.first()
    change = waiting_change(organization)
    return render(
        request,
        "organizations/registration.html",
        {
            "organization": organization,
            "listing": presentation.listing(organization, request.viewer),
            "missing": presentation.missing(missing_facts(organization)),
            "steps": [(name, form.title) for name, (form, _action) in STEPS.items()],
            "editable": can_edit(request.user, organization),
            "possible": possible(
                organization.status,
                by_group=True,
                last_reason=last_change.reason if last_change else "",
            )
            if can_take_step(request.user, organization)
            else [],
            "last_change": last_change,
            "change": change,
            "differences": wanted_differences(change) if change else [],
            "promise": CHANGE_DAYS if change else REVIEW_DAYS,
        },
        status=status,
    )


@login_required
@require_POST
def registration_withdraw_change(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take back what waits for IOM; the listing stays as it is."""
    organization = _own(request, uuid)
    actions.withdraw_change(organization=organization, by=request.user)
    messages.success(request, _("Taken back. Your listing stays as it is."))
    return redirect("organizations:registration", organization.uuid)


@login_required
@require_POST
def registration_transition(request: MemberRequest, uuid: uuids.UUID, step: str) -> HttpResponse:
    """Submit the listing or take it back."""
    organization = _own(request, uuid)
    try:
        actions.take_step(organization_id=organization.pk, step=step, by=request.user)
    except KeyError as error:
        raise PermissionDenied from error
    except IncompleteError:
        messages.error(request, _("Some facts are still missing. They are marked below."))
    except IllegalTransitionError as error:
        messages.warning(
            request,
            _("Nothing was changed: the listing is already in the state “%(status)s”.")
            % {"status": error.status.label},
        )
        return _summary(request, uuid, status=409)
    return redirect("organizations:registration", organization.uuid)


def _own(request: MemberRequest, uuid: uuids.UUID) -> Organization:
    return get_object_or_404(Organization.objects.for_member(request.user.pk), uuid=uuid)


def _uuid_or_new(text: str) -> uuids.UUID:
    try:
        return uuids.UUID(text)
    except ValueError:
        return uuids.uuid4()


def _after(request: MemberRequest, organization: Organization, step: str) -> str:
    """Lead on to the next step of a draft; a listing that is complete goes to its summary.

    Who has just named a group is first asked whether it is listed already, where one like it is.
    """
    if (
        step == "basics"
        and organization.status == Status.DRAFT
        and actions.similar(organization, request.viewer)
    ):
        return reverse("organizations:register_similar", args=[organization.uuid])
    names = list(STEPS)
    position = names.index(step) + 1
    if position == len(names) or not missing_facts(organization):
        return organization.registration_url()
    return organization.registration_url(names[position])
