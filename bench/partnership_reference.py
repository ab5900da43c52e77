"""The same facts as the pages of partnerships show, by plain Django.

Rows are found through the relations, everything else is asked of each row in turn; who must act is
decided in Python. No prefetching, no subqueries, no templates: only what a page has to know.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from organizations.viewers import Viewer

PAGE, MOST = 20, 50


def own(viewer: Viewer) -> Iterable[Any]:
    from partnerships.models import Partnership

    return Partnership.objects.filter(
        parties__organization__memberships__user=viewer.user_id,
        parties__standing__in=("invited", "joined"),
    ).distinct()


def mine(viewer: Viewer, partnership: Any) -> list[Any]:
    return [
        party
        for party in partnership.parties.all()
        if party.organization_id in viewer.organization_ids
    ]


def waits(viewer: Viewer, partnership: Any) -> bool:
    for party in mine(viewer, partnership):
        accepted = {row.version_id for row in party.acceptances.all()}
        if partnership.proposal_id and partnership.proposal_id not in accepted:
            return True
        if partnership.closing_due and not hasattr(party, "reflection"):
            return True
    return False


def partnership_list(viewer: Viewer) -> list[Any]:
    rows = sorted(
        ((waits(viewer, row), row.changed_at, row.pk, row) for row in own(viewer)), reverse=True
    )
    return [
        (row.pk, [party.name for party in row.parties.all()], waiting)
        for waiting, _changed, _key, row in rows[:PAGE]
    ]


def conversations(viewer: Viewer) -> Iterable[Any]:
    from django.db.models import Q

    from partnerships.models import Introduction

    me = viewer.user_id
    return (
        Introduction.objects.filter(
            Q(asker_organization__memberships__user=me)
            | Q(asked_organization__memberships__user=me)
        )
        .distinct()
        .order_by("-moved_at", "-pk")
    )


def is_unread(viewer: Viewer, talk: Any) -> bool:
    seat = talk.seats.filter(user=viewer.user_id, left_at=None).first()
    if seat is None:
        return False
    rows = talk.messages.exclude(side=seat.side).filter(pk__gt=seat.read_through)
    return bool(rows.exists())


def new_messages(viewer: Viewer) -> tuple[int, list[Any]]:
    found = [talk.pk for talk in conversations(viewer) if is_unread(viewer, talk)]
    return len(found), found[:PAGE]


def waiting(viewer: Viewer) -> list[tuple[Any, str]]:
    """What a dashboard lists: (by when, about what), the nearest first."""
    today = timezone.localdate()
    found: list[tuple[Any, str, str]] = []
    for row in own(viewer):
        if waits(viewer, row):
            found.append((None, "partnership", row.title))
        keys = {party.pk for party in mine(viewer, row)}
        for report in row.reports.all():
            if report.state in ("open", "sent_back") and report.ends_on < today:
                if report.party_id is None or report.party_id in keys:
                    found.append((late(report.due_on), "report", row.title))
            elif report.state == "submitted" and report.party_id not in keys:
                found.append((None, "report_sent", row.title))
        for check in row.checks.all():
            said = {answer.party_id for answer in check.answers.all()}
            if check.opened_at is None and check.opens_on <= today and keys - said:
                found.append((late(check.closes_on), "check", row.title))
    found += [
        (None, "conversation", talk.asked_name)
        for talk in conversations(viewer)
        if is_unread(viewer, talk)
    ]
    now = timezone.now()
    found.sort(key=lambda line: (line[0] is None, line[0] or now, *line[1:]))
    return [(due, about) for due, _kind, about in found[:MOST]]


def late(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone()) + timedelta(
        hours=23, minutes=59
    )


def detail(partnership: Any) -> tuple[Any, ...]:
    """Who has accepted which texts, who has looked back, and what happened."""
    parties = [
        (
            party.name,
            party.organization.slug,
            [row.version.number for row in party.acceptances.all()],
            hasattr(party, "reflection"),
            hasattr(party, "draft"),
        )
        for party in partnership.parties.all()
    ]
    texts = [
        (version.number, version.text.goals)
        for version in (partnership.in_force, partnership.proposal)
        if version
    ]
    events = [(event.kind, event.party.name) for event in partnership.events.all()[:30]]
    return parties, texts, events


def results(partnership: Any) -> tuple[Any, ...]:
    """Targets, values with their parts, reports with who wrote them, checks with who answered."""
    kpis = []
    for kpi in partnership.kpis.all():
        values = [
            (
                actual.report.ends_on,
                actual.value,
                [(part.dimension, part.category, part.value) for part in actual.parts.all()],
            )
            for actual in kpi.actuals.all()
            if actual.report.state in ("submitted", "accepted")
        ]
        kpis.append((kpi.title, [(row.on, row.value) for row in kpi.targets.all()], values))
    reports = [
        (report.starts_on, report.state, report.party and report.party.name)
        for report in partnership.reports.all()
    ]
    checks = [
        (check.days, [answer.party.name for answer in check.answers.all()])
        for check in partnership.checks.all()
    ]
    names = [party.name for party in partnership.parties.all()]
    return kpis, reports, checks, names, [row.title for row in partnership.milestones.all()]
