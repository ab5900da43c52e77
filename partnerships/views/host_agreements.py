"""One host agreement: its page, answers, other terms, its end, and what the host may edit."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.actions.changes import waiting_change
from organizations.forms.registration import PeopleForm, StepForm, WorkForm
from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.hosting import BothSidesError, NotEligibleError, TermsMovedOnError
from partnerships.host_forms import HostTermsForm, HostWordsForm
from partnerships.host_rules import may_act_by, sides_of
from partnerships.host_words import NEVER, why
from partnerships.host_workflow import (
    ANSWERS,
    Answer,
    IllegalHostStepError,
    InvalidTermsError,
    Power,
)
from partnerships.models import HostAgreement
from partnerships.views.host_sides import shown, sides

# What a host may keep right where it was given the power; the rest of the listing, never.
EDITABLE: dict[str, type[StepForm]] = {"people": PeopleForm, "work": WorkForm}


@require_safe
@login_required
@never_cache
def host_agreement(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where an agreement stands, who may do what, and what can be done now."""
    return _page(request, _agreement(request, uuid))


@require_POST
@login_required
@never_cache
def host_answer(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Accept, decline or take back the terms that the reader has before her."""
    agreement = _agreement(request, uuid)
    answer, number = request.POST.get("answer", ""), request.POST.get("number", "")
    words = HostWordsForm(request.POST)
    if answer not in ANSWERS or not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise Http404
    if not words.is_valid():
        return _page(request, agreement, words=words)
    try:
        actions.answer_terms(
            agreement=agreement,
            number=int(number),
            answer=answer,
            by=request.user,
            words=words.cleaned_data["words"],
        )
    except PermissionDenied as error:
        raise Http404 from error
    except (
        BothSidesError,
        IllegalHostStepError,
        InvalidTermsError,
        NotEligibleError,
        TermsMovedOnError,
    ) as error:
        return _page(request, _agreement(request, uuid), problem=why(error), words=words)
    messages.success(request, _("Done. The other side is told."))
    return redirect(agreement)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def host_terms(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Suggest other terms: a longer time, another power, other words."""
    agreement = _agreement(request, uuid)
    if not sides_of(request.user, agreement):
        raise Http404
    newest = agreement.terms.first()
    assert newest is not None  # noqa: S101 - an agreement begins with terms
    base = agreement.current or newest
    form = HostTermsForm(
        request.POST if request.method == "POST" else None,
        initial=HostTermsForm.values_of(base.as_terms()),
    )
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.suggest_terms(agreement=agreement, by=request.user, terms=form.terms())
        except InvalidTermsError as error:
            form.add_problem(error)
        except (BothSidesError, IllegalHostStepError, NotEligibleError) as error:
            form.add_error(None, why(error))
            status = 409
        else:
            messages.success(request, _("Sent. It takes effect when the other side accepts it."))
            return redirect(agreement)
    return render(
        request,
        "partnerships/host_terms.html",
        {"form": form, "agreement": agreement, **_named(request, agreement)},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def host_end(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """End it at once; nothing changes on GET."""
    agreement = _agreement(request, uuid)
    if not sides_of(request.user, agreement):
        raise Http404
    form = HostWordsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.end_hosting(agreement=agreement, by=request.user, reason=form.cleaned_data["words"])
        messages.success(request, _("Ended. The host can do nothing for the group any more."))
        return redirect(agreement)
    return render(
        request,
        "partnerships/host_end.html",
        {"form": form, "agreement": agreement, **_named(request, agreement)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def host_edit(request: MemberRequest, uuid: uuids.UUID, step: str) -> HttpResponse:
    """A host keeps the facts of the group right, as long as it may."""
    agreement = _agreement(request, uuid)
    if step not in EDITABLE:
        raise Http404
    group = get_object_or_404(
        Organization.objects.visible_to(request.viewer).published().with_tags(),
        pk=agreement.group_id,
    )
    if not may_act_by(request.user, agreement, Power.EDIT_FACTS):
        raise Http404
    form_class = EDITABLE[step]
    initial = form_class.initial_of(group)
    change = waiting_change(group)
    if change:
        initial |= {field: value for field, value in change.wanted.items() if field in initial}
    if request.method == "POST" and "more" in request.POST:
        form = form_class.with_more_rows(request.POST)
    else:
        form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_as_host(
                agreement=agreement, by=request.user, step=step, changes=form.changes()
            )
        except PermissionDenied as error:
            # It was ended between the question above and the lock.
            raise Http404 from error
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(
        request,
        "partnerships/host_edit.html",
        {"form": form, "organization": group, "agreement": agreement, "title": form.title},
    )


def _agreement(request: MemberRequest, uuid: uuids.UUID) -> HostAgreement:
    """An agreement of one of the reader's own groups; for everybody else there is none."""
    rows = HostAgreement.objects.for_people_of(request.user.pk).select_related("current")
    return get_object_or_404(rows, uuid=uuid)


def _named(request: MemberRequest, agreement: HostAgreement) -> dict[str, Any]:
    group, host = sides(agreement, shown(request, [agreement]))
    return {"group": group, "host": host}


def _page(
    request: MemberRequest,
    agreement: HostAgreement,
    *,
    problem: Any = "",
    words: HostWordsForm | None = None,
) -> HttpResponse:
    terms = list(agreement.terms.all())
    waiting = next((row for row in terms if row.answer == Answer.WAITING), None)
    decided = sides_of(request.user, agreement)
    side = next(iter(decided)) if len(decided) == 1 else None
    in_force = HostAgreement.objects.in_force().filter(pk=agreement.pk).exists()
    hosts = agreement.host_id in request.viewer.organization_ids
    given = agreement.current.powers if in_force and hosts and agreement.current else []
    return render(
        request,
        "partnerships/host_agreement.html",
        {
            "agreement": agreement,
            **_named(request, agreement),
            "in_force": in_force,
            "waiting": waiting,
            "earlier": [row for row in terms if row not in (waiting, agreement.current)],
            "side": side,
            "is_both": len(decided) > 1,
            "is_own_proposal": waiting is not None and waiting.proposed_by_side == side,
            "steps": [(name, form.title) for name, form in EDITABLE.items()]
            if Power.EDIT_FACTS in given
            else [],
            "may_answer": Power.INTRODUCTIONS in given,
            "may_report": Power.REPORT in given,
            "never": NEVER,
            "problem": problem,
            "words": words or HostWordsForm(),
        },
        status=409 if problem else 200,
    )
