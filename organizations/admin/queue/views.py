"""The pages of the work queue: the list, an item, and what can be decided about it."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.actions import hold, release
from organizations.actions.locks import HeldByOtherError
from organizations.admin.queue import items
from organizations.admin.queue.bulk import publish_together
from organizations.admin.queue.errands import errands
from organizations.admin.queue.forms import DecisionForm, QueueFilter
from organizations.admin.queue.reading import reading_of
from organizations.admin.queue.registry import Decision, Source, TooLateError, queue
from organizations.admin.queue.sources import Submissions
from organizations.models import Organization, WorkLock
from organizations.presentation import Pages, page_number
from organizations.requests import MemberRequest
from organizations.rules import can_curate, can_read_queue, in_scope


@never_cache
@require_safe
def queue_list(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first."""
    _may_read(request)
    form = QueueFilter(request.GET)
    listings = in_scope(form.listings(), request.user)
    hers = in_scope(Organization.objects.all(), request.user)
    numbers = items.counts(listings, hers)
    chosen = form.cleaned_data.get("source") if form.is_valid() else ""
    total = numbers[chosen] if chosen else sum(numbers[source.name] for source in queue)
    pages = Pages(page_number(request.GET.get("page", "")), total, items.PAGE)
    return _page(
        request,
        "list",
        title=_("Work queue"),
        form=form,
        items=items.page_of(items.selected(listings, _sources(chosen), hers), pages.number),
        numbers=[(source, numbers[source.name]) for source in queue],
        errands=errands.waiting(numbers, request.user),
        chosen=chosen,
        total=total,
        pages=pages,
        query=request.GET.urlencode(),
        may_curate=request.user.has_perm("organizations.curate_organization"),
    )


