"""Reports: one party writes and sends, another reads and answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.actions.partnerships import Standing, standing
from partnerships.attachments import CheckedFile
from partnerships.kpis import Part, check_parts
from partnerships.models import (
    Actual,
    ActualPart,
    Milestone,
    PartnershipParty,
    Proof,
    Report,
    ReportAct,
)
from partnerships.partnership_enums import PartyStanding
from partnerships.reporting import (
    AnotherSideWritesError,
    IncompleteReportError,
    PeriodNotOverError,
    ReportChangedError,
    next_state,
)
from partnerships.result_enums import ReportState
from partnerships.result_news import tell_of_milestone, tell_of_report
from partnerships.rules import speaks_for

MOST_PROOFS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a report says of one indicator."""

    kpi_id: int
    value: Decimal | None
    comment: str = ""
    rating: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProof:
    """Evidence to add: an address or a file."""

    kpi_id: int | None
    title: str
    url: str = ""
    file: CheckedFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The report's own words, and how it goes in the eyes of whoever writes it."""

    done: str
    hindered: str
    coming: str
    rating: str


class TooManyProofsError(Exception):
    """As much evidence as one report may have."""


@transaction.atomic
def save_report(
    *,
    report_id: int,
    party_id: int,
    by: User,
    revision: int,
    words: Words,
    entries: Sequence[Entry],
    proofs: Sequence[NewProof] = (),
    dropped: Collection[UUID] = (),
) -> Report:
    """Keep what a party writes; whoever writes first, writes it for her side.

    `revision` is of what it was written upon. Raises PermissionDenied for whoever may not act for
    the party, AnotherSideWritesError, ReportStepError, ReportChangedError, TooManyProofsError and
    PartsError; nothing is written then.
    """
    now, report = _locked(report_id, party_id, by, may_report=True)
    _require_own(report, now.acting)
    next_state("submit", report.state)
    if report.revision != revision:
        raise ReportChangedError
    for entry in entries:
        check_parts(entry.value or Decimal(0), entry.parts)
    report.party = now.acting
    report.done, report.hindered = words.done, words.hindered
    report.coming, report.rating = words.coming, words.rating
    report.revision += 1
    report.save()
    _write_entries(report, entries)
    report.proofs.filter(uuid__in=list(dropped)).delete()
    if report.proofs.count() + len(proofs) > MOST_PROOFS:
        raise TooManyProofsError
    for proof in proofs:
        file = proof.file
        Proof.objects.create(
            report=report,
            kpi=_kpi(report, proof.kpi_id) if proof.kpi_id else None,
            title=proof.title,
            url=proof.url,
            content_type=file.media_type if file else "",
            content=file.content if file else None,
            size=len(file.content) if file else 0,
        )
    return report


@transaction.atomic
def submit_report(*, report_id: int, party_id: int, by: User, revision: int) -> Report:
    """Send what is saved to the other sides, one of which answers; sending twice is once.

    Raises IncompleteReportError and PeriodNotOverError beside those of save_report.
    """
    now, report = _locked(report_id, party_id, by, may_report=True)
    _require_own(report, now.acting)
    if report.state == ReportState.SUBMITTED:
        return report
    state = next_state("submit", report.state)
    if report.revision != revision:
        raise ReportChangedError
    if timezone.localdate() < report.ends_on:
        raise PeriodNotOverError(report.ends_on)
    if missing := missing_of(report):
        raise IncompleteReportError(missing)
    report.state, report.party = state, now.acting
    report.submitted_at, report.submitted_by = timezone.now(), by
    report.read_at = report.read_for = report.read_by = None
    report.answer = ""
    _take(now, report, "submit")
    tell_of_report(
        report, "report_submitted", parties=_told(now), by=by, party=now.acting.name,
        host=_host_name(now),
    )  # fmt: skip
    return report


@transaction.atomic
def take_back_report(*, report_id: int, party_id: int, by: User) -> Report:
    """Go on writing what nobody has answered yet."""
    now, report = _locked(report_id, party_id, by, may_report=True)
    if report.party_id != now.acting.pk:
        raise PermissionDenied
    report.state = next_state("take_back", report.state)
    report.submitted_at = report.submitted_by = None
    _take(now, report, "take_back")
    tell_of_report(
        report, "report_taken_back", parties=_told(now), by=by, party=now.acting.name,
        host=_host_name(now),
    )  # fmt: skip
    return report


@transaction.atomic
def leave_report(*, report_id: int, party_id: int, by: User) -> Report:
    """Leave a report that one's own side has begun to the others, with what stands in it."""
    now, report = _locked(report_id, party_id, by, may_report=True)
    _require_own(report, now.acting)
    next_state("submit", report.state)
    # Once it was sent, the questions that came back are for who sent it.
    if report.state == ReportState.OPEN:
        report.party = None
        report.save(update_fields=["party"])
    return report


@transaction.atomic
def accept_report(*, report_id: int, party_id: int, by: User, words: str = "") -> Report:
    """Agree that the report is right; raises PermissionDenied for one's own side's."""
    return _answer(report_id, party_id, by, "accept", "report_accepted", words)


@transaction.atomic
def send_back_report(*, report_id: int, party_id: int, by: User, words: str) -> Report:
    """Ask the side that wrote it for more; `words` say what is not clear."""
    return _answer(report_id, party_id, by, "send_back", "report_sent_back", words)


