"""Beginning a partnership: with whom, and what it came of."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.enums import IntroductionState
from partnerships.models import ExpressionOfInterest, Introduction
from partnerships.opportunity_enums import ExpressionState
from partnerships.origins import (
    DIRECT,
    CameOf,
    of_answer,
    of_introduction,
    of_match,
    of_session,
    sides_of_answer,
)
from partnerships.partnership_enums import Origin
from partnerships.partnership_forms import StartForm
from partnerships.partnership_pages import why_not
from partnerships.partnership_workflow import PartnershipError
from partnerships.reasons import Listing
from partnerships.views.choosing import all_seen, chosen_listing, listing_named


@dataclass(frozen=True, slots=True)
class Met:
    """Who are to work together, and what brought them together."""

    others: list[Listing]
    came_of: CameOf

    @property
    def label(self) -> str | Promise:
        return Origin(self.came_of.origin).label

    @property
    def is_told(self) -> bool:
        return self.came_of.origin != Origin.DIRECT


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def partnership_start(request: MemberRequest) -> HttpResponse:
    """Begin to write a partnership; nobody is told yet.

    `answer` names a chosen answer to a call, `introduction` an accepted one; with neither, `to`
    names the other side, and the reader may choose the session where they met.
    """
    listings, own = chosen_listing(request)
    met = _met(request, own) if own else None
    if own is None or met is None:
        raise Http404
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial={"session": request.GET.get("session", "")},
    )
    if met.is_told:
        del form.fields["session"]
    note = ""
    status = 200
    if form.is_bound and not form.is_valid():
        status = 400
    elif form.is_bound:
        session = form.cleaned_data.get("session")
        try:
            partnership = actions.start_partnership(
                own=own,
                others=met.others,
                by=request.user,
                came_of=of_session(session) if session else met.came_of,
            )
        except PartnershipError as error:
            note, status = why_not(error), 409
        else:
            return redirect("partnerships:partnership_text", uuid=partnership.uuid)
    return render(
        request,
        "partnerships/partnership_start.html",
        {"own": own, "listings": listings, "met": met, "form": form, "note": note},
        status=status,
    )


def _met(request: MemberRequest, own: Listing) -> Met | None:
    """What the address says, as far as the reader may look it up now."""
    if "answer" in request.GET:
        return _through_a_call(request, own)
    if "introduction" in request.GET:
        return _introduced(request, own)
    other = listing_named(request, request.GET.get("to", ""))
    if other is None or other == own:
        return None
    is_match = request.GET.get("from") == "match"
    return Met([other], of_match(own, other) if is_match else DIRECT)


def _through_a_call(request: MemberRequest, own: Listing) -> Met | None:
    answers = ExpressionOfInterest.objects.select_related(
        "opportunity__partner", "opportunity__organization"
    )
    mine = Q(pk__in=answers.for_groups_of(request.viewer).values("pk"))
    received = Q(pk__in=answers.received_by(request.viewer).values("pk"))
    chosen = answers.filter(mine | received, state=ExpressionState.SUCCESSFUL)
    expression = get_object_or_404(chosen, uuid=_uuid(request, "answer"))
    sides = sides_of_answer(expression)
    others = [row for row in sides if row != own]
    if len(others) == len(sides) or not all_seen(request.viewer, others):
        return None
    return Met(others, of_answer(expression))


def _introduced(request: MemberRequest, own: Listing) -> Met | None:
    talks = Introduction.objects.visible_to(request.viewer).with_sides()
    introduction = get_object_or_404(
        talks.filter(state=IntroductionState.ACCEPTED), uuid=_uuid(request, "introduction")
    )
    side = introduction.side_for(request.viewer)
    other = introduction.listing(side.other)
    if introduction.listing(side) != own or not all_seen(request.viewer, [other]):
        return None
    return Met([other], of_introduction(introduction))


def _uuid(request: MemberRequest, name: str) -> UUID:
    try:
        return UUID(request.GET[name])
    except ValueError as error:
        raise Http404 from error
