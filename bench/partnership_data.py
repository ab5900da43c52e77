"""One person's group in very many conversations and partnerships, each with results and reports."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from bench.conversations import fill as fill_conversations

EVENTS = 8  # in each partnership
MONTHS = 12
AT_ONCE = 2_000
# Of ten partnerships so many wait for an answer to a changed text, and so many are being closed.
PROPOSED, CLOSING = 1, 1
FEW = 12


def fill(size: int, name: str) -> tuple[Any, Any]:
    """Write `size` of each; return who has them all, and a colleague of few of the others."""
    from accounts.models import User
    from organizations.models import Membership, Organization
    from organizations.models.history import store_together

    reader = fill_conversations(size, name)
    own = Organization.objects.get(memberships__user=reader)
    others = list(Organization.objects.filter(name__startswith=f"{name} ").exclude(pk=own.pk))
    colleague = User.objects.create_user(f"{name}-colleague@example.org")
    store_together(
        Membership,
        [Membership(organization=row, user=colleague, role="owner") for row in others[-FEW:]],
        with_history=False,
    )
    rest = iter(others)
    while some := list(islice(rest, AT_ONCE)):
        _write(own, some)
    return reader, colleague


def _write(own: Any, others: Sequence[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        partnerships = _partnerships(own, others)
        _results(partnerships)


def _partnerships(own: Any, others: Sequence[Any]) -> list[Any]:
    """Active ones, whose text both have accepted; some with a change that waits for `own`."""
    from django.db.models import OuterRef, Subquery
    from django.utils import timezone

    from partnerships.agreement import AgreedText, Share, fingerprint
    from partnerships.models import (
        Acceptance,
        AgreementVersion,
        Partnership,
        PartnershipEvent,
        PartnershipParty,
    )
    from partnerships.reporting import months_later

    now = timezone.now()
    starts = months_later(timezone.localdate().replace(day=1), -8)
    ends = months_later(starts, MONTHS) - timedelta(days=1)
    rows = Partnership.objects.bulk_create(
        Partnership(
            title=f"Evening school {number}",
            purpose="Children learn after school.",
            starts=starts,
            ends=ends,
            changed_at=now - timedelta(minutes=number),
        )
        for number in range(len(others))
    )
    parties = PartnershipParty.objects.bulk_create(
        PartnershipParty(
            partnership=row,
            organization=listing,
            name=listing.name,
            standing="joined",
            role="implementing",
            gives="Rooms and people",
            told_at=now,
            joined_at=now,
        )
        for row, other in zip(rows, others, strict=True)
        for listing in (own, other)
    )
    versions, agreed = [], []
    for number, row in enumerate(rows):
        pair = parties[2 * number : 2 * number + 2]
        changed = number % 10 < PROPOSED
        for version in range(1, 3 if changed else 2):
            text = AgreedText(
                title=row.title,
                purpose=row.purpose,
                goals=("Two classes", "Sixty children") if version == 2 else ("Two classes",),
                starts=starts,
                ends=ends,
                shares=tuple(Share(str(one.uuid), one.name, one.role, one.gives) for one in pair),
                kpis=tuple(_indicator(row, place, starts).to_json() for place in range(3)),
                report_every=3,
            ).to_json()
            versions.append(
                AgreementVersion(
                    partnership=row,
                    number=version,
                    content=text,
                    content_hash=fingerprint(text),
                    proposed_for=pair[1],
                    created_at=now,
                )
            )
            agreed.append(pair if version == 1 else pair[1:])
    AgreementVersion.objects.bulk_create(versions)
    Acceptance.objects.bulk_create(
        Acceptance(version=version, party=party, content_hash=version.content_hash)
        for version, some in zip(versions, agreed, strict=True)
        for party in some
    )
    written = AgreementVersion.objects.filter(partnership=OuterRef("pk"))
    these = Partnership.objects.filter(pk__in=[row.pk for row in rows])
    these.update(
        state="active",
        agreed_at=now,
        in_force=Subquery(written.filter(number=1).values("pk")),
        proposal=Subquery(written.filter(number=2).values("pk")),
    )
    closing = [row.pk for number, row in enumerate(rows) if 0 <= number % 10 - 5 < CLOSING]
    these.filter(pk__in=closing).update(closing_due=timezone.localdate() + timedelta(days=9))
    PartnershipEvent.objects.bulk_create(
        (
            PartnershipEvent(partnership=row, kind="agreed", party=party, details={"number": 1})
            for row, party in zip(rows, parties[::2], strict=True)
            for _ in range(EVENTS)
        ),
        batch_size=5_000,
    )
    return rows


def _indicator(row: Any, place: int, starts: date) -> Any:
    from partnerships.indicators import AgreedIndicator, Target
    from partnerships.reporting import months_later

    return AgreedIndicator(
        key=str(uuid.uuid5(row.uuid, str(place))),
        title=f"Children taught, class {place}",
        description="Who came to five lessons or more",
        result_type="1",
        measure="1",
        is_ascending=True,
        baseline_year=starts.year,
        baseline_value=Decimal(0),
        baseline_comment="",
        verification="Attendance lists",
        splits=("generation", "gender"),
        targets=tuple(
            Target(months_later(starts, months) - timedelta(days=1), Decimal(10 * months))
            for months in (3, 6, 9, 12)
        ),
    )


def _results(partnerships: Sequence[Any]) -> None:
    """Of four reports one accepted, one to be read by the other side, or written; checks."""
    from django.utils import timezone

    from partnerships.models import (
        Actual,
        ActualPart,
        ExpectationCheck,
        Kpi,
        KpiTarget,
        Milestone,
        PartnershipParty,
        Report,
    )
    from partnerships.reporting import months_later

    today = timezone.localdate()
    sides: dict[int, list[Any]] = {}
    for party in PartnershipParty.objects.filter(partnership__in=partnerships).order_by("pk"):
        sides.setdefault(party.partnership_id, []).append(party)
    kpis, targets, milestones, reports, checks = [], [], [], [], []
    for number, row in enumerate(partnerships):
        own, other = sides[row.pk]
        for place in range(3):
            agreed = _indicator(row, place, row.starts)
            kpi = Kpi(
                partnership=row,
                position=place,
                **{
                    key: getattr(agreed, key)
                    for key in (
                        "key",
                        "title",
                        "description",
                        "result_type",
                        "measure",
                        "is_ascending",
                        "baseline_year",
                        "baseline_value",
                        "verification",
                    )
                },
                splits=list(agreed.splits),
            )
            kpis.append(kpi)
            targets += [KpiTarget(kpi=kpi, on=one.on, value=one.value) for one in agreed.targets]
        milestones += [
            Milestone(
                partnership=row,
                key=uuid.uuid5(row.uuid, f"milestone {place}"),
                position=place,
                title="Rooms found",
                due_on=months_later(row.starts, 2 + 4 * place),
            )
            for place in range(2)
        ]
        for period in range(4):
            begins = months_later(row.starts, 3 * period)
            ends = months_later(begins, 3) - timedelta(days=1)
            report = Report(
                partnership=row,
                starts_on=begins,
                ends_on=ends,
                # One in ten is not due yet: what lists show is put in order by its day.
                due_on=ends + timedelta(days=30 + number % 60),
            )
            if period < 2 and not (period == 1 and number % 3 == 0):
                report.state, report.party = "submitted", other if number % 2 else own
                report.done, report.rating = "We taught.", "on_track"
                report.submitted_at = timezone.now() - timedelta(days=3)
            if period == 0:
                report.state, report.read_at = "accepted", timezone.now()
                report.read_for = own if number % 2 else other
            reports.append(report)
        checks += [
            ExpectationCheck(
                partnership=row,
                days=days,
                opens_on=today + timedelta(days=days - 45),
                closes_on=today + timedelta(days=days - 25),
                asked_at=timezone.now(),
            )
            for days in (30, 90)
        ]
    _store(Kpi, kpis)
    _store(KpiTarget, targets)
    _store(Milestone, milestones)
    _store(Report, reports)
    _store(ExpectationCheck, checks)
    of: dict[int, list[Any]] = {}
    for kpi in kpis:
        of.setdefault(kpi.partnership_id, []).append(kpi)
    actuals = [
        Actual(report=report, kpi=kpi, value=Decimal(20))
        for report in reports
        if report.state != "open"
        for kpi in of[report.partnership_id]
    ]
    _store(Actual, actuals)
    _store(ActualPart, _parts(actuals))


def _parts(actuals: Iterable[Any]) -> Iterator[Any]:
    from partnerships.models import ActualPart

    for actual in actuals:
        for dimension, category in (("gender", "female"), ("generation", "second")):
            yield ActualPart(
                actual=actual, dimension=dimension, category=category, value=Decimal(8)
            )


def _store(model: Any, rows: Iterable[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=5_000)
