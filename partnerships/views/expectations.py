"""The expectation check: one's own answers, then those of all sides beside each other."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.requests import MemberRequest
from partnerships.actions.expectation_checks import (
    AnsweredForAnotherError,
    CheckNotOpenError,
    answer_check,
    state_of,
)
from partnerships.expectations import SCALE, gaps
from partnerships.models import ExpectationAnswer, ExpectationCheck
from partnerships.result_enums import CheckState
from partnerships.result_forms import ExpectationForm
from partnerships.views.sharing import Shared, sides


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def expectation_check(request: MemberRequest, uuid: UUID) -> HttpResponse:
    check = get_object_or_404(
        ExpectationCheck.objects.shared_with(request.viewer).select_related("partnership"),
        uuid=uuid,
    )
    found = sides(request, check.partnership)
    answers = _answers(check)
    own = answers.get(found.acting.pk) if found.acting else None
    form = ExpectationForm(
        request.POST if request.method == "POST" else None,
        initial={**own.values, "words": own.words} if own else None,
    )
    status, note = 200, ""
    if form.is_bound:
        party = found.party
        if form.is_valid():
            try:
                answer_check(
                    check_id=check.pk,
                    party_id=party.pk,
                    by=request.user,
                    values=form.values,
                    words=form.cleaned_data["words"],
                )
            except CheckNotOpenError:
                check.refresh_from_db()
                answers = _answers(check)
                status, note = 409, _("No answers are taken any more.")
            except AnsweredForAnotherError:
                status, note = (
                    409,
                    _(
                        "You have answered for another side: somebody else has to answer for "
                        "this one."
                    ),
                )
            else:
                messages.success(request, _("Thank you. Your answers are kept."))
                return redirect(request.get_full_path())
    state = state_of(check, found.parties, answers)
    return render(
        request,
        "partnerships/expectation_check.html",
        {
            "shared": found,
            "check": check,
            "state": state,
            "form": form,
            "own": own,
            "note": note,
            **(_side_by_side(answers, found) if state == CheckState.OPEN else {}),
        },
        status=status,
    )


def _answers(check: ExpectationCheck) -> dict[int, ExpectationAnswer]:
    """By party."""
    return {answer.party_id: answer for answer in check.answers.all()}


def _side_by_side(answers: dict[int, ExpectationAnswer], found: Shared) -> dict[str, object]:
    answered = [party for party in found.parties if party.pk in answers]
    return {
        "answered": answered,
        "silent": [party for party in found.parties if party.pk not in answers],
        "rows": [
            (gap, [(party, value, SCALE[value]) for party in answered
                   if (value := gap.answers.get(party.pk))])
            for gap in gaps({pk: answer.values for pk, answer in answers.items()})
        ],
        "words": [(party, answers[party.pk].words) for party in answered
                  if answers[party.pk].words],
    }  # fmt: skip
