"""Partnerships with agreed indicators, reports and checks."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from partnerships import actions
from partnerships.actions.reports import Entry, Words, save_report, submit_report
from partnerships.agreement import AgreedText
from partnerships.indicators import AgreedIndicator, AgreedMilestone, Target
from partnerships.models import AgreementDraft, Partner, Partnership, Report
from partnerships.reporting import months_later
from tests.factories.organizations import make_listing
from tests.factories.partnerships import make_partner
from tests.factories.people import UserFactory

KEYS = tuple(str(uuid.UUID(int=number)) for number in range(1, 13))
ALL_DONE = Words(done="We taught.", hindered="Rain.", coming="More.", rating="on_track")


def begun(months_ago: int) -> date:
    """The first day of a month, so many months ago."""
    return months_later(timezone.localdate().replace(day=1), -months_ago)


def indicator(key: str = KEYS[0], *, ends: date, **fields: Any) -> AgreedIndicator:
    given = {
        "key": key,
        "title": "Girls taught",
        "description": "Who came to five lessons or more",
        "result_type": "1",
        "measure": "1",
        "is_ascending": True,
        "baseline_year": 2025,
        "baseline_value": Decimal(0),
        "baseline_comment": "",
        "verification": "Attendance lists",
        "splits": ("generation", "gender"),
        "targets": (Target(ends, Decimal(100)),),
    }
    return AgreedIndicator(**(given | fields))


def make_running(
    *,
    one: Organization | Partner | None = None,
    other: Organization | Partner | None = None,
    people: Sequence[User] = (),
    starts: date | None = None,
    ends: date | None = None,
    every: int = 3,
    indicators: Sequence[AgreedIndicator] | None = None,
    milestones: Sequence[AgreedMilestone] = (),
    title: str = "Evening school",
) -> Partnership:
    """A partnership of a group and a partner whose text both have accepted.

    It began four months ago and lasts a year, unless told, with one indicator and reports every
    three months: one is due, the others are ahead.
    """
    first, second = [*people, *(UserFactory() for _ in range(2 - len(people)))]
    one = one or make_listing(owner=first)
    other = other or make_partner(representative=second)
    starts = starts or begun(4)
    ends = ends or months_later(starts, 12) - timedelta(days=1)
    partnership = actions.start_partnership(own=one, others=[other], by=first)
    mine, theirs = partnership.parties.all()
    draft = AgreementDraft.objects.get(party=mine)
    agreed = [indicator(ends=ends)] if indicators is None else indicators
    actions.save_draft(
        partnership_id=partnership.pk,
        party_id=mine.pk,
        by=first,
        text=whole(draft.text, title, starts, ends, every, agreed, milestones),
        revision=draft.revision,
    )
    actions.propose(partnership_id=partnership.pk, party_id=mine.pk, by=first, after=0)
    actions.accept(partnership_id=partnership.pk, party_id=theirs.pk, by=second, number=1)
    partnership.refresh_from_db()
    return partnership


def whole(
    text: AgreedText,
    title: str,
    starts: date,
    ends: date,
    every: int,
    indicators: Sequence[AgreedIndicator],
    milestones: Sequence[AgreedMilestone],
) -> AgreedText:
    return replace(
        text,
        title=title,
        purpose="Children learn after school.",
        goals=("Two classes",),
        starts=starts,
        ends=ends,
        shares=tuple(replace(share, role="implementing", gives="People") for share in text.shares),
        kpis=tuple(row.to_json() for row in indicators),
        milestones=tuple(row.to_json() for row in milestones),
        report_every=every,
    )


def speaker(partnership: Partnership, number: int = 0) -> User:
    """Who speaks for the first, or another, party."""
    party = partnership.parties.all()[number]
    people = (
        User.objects.filter(memberships__organization=party.organization_id)
        if party.organization_id
        else User.objects.filter(representations__partner=party.partner_id)
    )
    return people.order_by("pk")[0]


def written(report: Report, *, number: int = 0, value: str = "20", **fields: Any) -> Report:
    """The report with everything said by a party, not sent yet."""
    partnership = report.partnership
    report.refresh_from_db()
    return save_report(
        **{
            "report_id": report.pk,
            "party_id": partnership.parties.all()[number].pk,
            "by": speaker(partnership, number),
            "revision": report.revision,
            "words": ALL_DONE,
            "entries": [
                Entry(kpi_id=kpi.pk, value=Decimal(value)) for kpi in partnership.kpis.agreed()
            ],
        }
        | fields
    )


def sent(report: Report, *, number: int = 0, value: str = "20") -> Report:
    report = written(report, number=number, value=value)
    return submit_report(
        report_id=report.pk,
        party_id=report.partnership.parties.all()[number].pk,
        by=speaker(report.partnership, number),
        revision=report.revision,
    )
