"""What waits for a person, from all of partnerships: one list, in one query."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.viewers import Viewer
from partnerships.enums import RequestState
from partnerships.models import (
    ExpectationCheck,
    Introduction,
    Partnership,
    Report,
    RepresentationRequest,
)

MOST = 50
KEY, NEVER = F("uuid"), Value(None)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that waits.

    `rows` keeps those that wait for a viewer. Of a row, `about` is the name of a listing or a
    work, `key` the uuid in the address `url_name`, `due` by when. `text` says what is to be done.
    """

    text: Promise
    url_name: str
    rows: Callable[[Viewer], QuerySet[Any]]
    about: Any
    key: F = KEY
    due: Any = NEVER

    def part(self, name: str, viewer: Viewer) -> QuerySet[Any, Any]:
        """The rows as (name, about, key, due)."""
        return (
            self.rows(viewer)
            .order_by()
            .annotate(
                line_source=Value(name, output_field=CharField()),
                line_about=Cast(self.about, CharField()),
                line_key=Cast(self.key, UUIDField()),
                line_due=Cast(self.due, DateTimeField()),
            )
            .values_list("line_source", "line_about", "line_key", "line_due")
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What `about` waits for, perhaps by a day."""

    text: Promise
    about: str
    url: str
    due: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.now()


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """Return what waits for a person: what has a date first, the nearest first."""
    first, *rest = [source.part(name, viewer) for name, source in SOURCES.items()]
    found = first.union(*rest, all=True).order_by(
        F("line_due").asc(nulls_last=True), "line_source", "line_about"
    )
    return [_line(*row) for row in found[:MOST]]


def _line(name: str, about: str, key: uuid.UUID, due: datetime | None) -> Waiting:
    source = SOURCES[name]
    return Waiting(source.text, about, reverse(source.url_name, args=[key]), due)


def _questions(viewer: Viewer) -> QuerySet[Any]:
    asked = RepresentationRequest.objects.filter(person=viewer.user_id)
    return asked.filter(state=RequestState.QUESTION)


def _colleagues(viewer: Viewer) -> QuerySet[Any]:
    return RepresentationRequest.objects.answerable_by(viewer.user_id or 0)


def _introductions(viewer: Viewer) -> QuerySet[Any]:
    return Introduction.objects.visible_to(viewer).waiting_for(viewer)


def _unread(viewer: Viewer) -> QuerySet[Any]:
    return Introduction.objects.visible_to(viewer).unread(viewer)


def _partnerships(viewer: Viewer) -> QuerySet[Any]:
    rows: QuerySet[Any] = Partnership.objects.of(viewer).with_waiting(viewer)
    return rows.filter(waits_for_me=True)


def _reports_to_write(viewer: Viewer) -> QuerySet[Any]:
    return Report.objects.to_write_for(viewer, timezone.localdate())


def _reports_to_read(viewer: Viewer) -> QuerySet[Any]:
    return Report.objects.to_read_for(viewer)


def _checks(viewer: Viewer) -> QuerySet[Any]:
    return ExpectationCheck.objects.to_answer_for(viewer, timezone.localdate())


def _end_of(day: str) -> ExpressionWrapper:
    """The last minute of a day: what is due on it is not late before."""
    return ExpressionWrapper(
        F(day) + Value(timedelta(hours=23, minutes=59)), output_field=DateTimeField()
    )


# Each part of partnerships brings its own.
SOURCES: dict[str, Source] = {
    "partnership": Source(
        _("Your side has to act in this partnership."),
        "partnerships:partnership_detail",
        _partnerships,
        about=F("title"),
    ),
    "report": Source(
        _("A report is due."),
        "partnerships:report",
        _reports_to_write,
        about=F("partnership__title"),
        due=_end_of("due_on"),
    ),
    "report_sent": Source(
        _("A report waits to be read by your side."),
        "partnerships:report",
        _reports_to_read,
        about=F("partnership__title"),
    ),
    "check": Source(
        _("A few questions about this partnership wait for your answers."),
        "partnerships:expectation_check",
        _checks,
        about=F("partnership__title"),
        due=_end_of("closes_on"),
    ),
    "introduction": Source(
        _("Somebody asks to be introduced to it."),
        "partnerships:introduction_detail",
        _introductions,
        about=F("asked_name"),
        due=F("expires_at"),
    ),
    "conversation": Source(
        _("There is a new message."),
        "partnerships:introduction_detail",
        _unread,
        about=F("asked_name"),
    ),
    "question": Source(
        _("IOM asks you something before it can verify you."),
        "partnerships:partner_request",
        _questions,
        about=F("partner__name"),
    ),
    "colleague": Source(
        _("A colleague would like to speak for it, too."),
        "partnerships:partner_answer",
        _colleagues,
        about=F("partner__name"),
    ),
}
