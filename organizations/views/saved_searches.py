"""Searches that a reader keeps, and the e-mails about them."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import actions
from organizations.actions.collections import FullError
from organizations.actions.digests import user_of_token
from organizations.enums import Digest
from organizations.forms.collections import SavedSearchForm
from organizations.models import SavedSearch
from organizations.models.collections import (
    SAVED_QUERY_LENGTH,
    SEARCH_NAME_LENGTH,
    SavedSearchQuerySet,
)
from organizations.requests import MemberRequest, PortalRequest
from organizations.saved_words import SearchWords
from organizations.search.saved import query_of
from organizations.views.asking import UnreadableSearchError, asked_filter


@require_safe
@login_required
@never_cache
def saved_search_list(request: MemberRequest) -> HttpResponse:
    words = SearchWords()
    own = _own(request)
    return render(
        request,
        "organizations/saved_search_list.html",
        {"searches": [words.worded(saved) for saved in own]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def saved_search_new(request: MemberRequest) -> HttpResponse:
    """Save the search that the address asks for, as it would for the list."""
    try:
        query = query_of(asked_filter(request).criteria())
    except UnreadableSearchError as error:
        return error.response
    if len(query) > SAVED_QUERY_LENGTH:
        return render(request, "organizations/too_many_filters.html", status=400)
    saved = _own(request).filter(query=query).first()
    # Sent twice, the form saves one search; looked at again, it leads to where that is changed.
    if saved and request.method != "POST":
        messages.info(request, _("You saved this search before. Here you can change it."))
        return redirect("organizations:saved_search", saved.uuid)
    words = SearchWords().of(query)
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None,
        initial={"name": ", ".join(words)[:SEARCH_NAME_LENGTH], "digest": Digest.WEEKLY},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.save_search(
                by=request.user, viewer=request.viewer, query=query, **form.cleaned_data
            )
        except FullError as error:
            form.add_error(
                None,
                _("You have saved %(most)d searches, as many as one can. Delete one first.")
                % {"most": error.most},
            )
        else:
            messages.success(request, _("Your search is saved."))
            return redirect("organizations:saved_search_list")
    return render(request, "organizations/saved_search_new.html", {"form": form, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def saved_search(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Rename a search, or hear of it more or less often."""
    saved = get_object_or_404(_own(request), uuid=uuid)
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None,
        initial={"name": saved.name, "digest": saved.digest},
    )
    if form.is_bound and form.is_valid():
        actions.change_search(
            saved=saved, by=request.user, viewer=request.viewer, **form.cleaned_data
        )
        messages.success(request, _("Your search is saved."))
        return redirect("organizations:saved_search_list")
    return render(
        request,
        "organizations/saved_search.html",
        {"form": form, "search": SearchWords().worded(saved)},
    )


@require_POST
@login_required
def saved_search_delete(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    saved = get_object_or_404(_own(request), uuid=uuid)
    actions.delete_search(saved=saved, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved.name})
    return redirect("organizations:saved_search_list")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def saved_search_stop(request: PortalRequest, token: str) -> HttpResponse:
    """Stop the e-mails about saved searches: from a link in them, signed in or not."""
    try:
        user_uuid = user_of_token(token)
    except BadSignature as error:
        raise Http404 from error
    is_stopped = request.method == "POST"
    if is_stopped:
        actions.stop_digests(user_uuid=user_uuid)
    return render(request, "organizations/saved_search_stop.html", {"is_stopped": is_stopped})


def _own(request: MemberRequest) -> SavedSearchQuerySet:
    return SavedSearch.objects.filter(user=request.user).defer("told")
