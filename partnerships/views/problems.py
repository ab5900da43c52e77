"""A step that is not possible any more: said on a page of its own, with a way back."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from partnerships.opportunity_errors import NotEligibleError, OpportunityError
from partnerships.opportunity_pages import CONDITIONS
from partnerships.opportunity_workflow import IllegalStepError

# What an action about calls may raise for its reader to know.
PROBLEMS = (IllegalStepError, OpportunityError)


def words_of(error: Exception) -> str:
    if isinstance(error, IllegalStepError):
        return _("Nothing was changed: it is already in the state “%(state)s”.") % {
            "state": error.state.label
        }
    if isinstance(error, NotEligibleError):
        return _("These conditions of the call are not met: %(conditions)s") % {
            "conditions": ", ".join(str(CONDITIONS[c]) for c in error.conditions)  # type: ignore[index]
        }
    return str(error.words) if isinstance(error, OpportunityError) else ""


def problem(request: HttpRequest, error: Exception, *, back: Any) -> HttpResponse:
    return render(
        request,
        "partnerships/opportunity_problem.html",
        {"words": words_of(error), "back": back},
        status=HTTPStatus.CONFLICT,
    )
