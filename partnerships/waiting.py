"""What waits for a person, from all of partnerships: one list, in one query.

Another asks what she has to do with at all: most have no calls, and are not asked about them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.viewers import Viewer
from partnerships.enums import IntroductionState, RequestState
from partnerships.host_workflow import Power
from partnerships.models import (
    Coalition,
    CoalitionMember,
    ExpectationCheck,
    ExpressionMember,
    ExpressionOfInterest,
    HostAgreement,
    Introduction,
    Opportunity,
    OpportunityInvitation,
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
    work, `key` the uuid or slug in the address `url_name`, `due` by when. `text` says what is to
    be done.
    """

    text: Promise
    url_name: str
    rows: Callable[[Viewer], QuerySet[Any]]
    about: Any
    key: F = KEY
    due: Any = NEVER
    # Asked only of those who have this, as `_at_hand` tells.
    needs: str = ""

    def part(self, name: str, viewer: Viewer) -> QuerySet[Any, Any]:
        """The rows as (name, about, key, due)."""
        return (
            self.rows(viewer)
            .order_by()
            .annotate(
                line_source=Value(name, output_field=CharField()),
                line_about=Cast(self.about, CharField()),
                line_key=Cast(self.key, CharField()),
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
    there = _at_hand(viewer)
    first, *rest = [
        source.part(name, viewer)
        for name, source in SOURCES.items()
        if not source.needs or source.needs in there
    ]
    found = first.union(*rest, all=True).order_by(
        F("line_due").asc(nulls_last=True), "line_source", "line_about"
    )
    return [_line(*row) for row in found[:MOST]]


def _at_hand(viewer: Viewer) -> set[str]:
    """What this person has anything of, waiting or not, and what she may do as a host."""
    if not (viewer.organization_ids or viewer.partner_ids):
        return set()
    own = {"organization__in": viewer.organization_ids}
    rows: dict[str, Any] = {
        "invitations": OpportunityInvitation.objects.filter(**own),
        "answers": ExpressionMember.objects.filter(**own),
        "coalitions": CoalitionMember.objects.filter(**own),
        "calls": Opportunity.objects.published_by(viewer),
    }
    given = HostAgreement.objects.in_force().filter(host__in=viewer.organization_ids).order_by()
    powers = Func(F("current__powers"), function="unnest")
    found = (
        User.objects.filter(pk=viewer.user_id or 0)
        .annotate(powers=ArraySubquery(given.annotate(power=powers).values("power")))
        .values_list("powers", *(Exists(kind.order_by()) for kind in rows.values()))
        .get()
    )
    return {*(found[0] or []), *(name for name, any_ in zip(rows, found[1:], strict=True) if any_)}


def _line(name: str, about: str, key: str, due: datetime | None) -> Waiting:
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


def _to_answer_as_host(viewer: Viewer) -> QuerySet[Any]:
    asked = Introduction.objects.through_host(viewer)
    return asked.filter(state=IntroductionState.ASKED, expires_at__gt=timezone.now())


def _unread_as_host(viewer: Viewer) -> QuerySet[Any]:
    return Introduction.objects.through_host(viewer).unread(viewer)


def _reports_as_host(viewer: Viewer) -> QuerySet[Any]:
    return Report.objects.to_write_through_host(viewer, timezone.localdate())


def _invitations(viewer: Viewer) -> QuerySet[Any]:
    return OpportunityInvitation.objects.to_answer_for(viewer)


def _questions_about_calls(viewer: Viewer) -> QuerySet[Any]:
    return Opportunity.objects.published_by(viewer).open().with_questions_open()


def _to_assess(viewer: Viewer) -> QuerySet[Any]:
    return Opportunity.objects.to_assess_for(viewer)


def _joint_answers(viewer: Viewer) -> QuerySet[Any]:
    return ExpressionOfInterest.objects.asking(viewer)


def _outcomes(viewer: Viewer) -> QuerySet[Any]:
    return ExpressionOfInterest.objects.with_outcome_unread(viewer)


def _coalitions(viewer: Viewer) -> QuerySet[Any]:
    return Coalition.objects.asking(viewer)


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
    "introduction_host": Source(
        _("Somebody asks to be introduced to it; as its host you may answer."),
        "partnerships:introduction_detail",
        _to_answer_as_host,
        about=F("asked_name"),
        due=F("expires_at"),
        needs=Power.INTRODUCTIONS,
    ),
    "conversation_host": Source(
        _("There is a new message for it; as its host you may answer."),
        "partnerships:introduction_detail",
        _unread_as_host,
        about=F("asked_name"),
        needs=Power.INTRODUCTIONS,
    ),
    "report_host": Source(
        _("A report is due that you may write as the host of a party."),
        "partnerships:report",
        _reports_as_host,
        about=F("partnership__title"),
        due=_end_of("due_on"),
        needs=Power.REPORT,
    ),
    "invitation": Source(
        _("A group of yours is invited to answer this call."),
        "partnerships:opportunity_detail",
        _invitations,
        about=F("opportunity__title"),
        key=F("opportunity__slug"),
        due=F("opportunity__deadline"),
        needs="invitations",
    ),
    "call_question": Source(
        _("A question about your call waits for an answer."),
        "partnerships:opportunity_detail",
        _questions_about_calls,
        about=F("title"),
        key=F("slug"),
        due=F("deadline"),
        needs="calls",
    ),
    "to_assess": Source(
        _("What came in for your call waits to be assessed."),
        "partnerships:expression_received",
        _to_assess,
        about=F("title"),
        key=F("slug"),
        needs="calls",
    ),
    "joint_answer": Source(
        _("A group of yours is asked to take part in an answer to this call."),
        "partnerships:expression_detail",
        _joint_answers,
        about=F("opportunity__title"),
        due=F("opportunity__deadline"),
        needs="answers",
    ),
    "outcome": Source(
        _("What became of your answer to this call, with the feedback."),
        "partnerships:expression_detail",
        _outcomes,
        about=F("opportunity__title"),
        needs="answers",
    ),
    "coalition": Source(
        _("A group of yours is asked to join others in answering this call."),
        "partnerships:coalition_detail",
        _coalitions,
        about=F("opportunity__title"),
        due=F("opportunity__deadline"),
        needs="coalitions",
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
