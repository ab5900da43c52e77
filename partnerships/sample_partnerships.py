"""Fictional partnerships of the sample: a few, labelled, with reports in every state.

Written as rows, so that nobody is sent a letter. Their dates follow the day on which they are
loaded: a portal to try is in the middle of things.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from organizations.enums import Audience, Source, Status
from organizations.models import Organization
from organizations.sample.chance import sample_uuid
from partnerships.actions.agreed_results import follow_text
from partnerships.agreement import AgreedText, Share, fingerprint
from partnerships.data.files import read_texts
from partnerships.enums import IntroductionState
from partnerships.indicators import AgreedIndicator, AgreedMilestone, Target
from partnerships.models import (
    Acceptance,
    Actual,
    ActualPart,
    AgreementVersion,
    ExpectationAnswer,
    ExpectationCheck,
    Introduction,
    Partner,
    Partnership,
    PartnershipEvent,
    PartnershipParty,
    Proof,
    PublicSummary,
    Pursuit,
    Report,
    ReportAct,
    SummaryConsent,
)
from partnerships.partnership_enums import (
    EventKind,
    Origin,
    PartnershipState,
    PartyRole,
    PartyStanding,
)
from partnerships.reporting import months_later
from partnerships.result_enums import Progress, ReportState
from sessions_archive.models import Recommendation

Listing = Organization | Partner
MONTHS_AGO, MONTHS = 8, 18
# Of each partnership, what it carries further of the exchange of 2024.
PURSUES = (("R3", "R4"), ("R5",), ("R6",))


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a report of the sample stands: its state, and which party wrote it."""

    state: ReportState
    party: int


# Of each partnership, what became of its first reports; the others wait for their time.
STAGES: tuple[tuple[Stage, ...], ...] = (
    (Stage(ReportState.ACCEPTED, 0), Stage(ReportState.SUBMITTED, 0)),
    (Stage(ReportState.ACCEPTED, 1), Stage(ReportState.OPEN, 1)),
    (Stage(ReportState.ACCEPTED, 0), Stage(ReportState.SENT_BACK, 0)),
)


def load_partnerships(*, seed: int, leader: Organization, foundation: Partner) -> int:
    """Create those of the sample's partnerships that are not there; return how many."""
    others = list(
        Organization.objects.filter(
            source=Source.SAMPLE,
            status=Status.PUBLISHED,
            audience=Audience.PUBLIC,
            hidden_from=[],
        )
        .exclude(pk=leader.pk)
        .order_by("uuid")[:2]
    )
    sides: list[list[Listing]] = [[leader, foundation]]
    sides += [[other, foundation] for other in others[:1]]
    sides += [[leader, other, foundation] for other in others[1:]]
    texts = read_texts("sample_partnerships.json")
    created = 0
    for number, listings in enumerate(sides):
        uuid = sample_uuid("partnership", seed, number)
        if not Partnership.objects.filter(uuid=uuid).exists():
            _create(uuid, seed, number, listings, texts["partnerships"][number], texts)
            created += 1
    return created


@transaction.atomic
def _create(
    uuid: Any,
    seed: int,
    number: int,
    listings: Sequence[Listing],
    words: dict[str, Any],
    texts: Any,
) -> None:
    starts = months_later(timezone.localdate().replace(day=1), -MONTHS_AGO)
    ends = months_later(starts, MONTHS) - dt.timedelta(days=1)
    at = timezone.make_aware(dt.datetime.combine(starts, dt.time(9)))
    partnership = Partnership.objects.create(uuid=uuid, created_at=at, changed_at=at)
    parties = [
        PartnershipParty.objects.create(
            uuid=sample_uuid(f"party/{number}", seed, place),
            partnership=partnership,
            name=listing.name,
            standing=PartyStanding.JOINED,
            role=PartyRole.FUNDING if isinstance(listing, Partner) else PartyRole.IMPLEMENTING,
            gives=texts["gives"]["partner" if isinstance(listing, Partner) else "group"],
            told_at=at,
            joined_at=at,
            **{"partner" if isinstance(listing, Partner) else "organization": listing},
        )
        for place, listing in enumerate(listings)
    ]
    text = _text(words, parties, starts, ends, seed, number)
    version = AgreementVersion.objects.create(
        partnership=partnership,
        number=1,
        content=text.to_json(),
        content_hash=fingerprint(text.to_json()),
        proposed_for=parties[0],
        created_at=at,
    )
    for party in parties:
        Acceptance.objects.create(
            version=version, party=party, content_hash=version.content_hash, at=at
        )
    partnership.state, partnership.in_force = PartnershipState.ACTIVE, version
    partnership.title, partnership.purpose = text.title, text.purpose
    partnership.starts, partnership.ends, partnership.agreed_at = starts, ends, at
    partnership.save()
    PartnershipEvent.objects.create(
        partnership=partnership, kind=EventKind.AGREED, party=parties[-1], at=at,
        details={"number": 1},
    )  # fmt: skip
    follow_text(partnership, text)
    _pursue(partnership, parties[0], PURSUES[number])
    if number == 0:
        _publish(partnership, parties, texts["summary"], at)
    _report(partnership, parties, words, number)
    _answer(partnership, parties, words)


