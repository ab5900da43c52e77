"""Publishing a session after a last look, and taking it back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.actions.publication import AlreadyDoneError, PeopleRegisteredError
from sessions_archive.enums import ResourceKind
from sessions_archive.models import ExchangeSession


class PublicationMixin:
    """Adds the page on which a session is published or withdrawn."""

    def get_urls(self) -> list[URLPattern]:
        view: Any = self.admin_site.admin_view(  # type: ignore[attr-defined]
            require_http_methods(["GET", "HEAD", "POST"])(self.publish_view)
        )
        name = "sessions_archive_exchangesession_publish"
        return [
            path("<int:pk>/publish/", view, name=name),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def publish_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """What readers will see and what not; then the step."""
        session: ExchangeSession = self._changeable(request, pk)  # type: ignore[attr-defined]
        if request.method != "POST":
            page: HttpResponse = self._page(  # type: ignore[attr-defined]
                request, "publish", session, remarks=list(remarks(session))
            )
            return page
        try:
            if "withdraw" in request.POST:
                actions.withdraw_session(session_id=pk, by=request.user)
                messages.success(request, _("Only IOM staff sees this session now."))
            else:
                actions.publish_session(session_id=pk, by=request.user)
                messages.success(request, _("Published. Everybody can read it now."))
        except AlreadyDoneError:
            messages.warning(request, _("Nothing was changed: somebody was quicker."))
        except PeopleRegisteredError:
            messages.error(
                request,
                _("Nothing was changed: people have registered. Cancel the session instead."),
            )
            return redirect("admin:sessions_archive_exchangesession_publish", pk)
        return redirect(session.get_absolute_url())


def remarks(session: ExchangeSession) -> Iterator[str | Promise]:
    """Say what of the entry readers would not see, or might miss."""
    people = session.appearances.select_related("person")
    if hidden := sum(not row.person.is_public for row in people):
        yield ngettext(
            "%(count)d person is not shown: there is no consent to name them yet.",
            "%(count)d people are not shown: there is no consent to name them yet.",
            hidden,
        ) % {"count": hidden}
    recordings = session.resources.filter(kind=ResourceKind.RECORDING, consent_on_file=False)
    if kept := recordings.count():
        yield ngettext(
            "%(count)d recording is not shown: not everybody in it has agreed yet.",
            "%(count)d recordings are not shown: not everybody in them has agreed yet.",
            kept,
        ) % {"count": kept}
    if not people:
        yield _("Nobody is named: no speaker and no moderator.")
    if not session.is_past and session.capacity is None:
        yield _("Nobody can register: the number of places is empty.")
    if len(session.themes) == 1:
        yield _("The theme is in English only: other readers see it in English, marked as such.")
