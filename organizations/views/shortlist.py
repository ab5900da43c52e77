"""A reader's shortlist: the groups she keeps, and why."""

import uuid as uuids
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights.transfers import note_transfer
from organizations import actions, presentation
from organizations.actions.collections import FullError
from organizations.export import csv_file
from organizations.forms.collections import ReasonForm
from organizations.models import Organization, ShortlistEntry
from organizations.requests import MemberRequest
from organizations.rules import must_give_reason
from organizations.views.compare import MOST_COMPARED
from organizations.views.export import download
from organizations.views.going_back import way_back


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the list, with the card of its group."""

    entry: ShortlistEntry
    card: presentation.Card


@require_safe
@login_required
@never_cache
def shortlist(request: MemberRequest) -> HttpResponse:
    entries = list(ShortlistEntry.objects.visible_to(request.viewer))
    rows = (
        Organization.objects.visible_to(request.viewer)
        .published()
        .with_tags()
        .prefetch_related("descriptions")
        .in_bulk([entry.organization_id for entry in entries])
    )
    found = [
        Kept(entry, presentation.card(rows[entry.organization_id]))
        for entry in entries
        if entry.organization_id in rows
    ]
    return render(
        request,
        "organizations/shortlist.html",
        {
            "kept": [item for item in found if item.entry.removed_at is None],
            "removed": next((item for item in found if item.entry.removed_at), None),
            "must_give_reason": must_give_reason(request.viewer),
            "most_compared": MOST_COMPARED,
        },
    )


@require_safe
@login_required
@never_cache
def shortlist_csv(request: MemberRequest) -> HttpResponseBase:
    """The shortlist as a file, with when and why each group was kept."""
    entries = list(ShortlistEntry.objects.visible_to(request.viewer).kept())
    notes = {
        entry.organization_id: (entry.reason, entry.created_at.date().isoformat())
        for entry in entries
    }
    visible = Organization.objects.visible_to(request.viewer).published()
    labels = (_("Why you keep it"), _("Kept on"))
    note_transfer(by=request.user, what="shortlist", rows=len(notes))
    return download(csv_file(list(notes), visible, notes=notes, note_labels=labels), "shortlist")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def shortlist_keep(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep a group: at once, or with the reason that some readers owe."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.viewer).published(), slug=slug
    )
    needs_reason = must_give_reason(request.viewer)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, must_give_reason=needs_reason
    )
    back = way_back(request, organization.get_absolute_url())
    if form.is_bound and form.is_valid():
        try:
            actions.keep(
                organization=organization,
                by=request.user,
                viewer=request.viewer,
                reason=form.cleaned_data["reason"],
            )
        except FullError as error:
            form.add_error(None, _full(error))
        else:
            messages.success(
                request,
                _("“%(name)s” is on your shortlist.") % {"name": organization.name},
            )
            return redirect(back)
    return render(
        request,
        "organizations/shortlist_keep.html",
        {"form": form, "organization": organization, "next": back},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def shortlist_entry(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change why a group is kept."""
    entry = _own(request, uuid)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        initial={"reason": entry.reason},
        must_give_reason=must_give_reason(request.viewer),
    )
    if form.is_bound and form.is_valid():
        actions.change_reason(
            entry=entry, by=request.user, viewer=request.viewer, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("Your note is saved."))
        return redirect("organizations:shortlist")
    return render(
        request,
        "organizations/shortlist_entry.html",
        {
            "form": form,
            "organization": entry.organization,
            "kept_on": date_format(entry.created_at, "DATE_FORMAT"),
        },
    )


@require_POST
@login_required
def shortlist_remove(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take a group off; the list offers to put it back."""
    actions.remove_entry(entry=_own(request, uuid), by=request.user)
    return redirect("organizations:shortlist")


@require_POST
@login_required
def shortlist_restore(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    try:
        actions.restore_entry(entry=_own(request, uuid), by=request.user, viewer=request.viewer)
    except FullError as error:
        messages.error(request, _full(error))
    return redirect("organizations:shortlist")


def _own(request: MemberRequest, uuid: uuids.UUID) -> ShortlistEntry:
    own = ShortlistEntry.objects.visible_to(request.viewer).select_related("organization")
    return get_object_or_404(own, uuid=uuid)


def _full(error: FullError) -> str:
    return _("Your shortlist holds %(most)d groups, as many as it can. Remove one first.") % {
        "most": error.most
    }