def _text(
    words: dict[str, Any],
    parties: Sequence[PartnershipParty],
    starts: dt.date,
    ends: dt.date,
    seed: int,
    number: int,
) -> AgreedText:
    def day(months: int) -> dt.date:
        return months_later(starts, months) - dt.timedelta(days=1)

    kpis = [
        AgreedIndicator(
            key=str(sample_uuid(f"kpi/{number}", seed, place)),
            title=row["title"],
            description=row["description"],
            result_type=row["result_type"],
            measure=row["measure"],
            is_ascending=row["is_ascending"],
            baseline_year=starts.year,
            baseline_value=None if row["baseline"] is None else Decimal(row["baseline"]),
            baseline_comment="",
            verification=row["verification"],
            splits=tuple(row["splits"]),
            targets=tuple(
                Target(day(months), None, value) if row["measure"] == "5"
                else Target(day(months), Decimal(value))
                for months, value in row["targets"]
            ),
        ).to_json()
        for place, row in enumerate(words["kpis"])
    ]  # fmt: skip
    milestones = [
        AgreedMilestone(
            str(sample_uuid(f"milestone/{number}", seed, place)), title, day(months)
        ).to_json()
        for place, (title, months) in enumerate(words["milestones"])
    ]
    return AgreedText(
        title=words["title"],
        purpose=words["purpose"],
        goals=tuple(words["goals"]),
        starts=starts,
        ends=ends,
        shares=tuple(
            Share(str(party.uuid), party.name, party.role, party.gives) for party in parties
        ),
        kpis=tuple(kpis),
        milestones=tuple(milestones),
        report_every=3,
    )


def _pursue(partnership: Partnership, party: PartnershipParty, codes: Sequence[str]) -> None:
    """Name recommendations of the exchange, where its record is loaded; and the talk before."""
    for recommendation in Recommendation.objects.filter(edition__year=2024, code__in=codes):
        Pursuit.objects.create(partnership=partnership, recommendation=recommendation, party=party)
    one, *others = (row.listing for row in partnership.parties.all())
    talks = Introduction.objects.filter(state=IntroductionState.ACCEPTED)
    talk = next((row for other in others for row in talks.between(one, other)), None)
    if talk:
        partnership.origin, partnership.introduction = Origin.INTRODUCTION, talk
        partnership.save(update_fields=["origin", "introduction"])


def _publish(
    partnership: Partnership, parties: Sequence[PartnershipParty], words: str, at: dt.datetime
) -> None:
    """Let all agree that everybody reads of it, with the figures."""
    summary = PublicSummary.objects.create(
        partnership=partnership,
        title=partnership.title,
        words=words,
        shows_results=True,
        proposed_for=parties[0],
        created_at=at,
        published_at=at,
    )
    for party in parties:
        SummaryConsent.objects.create(summary=summary, party=party, at=at)
    partnership.summary = summary
    partnership.save(update_fields=["summary"])


def _report(
    partnership: Partnership,
    parties: Sequence[PartnershipParty],
    words: dict[str, Any],
    number: int,
) -> None:
    kpis = list(partnership.kpis.all())
    reports = list(partnership.reports.all())
    for report, stage, said in zip(reports, STAGES[number], words["reports"], strict=False):
        report.due_on = report.period.due_on
        report.done, report.hindered, report.coming = said["words"]
        report.rating = Progress.ON_TRACK
        report.revision, report.party = 1, parties[stage.party]
        _move(report, stage, parties, said)
        for kpi, (value, comment, parts) in zip(kpis, said["actuals"], strict=True):
            actual = Actual.objects.create(
                report=report,
                kpi=kpi,
                value=None if value is None else Decimal(value),
                comment=comment,
                rating="" if kpi.is_judged_by_figures else Progress.ON_TRACK,
            )
            for dimension, category, part in parts:
                ActualPart.objects.create(
                    actual=actual, dimension=dimension, category=category, value=Decimal(part)
                )
        Proof.objects.create(report=report, kpi=kpis[0], title=said["link"], url=said["link"])
    first = partnership.milestones.order_by("due_on")[0]
    first.reached_on, first.reached_for = first.due_on, parties[0]
    first.save()


def _move(
    report: Report, stage: Stage, parties: Sequence[PartnershipParty], said: dict[str, Any]
) -> None:
    """Let a report have been sent, and answered by the last party that has not written it."""
    report.state = stage.state
    sent = timezone.make_aware(
        dt.datetime.combine(report.ends_on + dt.timedelta(days=12), dt.time(10))
    )
    steps: list[tuple[str, PartnershipParty, str]] = []
    if stage.state != ReportState.OPEN:
        report.submitted_at = sent
        steps.append(("submit", parties[stage.party], ""))
    if stage.state in (ReportState.ACCEPTED, ReportState.SENT_BACK):
        reader = next(party for party in reversed(parties) if party != parties[stage.party])
        report.read_at, report.read_for = sent + dt.timedelta(days=3), reader
        report.answer = said["answer"]
        step = "accept" if stage.state == ReportState.ACCEPTED else "send_back"
        steps.append((step, reader, said["answer"]))
    report.save()
    for days, (step, party, text) in enumerate(steps):
        ReportAct.objects.create(
            report=report, step=step, party=party, words=text, at=sent + dt.timedelta(days=3 * days)
        )


def _answer(
    partnership: Partnership, parties: Sequence[PartnershipParty], words: dict[str, Any]
) -> None:
    """The first check lies open, the second waits for answers."""
    today = timezone.localdate()
    first, second = ExpectationCheck.objects.filter(partnership=partnership)
    for check, opens in ((first, today - dt.timedelta(days=70)), (second, today)):
        check.opens_on, check.closes_on = opens, opens + dt.timedelta(days=14)
        check.asked_at = timezone.now()
        check.save()
    for party, (values, need) in zip(parties, words["answers"], strict=True):
        roles, promises, voice, effort, again = values
        ExpectationAnswer.objects.create(
            check_of=first, party=party, words=need,
            roles=roles, promises=promises, voice=voice, effort=effort, again=again,
        )  # fmt: skip
    first.opened_at = timezone.now() - dt.timedelta(days=60)
    first.save(update_fields=["opened_at"])
