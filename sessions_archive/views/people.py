"""People of the archive: those who may be shown, and how to be shown no more."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from organizations.requests import PortalRequest
from organizations.search.normalize import words
from organizations.viewers import Viewer
from sessions_archive import actions
from sessions_archive.linked_data import profile
from sessions_archive.models import Appearance, Person
from sessions_archive.models.people import PersonQuerySet
from sessions_archive.reader_forms import RemovalForm
from sessions_archive.views.paging import page_of

PAGE_SIZE = 50
MOST_WORDS = 5
SHOWN_AT_ONCE = 100


@require_safe
def person_list(request: PortalRequest) -> HttpResponse:
    """Everybody who spoke and may be shown, by name."""
    people = _people(request.viewer)
    q = request.GET.get("q", "")[:100]
    for word in words(q)[:MOST_WORDS]:
        people = people.filter(folded_name__contains=word)
    rows = Person.objects.visible_to(request.viewer)
    page = page_of(people.order_by("name", "pk"), rows, request.GET.get("page"), PAGE_SIZE)
    return render(request, "sessions_archive/person_list.html", {"page_obj": page, "q": q})


@require_safe
def person_detail(request: PortalRequest, slug: str) -> HttpResponse:
    """What a person did at the exchanges, in the capacity of each day."""
    person = get_object_or_404(_people(request.viewer), slug=slug)
    appearances = (
        Appearance.objects.visible_to(request.viewer)
        .filter(person=person)
        .select_related("session__edition")
        .with_listing(request.viewer)
        .order_by("-session__starts_at", "pk")
    )
    shown = list(appearances[:SHOWN_AT_ONCE])
    return render(
        request,
        "sessions_archive/person_detail.html",
        {"person": person, "appearances": shown, "linked_data": profile(person, shown)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def person_remove(request: PortalRequest, slug: str) -> HttpResponse:
    """Ask to be shown no more: anybody can, without an account and without a reason."""
    person = get_object_or_404(_people(request.viewer), slug=slug)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.ask_for_removal(
            person=person,
            by=request.user if isinstance(request.user, User) else None,
            **form.cleaned_data,
        )
        messages.success(request, _("Thank you. IOM reads it and answers where you asked."))
        return redirect("sessions_archive:session_list")
    return render(request, "sessions_archive/person_remove.html", {"person": person, "form": form})


def _people(viewer: Viewer) -> PersonQuerySet:
    """Those with something to show: who is in no list has no page either."""
    shown = Appearance.objects.visible_to(viewer).filter(person=OuterRef("pk"))
    return Person.objects.visible_to(viewer).filter(Exists(shown))
