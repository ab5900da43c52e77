"""The page on which staff enter a whole session; it works without a script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Organization
from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.actions.entry import ChangedMeanwhileError
from sessions_archive.documents import digest, read_session
from sessions_archive.entry_forms import Entry
from sessions_archive.models import ExchangeSession, Person
from sessions_archive.registration_forms import zone_choices

# How many names a field proposes; whoever is not among them is found by her name all the same.
PROPOSED = 1_000
TEMPLATE = "admin/sessions_archive/exchangesession/entry.html"


class EntryMixin:
    """Replaces the admin's own form by one for the session and all its rows."""

    def add_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return self._enter(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **options: Any
    ) -> HttpResponse:
        sessions = ExchangeSession.objects.select_related("edition")
        found = sessions.filter(pk=object_id) if object_id.isdecimal() else sessions.none()
        session = get_object_or_404(found)
        if not self.has_change_permission(request, session):  # type: ignore[attr-defined]
            raise PermissionDenied
        return self._enter(request, session)

    def _enter(self, request: Any, session: ExchangeSession | None) -> HttpResponse:
        if request.method != "POST":
            seen = digest(read_session(session)) if session else ""
            return self._show(request, session, Entry(session=session), seen)
        seen = request.POST.get("seen", "")
        if "more" in request.POST:
            entry = Entry.with_more_rows(request.POST, session)
            return self._show(request, session, entry, seen)
        try:
            with transaction.atomic():
                entry = Entry(session=session, data=request.POST)
                if entry.is_valid():
                    new = entry.new_people()
                    saved = actions.save_session(
                        document=entry.document(), session=session, seen=seen, by=request.user
                    )
                    return self._saved(request, saved, new)
        except ChangedMeanwhileError:
            messages.error(
                request,
                _(
                    "Not saved: a colleague changed this session while you were writing. What you "
                    "wrote stands below. Open the session in a second window to compare."
                ),
            )
            return self._show(request, session, entry, seen, status=409)
        return self._show(request, session, entry, seen)

    def _saved(
        self, request: MemberRequest, session: ExchangeSession, new: list[str]
    ) -> HttpResponse:
        messages.success(request, _("Saved."))
        if new:
            words = ngettext(
                "%(count)d person is new to the archive: %(names)s",
                "%(count)d people are new to the archive: %(names)s",
                len(new),
            )
            messages.info(request, words % {"count": len(new), "names": ", ".join(new)})
        if "preview" in request.POST:
            return redirect(session.get_absolute_url())
        return redirect("admin:sessions_archive_exchangesession_change", session.pk)

    def _show(
        self,
        request: HttpRequest,
        session: ExchangeSession | None,
        entry: Entry,
        seen: str,
        *,
        status: int = 200,
    ) -> HttpResponse:
        site = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        people = Person.objects.order_by("-pk").values_list("name", flat=True)[:PROPOSED]
        listings = Organization.objects.filter(participations__isnull=False).distinct()
        return render(
            request,
            TEMPLATE,
            site
            | {
                "opts": self.opts,  # type: ignore[attr-defined]
                "title": str(session) if session else _("Enter a session"),
                "original": session,
                "session": session,
                "entry": entry,
                "errors": list(entry.errors()),
                "seen": seen,
                "people_known": sorted(set(people)),
                "listings_known": listings.order_by("name").values_list("name", flat=True)[
                    :PROPOSED
                ],
                "zones": [zone for _group, zones in zone_choices()[2:] for zone, _city in zones],
            },
            status=status,
        )
