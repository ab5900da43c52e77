"""What the people of a listing say of a match, and how they take it back."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from organizations.views.going_back import way_back
from partnerships import actions
from partnerships.enums import SETS_ASIDE, Channel, Verdict
from partnerships.filling_in import correct_url
from partnerships.forms import NotRelevantForm
from partnerships.models import MatchFeedback, Partner
from partnerships.reasons import Listing, kind_of
from partnerships.suggestions import Suggestions
from partnerships.views.choosing import chosen_listing

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def match_feedback(request: MemberRequest) -> HttpResponse:
    """Say that a suggestion is relevant, hide it, or say why it is not relevant."""
    subject, target = _pair(request)
    back = way_back(request, _list_url(subject, request.GET.get("channel", "")))
    form = NotRelevantForm()
    if request.method == "POST":
        verdict = request.POST.get("verdict", "")
        if verdict not in Verdict.values:
            raise Http404
        if verdict == Verdict.NOT_RELEVANT:
            form = NotRelevantForm(request.POST)
        if not form.is_bound or form.is_valid():
            _give(request, subject, target, Verdict(verdict), form)
            return redirect(_and_way_back(back, target) if verdict in SETS_ASIDE else back)
    return render(
        request,
        "partnerships/match_feedback.html",
        {
            "subject": subject,
            "target": target,
            "kind": kind_of(target),
            "form": form,
            "next": back,
            "here": request.get_full_path(),
        },
    )


@require_POST
@login_required
def match_feedback_undo(request: MemberRequest) -> HttpResponse:
    """Take back whatever was said of a listing."""
    subject, target = _pair(request)
    if actions.take_back_feedback(source=subject, target=target, by=request.user):
        messages.success(
            request,
            _("What you said of “%(name)s” is taken back.") % {"name": target.name},
        )
    return redirect(way_back(request, _list_url(subject)))


@require_safe
@login_required
@never_cache
def match_set_aside(request: MemberRequest) -> HttpResponse:
    """Whom the reader's listing is not to be suggested any more, with a way back."""
    listings, subject = chosen_listing(request)
    if subject is None:
        return redirect("partnerships:match_list")
    said = (
        MatchFeedback.objects.said_by(subject)
        .visible_to(request.viewer)
        .setting_aside()
        .select_related("target_organization", "target_partner")
    )
    return render(
        request,
        "partnerships/match_set_aside.html",
        {
            "listings": listings,
            "subject": subject,
            "page_obj": Paginator(said, PAGE_SIZE).get_page(request.GET.get("page")),
            "here": request.get_full_path(),
            "correct_url": correct_url(subject),
        },
    )


def _pair(request: MemberRequest) -> tuple[Listing, Listing]:
    """The reader's own listing, and the one that she speaks of, if she may see it."""
    _listings, subject = chosen_listing(request)
    try:
        uuid = UUID(request.GET.get("about", ""))
    except ValueError as error:
        raise Http404 from error
    target: Listing | None = (
        Organization.objects.visible_to(request.viewer).published().filter(uuid=uuid).first()
    )
    # Partners are not suggested to partners.
    if target is None and not isinstance(subject, Partner):
        target = Partner.objects.visible_to(request.viewer).verified().filter(uuid=uuid).first()
    if subject is None or target is None or target == subject:
        raise Http404
    return subject, target


def _give(
    request: MemberRequest,
    subject: Listing,
    target: Listing,
    verdict: Verdict,
    form: NotRelevantForm,
) -> None:
    found = Suggestions(subject, request.viewer)
    match = found.match_with(target, request.GET.get("channel", ""))
    weights = found.weights(Channel(match.channel)) if match else None
    said = form.cleaned_data if form.is_bound else {}
    actions.give_feedback(
        source=subject,
        target=target,
        by=request.user,
        verdict=verdict,
        reason=said.get("reason", ""),
        words=said.get("words", ""),
        channel=match.channel if match else "",
        components=match.components(weights) if match and weights else (),
        weights_version=weights.version if weights else "",
    )
    if verdict == Verdict.RELEVANT:
        messages.success(
            request, _("Thank you: you find “%(name)s” relevant.") % {"name": target.name}
        )


def _list_url(subject: Listing, channel: str = "") -> str:
    query = {"for": str(subject.uuid)}
    if channel in Channel.values:
        query["channel"] = channel
    return f"{reverse('partnerships:match_list')}?{urlencode(query)}"


def _and_way_back(back: str, target: Listing) -> str:
    """The list again, which offers to put the target back."""
    path, _mark, query = back.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("aside=")]
    return f"{path}?{'&'.join([*kept, f'aside={target.uuid}'])}"