@transaction.atomic
def reach_milestone(*, milestone_id: int, party_id: int, by: User, reached_on: date) -> Milestone:
    """Say that a milestone is reached; saying it twice is saying it once."""
    found = Milestone.objects.select_related("partnership").get(pk=milestone_id)
    now = _joined(found.partnership_id, party_id, by)
    milestone = Milestone.objects.select_related("partnership").get(pk=milestone_id)
    if milestone.reached_on is None:
        milestone.reached_on, milestone.reached_for = reached_on, now.acting
        milestone.save(update_fields=["reached_on", "reached_for"])
        tell_of_milestone(milestone, parties=_others(now), by=by, party=now.acting.name)
    return milestone


@transaction.atomic
def take_back_milestone(*, milestone_id: int, party_id: int, by: User) -> Milestone:
    """Say that it was a mistake: only the side that said it can."""
    found = Milestone.objects.get(pk=milestone_id)
    now = _joined(found.partnership_id, party_id, by)
    milestone = Milestone.objects.get(pk=milestone_id)
    if milestone.reached_on is not None:
        if milestone.reached_for_id != now.acting.pk:
            raise PermissionDenied
        milestone.reached_on = milestone.reached_for = None
        milestone.save(update_fields=["reached_on", "reached_for"])
    return milestone


def missing_of(report: Report) -> list[str]:
    """Names of the fields, and keys of the indicators, that a report does not speak of yet."""
    missing = [name for name in ("done", "rating") if not getattr(report, name)]
    said = {actual.kpi_id: actual for actual in report.actuals.all()}
    for kpi in report.partnership.kpis.agreed():
        actual = said.get(kpi.pk)
        # Where no value is known, words say why.
        is_told = actual and (actual.value is not None or actual.comment)
        is_rated = actual and (kpi.is_judged_by_figures or actual.rating)
        if not is_told or not is_rated:
            missing.append(str(kpi.key))
    return missing


def _answer(report_id: int, party_id: int, by: User, step: str, stem: str, words: str) -> Report:
    now, report = _locked(report_id, party_id, by)
    # Nor may whoever speaks for both sides.
    if report.party is None or speaks_for(by, report.party.listing):
        raise PermissionDenied
    if report.read_for_id == now.acting.pk and report.state == _target(step):
        return report
    report.state = next_state(step, report.state)
    report.read_at, report.read_for, report.read_by = timezone.now(), now.acting, by
    report.answer = words
    _take(now, report, step, words)
    told = [party for party in _joined_parties(now) if party != now.acting]
    if step == "send_back":
        # Questions are for the side that wrote it: nobody else has to do anything.
        told = [party for party in told if party.pk == report.party_id]
    tell_of_report(
        report,
        stem,
        parties=told,
        by=by,
        party=now.acting.name,
        words=words,
    )
    return report


def _target(step: str) -> ReportState:
    return next_state(step, ReportState.SUBMITTED)


def _take(now: Standing, report: Report, step: str, words: str = "") -> None:
    report.save()
    act = ReportAct(report=report, step=step, party=now.acting, by=now.by, words=words)
    act.note_host(now.agreement)
    act.save()


def _locked(
    report_id: int, party_id: int, by: User, *, may_report: bool = False
) -> tuple[Standing, Report]:
    """Lock the partnership, then read its report: all of one partnership act one by one."""
    partnership_id = Report.objects.values_list("partnership_id", flat=True).get(pk=report_id)
    now = _joined(partnership_id, party_id, by, may_report=may_report)
    # The clock notes its reminders in the row without the partnership's lock.
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("partnership", "party__organization", "party__partner")
        .get(pk=report_id)
    )
    return now, report


def _joined(partnership_id: int, party_id: int, by: User, *, may_report: bool = False) -> Standing:
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by, may_report=may_report)
    if now.acting.standing != PartyStanding.JOINED:
        raise PermissionDenied
    return now


def _joined_parties(now: Standing) -> list[PartnershipParty]:
    return [party for party in now.parties if party.standing == PartyStanding.JOINED]


def _others(now: Standing) -> list[PartnershipParty]:
    return [party for party in _joined_parties(now) if party != now.acting]


def _told(now: Standing) -> list[PartnershipParty]:
    """Who hears of it: the others, and the own side where its host has done it."""
    return _joined_parties(now) if now.agreement else _others(now)


def _host_name(now: Standing) -> str:
    return now.agreement.host.name if now.agreement else ""


def _require_own(report: Report, acting: PartnershipParty) -> None:
    if report.party is not None and report.party_id != acting.pk:
        raise AnotherSideWritesError(report.party.name)


def _kpi(report: Report, kpi_id: int) -> Any:
    """The indicator of this partnership; DoesNotExist for another's."""
    return report.partnership.kpis.get(pk=kpi_id)


def _write_entries(report: Report, entries: Sequence[Entry]) -> None:
    kpis = {kpi.pk: kpi for kpi in report.partnership.kpis.all()}
    for entry in entries:
        kpi = kpis[entry.kpi_id]
        actual, _created = Actual.objects.update_or_create(
            report=report,
            kpi=kpi,
            defaults={
                "value": entry.value if kpi.has_value else None,
                "comment": entry.comment,
                "rating": "" if kpi.is_judged_by_figures else entry.rating,
            },
        )
        actual.parts.all().delete()
        ActualPart.objects.bulk_create(
            ActualPart(
                actual=actual,
                dimension=part.dimension,
                category=part.category,
                value=part.value,
            )
            for part in entry.parts
            if part.dimension in kpi.splits
        )
