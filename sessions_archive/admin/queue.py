"""What waits for staff around the exchanges, told in the work queue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.admin.queue import Errand, errands
from sessions_archive.enums import RemovalState
from sessions_archive.models import ExchangeSession, RemovalRequest, SessionRegistration

CHANGE_REGISTRATION = "sessions_archive.change_sessionregistration"
CHANGE_SESSION = "sessions_archive.change_exchangesession"


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:sessions_archive_{model}_changelist')}?{query}"


@errands.register
class Removals(Errand):
    name = "removal"
    label = _("Requests to be removed from the archive")
    permission = "sessions_archive.change_person"

    def waiting(self) -> QuerySet[RemovalRequest]:
        return RemovalRequest.objects.filter(state=RemovalState.OPEN)

    def address(self) -> str:
        return _list("removalrequest", "state__exact=open")


class OfRegistrations(Errand):
    """Work with the people registered; the list of them shows it by the name of the work."""

    permission = CHANGE_REGISTRATION

    def address(self) -> str:
        return _list("sessionregistration", f"work={self.name}")


@errands.register
class AccessNeeds(OfRegistrations):
    name = "needs"
    label = _("Access needs to arrange")

    def waiting(self) -> QuerySet[SessionRegistration]:
        return SessionRegistration.objects.with_needs().filter(
            session__starts_at__gt=timezone.now(), session__cancelled_at=None
        )


@errands.register
class WaitingLists(OfRegistrations):
    name = "places"
    label = _("People on waiting lists of sessions")

    def waiting(self) -> QuerySet[SessionRegistration]:
        return SessionRegistration.objects.in_line().filter(
            session__starts_at__gt=timezone.now(), session__cancelled_at=None
        )


@errands.register
class Attendance(OfRegistrations):
    name = "attendance"
    label = _("Attendance to note")

    def waiting(self) -> QuerySet[SessionRegistration]:
        return SessionRegistration.objects.with_a_place().filter(
            attended=None, session__ends_at__lte=timezone.now(), session__cancelled_at=None
        )


@errands.register
class Notes(Errand):
    name = "notes"
    label = _("Notes to turn into insights")
    permission = CHANGE_SESSION

    def waiting(self) -> QuerySet[ExchangeSession]:
        held = ExchangeSession.objects.past(timezone.now()).exclude(staff_notes="")
        return held.filter(sections__insights=None)

    def address(self) -> str:
        return _list("exchangesession", f"work={self.name}")


class WorkFilter(admin.SimpleListFilter):
    """Keeps the rows of a list that wait for one kind of work."""

    title = _("waits for")
    parameter_name = "work"

    def _kinds(self, model: type[Any]) -> dict[str, Errand]:
        return {kind.name: kind for kind in errands if kind.waiting().model is model}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, kind.label) for name, kind in self._kinds(model_admin.model).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kind = self._kinds(queryset.model).get(self.value() or "")
        return queryset.filter(pk__in=kind.waiting().values("pk")) if kind else queryset
