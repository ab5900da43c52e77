"""What waits for a person, from all of partnerships: one line each, with where to go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.enums import RequestState
from partnerships.models import RepresentationRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that `about` (the name of a listing or a work) waits for, perhaps by a day."""

    text: Any
    about: str
    url: str
    due: datetime | None = None
    is_late: bool = False


Source = Callable[[User], Iterator[Waiting]]


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for this person: what has a date first, the nearest first."""
    found = [line for source in SOURCES for line in source(user)]
    return sorted(found, key=lambda line: (line.due is None, line.due or 0))


def _questions(user: User) -> Iterator[Waiting]:
    asked = RepresentationRequest.objects.of_person(user.pk).filter(state=RequestState.QUESTION)
    for row in asked.select_related("partner"):
        yield Waiting(
            _("IOM asks you something before it can verify you."),
            row.partner.name,
            reverse("partnerships:partner_request", args=[row.uuid]),
        )


def _colleagues(user: User) -> Iterator[Waiting]:
    for row in RepresentationRequest.objects.answerable_by(user.pk).select_related("partner"):
        yield Waiting(
            _("A colleague would like to speak for it, too."),
            row.partner.name,
            reverse("partnerships:partner_answer", args=[row.uuid]),
        )


# Each part of partnerships brings its own.
SOURCES: tuple[Source, ...] = (_questions, _colleagues)