@never_cache
@require_safe
def queue_item(request: MemberRequest, source: str, pk: int) -> HttpResponse:
    """One item: what it is about, what changed, and what can be decided."""
    _may_read(request)
    kind, row, listing = _found(request, source, pk)
    waits = kind.is_waiting(row)
    may_decide = _may_decide(request, kind, row)
    return _page(
        request,
        "item",
        title=listing.name,
        source=kind,
        row=row,
        waits=waits,
        age=items.age_of(kind, row) if waits else None,
        decisions=kind.decisions(row) if waits and may_decide else [],
        decided=None if waits else kind.decided(row, request.user),
        may_decide=may_decide,
        lock=_lock(kind, row),
        context=kind.context(row),
        **reading_of(listing, kind, row, request.user),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue_decide(request: MemberRequest, source: str, pk: int, decision: str) -> HttpResponse:
    """Read and change the letter, then decide; nothing changes on GET."""
    kind, row, listing = _found(request, source, pk)
    if not _may_decide(request, kind, row):
        raise PermissionDenied
    chosen = _decision(kind, row, decision)
    if chosen is None:
        return _too_late(request, kind, row, _why_not(kind, row, request))
    language = kind.language(row)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        decision=chosen,
        language=language,
        mark=kind.mark(row),
        reason=request.GET.get("reason", ""),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                hold(source=kind.name, item=row.pk, by=request.user)
                kind.decide(
                    row,
                    chosen.name,
                    by=request.user,
                    reason=form.cleaned_data.get("reason", ""),
                    message=form.cleaned_data.get("message", ""),
                    mark=form.cleaned_data["mark"],
                )
                release(source=kind.name, item=row.pk, by=request.user)
        except HeldByOtherError as error:
            return _held(request, kind, row, error.lock)
        except TooLateError as error:
            return _too_late(request, kind, row, error.words)
        _say_done(request, kind, row, listing, chosen)
        return redirect("admin:organizations_queue")
    return _page(
        request,
        "decide",
        title=chosen.label,
        source=kind,
        row=row,
        listing=listing,
        decision=chosen,
        form=form,
        language=get_language_info(language),
    )


@require_POST
def queue_lock(request: MemberRequest, source: str, pk: int) -> HttpResponse:
    """Begin to work on an item, or take it over from somebody, knowingly."""
    kind, row, _listing = _found(request, source, pk)
    if not _may_decide(request, kind, row):
        raise PermissionDenied
    try:
        hold(source=kind.name, item=row.pk, by=request.user, take_over="take_over" in request.POST)
    except HeldByOtherError as error:
        return _held(request, kind, row, error.lock)
    return redirect("admin:organizations_queue_item", kind.name, row.pk)


@require_POST
def queue_release(request: MemberRequest, source: str, pk: int) -> HttpResponse:
    """Let others have it."""
    kind, row, _listing = _found(request, source, pk)
    release(source=kind.name, item=row.pk, by=request.user)
    return redirect("admin:organizations_queue")


@require_POST
def queue_undo(request: MemberRequest, source: str, pk: int) -> HttpResponse:
    """Take the last decision back."""
    kind, row, listing = _found(request, source, pk)
    if not _may_decide(request, kind, row):
        raise PermissionDenied
    try:
        with transaction.atomic():
            kind.undo(row, by=request.user)
    except TooLateError as error:
        return _too_late(request, kind, row, error.words)
    messages.success(request, _("“%(name)s”: the decision was taken back.") % {"name": listing})
    return redirect("admin:organizations_queue_item", kind.name, row.pk)


@require_POST
def queue_next(request: MemberRequest) -> HttpResponse:
    """Begin with the oldest item that nobody works on, within the filters."""
    if not request.user.has_perm("organizations.curate_organization"):
        raise PermissionDenied
    form = QueueFilter(request.GET)
    others = Organization.objects.exclude(memberships__user=request.user)
    rows = items.selected(
        in_scope(form.listings(), request.user).exclude(memberships__user=request.user),
        _sources(form.cleaned_data.get("source") if form.is_valid() else ""),
        in_scope(others, request.user),
    )
    found = items.next_free(rows, user_id=request.user.pk)
    if found is None:
        messages.info(request, _("Nothing waits that nobody else works on."))
        return redirect(f"{reverse('admin:organizations_queue')}?{request.GET.urlencode()}")
    hold(source=found[0], item=found[1], by=request.user, take_over=False)
    return redirect("admin:organizations_queue_item", *found)


@require_POST
def queue_publish(request: MemberRequest) -> HttpResponse:
    """Publish the ticked listings, as far as nothing else about them is to be settled."""
    if not request.user.has_perm("organizations.curate_organization"):
        raise PermissionDenied
    keys = [key.partition(":") for key in request.POST.getlist("item")]
    pks = [int(pk) for name, _colon, pk in keys if name == Submissions.name and pk.isdecimal()]
    tell_outcome(request, pks[: items.PAGE])
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("admin:organizations_queue")
    return HttpResponseRedirect(back)


def tell_outcome(request: MemberRequest, pks: list[int]) -> None:
    """Publish these together and say what became of them."""
    outcome = publish_together(pks, by=request.user)
    if outcome.published:
        messages.success(
            request,
            ngettext(
                "%(count)d listing was published.",
                "%(count)d listings were published.",
                outcome.published,
            )
            % {"count": outcome.published},
        )
    if outcome.left:
        messages.warning(
            request,
            _(
                "Not published, because they are not waiting for review, are your own, are in "
                "somebody's hands, or something else about them is to be settled first: %(names)s"
            )
            % {"names": ", ".join(outcome.left)},
        )
    if not pks:
        messages.info(request, _("Tick at least one new listing first."))


def urls() -> list[URLPattern]:
    """Return the addresses, for the admin of listings to include."""
    item = "queue/<slug:source>/<int:pk>/"
    table: list[tuple[str, Any, str]] = [
        ("queue/", queue_list, ""),
        ("queue/next/", queue_next, "_next"),
        ("queue/publish/", queue_publish, "_publish"),
        (item, queue_item, "_item"),
        (f"{item}lock/", queue_lock, "_lock"),
        (f"{item}release/", queue_release, "_release"),
        (f"{item}undo/", queue_undo, "_undo"),
        (f"{item}decide/<slug:decision>/", queue_decide, "_decide"),
    ]
    return [
        path(route, admin.site.admin_view(view), name=f"organizations_queue{name}")
        for route, view, name in table
    ]


def _may_read(request: HttpRequest) -> None:
    if not can_read_queue(request.user):
        raise PermissionDenied


def _sources(chosen: str | None) -> list[Source]:
    return [queue[chosen]] if chosen else list(queue)


def _found(request: MemberRequest, source: str, pk: int) -> tuple[Source, Any, Organization]:
    if source not in queue:
        raise Http404
    kind = queue[source]
    row = kind.rows().filter(pk=pk).first()
    if row is None:
        raise Http404
    about = {listing.pk for listing in kind.listings_of(row)}
    if in_scope(Organization.objects.filter(pk__in=about), request.user).count() < len(about):
        raise Http404
    return kind, row, kind.listing_of(row)


def _may_decide(request: MemberRequest, source: Source, row: Any) -> bool:
    return all(can_curate(request.user, listing) for listing in source.listings_of(row))


def _decision(source: Source, row: Any, name: str) -> Decision | None:
    if not source.is_waiting(row):
        return None
    return next((known for known in source.decisions(row) if known.name == name), None)


def _why_not(source: Source, row: Any, request: MemberRequest) -> str:
    """Say what somebody else has decided, and who, where that is why nothing waits any more."""
    decided = None if source.is_waiting(row) else source.decided(row, request.user)
    if decided is None:
        return _("This cannot be decided now: look at the item again.")
    return _("Nothing was changed: this is decided by now (%(what)s).") % {"what": decided.text}


def _lock(source: Source, row: Any) -> WorkLock | None:
    locks = WorkLock.objects.in_force().select_related("by")
    return locks.filter(source=source.name, item=row.pk).first()


def _held(request: HttpRequest, source: Source, row: Any, lock: WorkLock) -> HttpResponse:
    words = _("Nothing was changed: %(who)s is working on this item.") % {"who": lock.by}
    return _too_late(request, source, row, words, lock=lock)


def _too_late(
    request: HttpRequest, source: Source, row: Any, words: str, lock: WorkLock | None = None
) -> HttpResponse:
    """Somebody else was quicker: say so, and where to go from here."""
    return _page(
        request,
        "too_late",
        status=HTTPStatus.CONFLICT,
        title=_("Somebody was quicker") if lock is None else _("In somebody's hands"),
        words=words,
        source=source,
        row=row,
        lock=lock,
    )


def _say_done(
    request: HttpRequest, source: Source, row: Any, listing: Organization, decision: Decision
) -> None:
    words = (
        _("“%(name)s”: done, and the group has been told (%(decision)s).")
        if decision.tells
        else _("“%(name)s”: done (%(decision)s).")
    )
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            words % {"name": listing, "decision": decision.label},
            reverse("admin:organizations_queue_item", args=[source.name, row.pk]),
            _("Look again or take it back"),
        ),
    )


def _page(
    request: HttpRequest, template: str, *, status: int = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    site = {**admin.site.each_context(request), "opts": Organization._meta}
    return render(
        request, f"admin/organizations/queue/{template}.html", {**site, **context}, status=status
    )
