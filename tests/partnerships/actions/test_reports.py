"""One side writes and sends a report, another reads and answers it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notification
from organizations.models import Membership
from partnerships.actions import reports as actions
from partnerships.actions.reports import Entry, NewProof, TooManyProofsError
from partnerships.attachments import CheckedFile
from partnerships.indicators import AgreedMilestone, Target
from partnerships.kpis import Part, PartsError
from partnerships.models import Actual, Partnership, Proof, Report
from partnerships.reporting import (
    AnotherSideWritesError,
    IncompleteReportError,
    PeriodNotOverError,
    ReportChangedError,
    ReportStepError,
)
from partnerships.viewers import viewer_for
from tests.factories import UserFactory, make_listing
from tests.factories.results import (
    ALL_DONE,
    KEYS,
    begun,
    indicator,
    make_running,
    sent,
    speaker,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    return make_running()


@pytest.fixture
def report(partnership: Partnership) -> Report:
    """The one that is due."""
    return partnership.reports.all()[0]


def acting(report: Report, number: int) -> dict[str, Any]:
    """Who acts for a party, as the actions take it."""
    return {
        "report_id": report.pk,
        "party_id": report.partnership.parties.all()[number].pk,
        "by": speaker(report.partnership, number),
    }


def letters(stem: str) -> list[int]:
    found = Notification.objects.filter(template=f"partnerships/emails/{stem}")
    return sorted(found.values_list("recipient_id", flat=True))


def test_whoever_writes_first_writes_it_for_her_side(report: Report) -> None:
    saved = written(report)
    mine, theirs = report.partnership.parties.all()
    mine, theirs = report.partnership.parties.all()
    assert (saved.state, saved.party, saved.revision) == ("open", mine, 1)
    assert report.actuals.get().value == 20
    with pytest.raises(AnotherSideWritesError) as error:
        written(report, number=1)
    assert error.value.name == mine.name
    actions.leave_report(**acting(report, 0))
    assert written(report, number=1, value="25").party == theirs
    assert report.actuals.get().value == 25
    assert not Notification.objects.filter(template__contains="report").exists()


def test_nothing_of_an_older_state_is_written_over(report: Report) -> None:
    written(report)
    with pytest.raises(ReportChangedError):
        written(report, value="30", revision=0)
    assert report.actuals.get().value == 20


def test_sending_twice_is_sending_once(report: Report) -> None:
    sent(report)
    report.refresh_from_db()
    actions.submit_report(**acting(report, 0), revision=report.revision)
    assert [act.step for act in report.acts.all()] == ["submit"]
    assert letters("report_submitted") == [speaker(report.partnership, 1).pk]


def test_what_is_missing_is_named_and_what_is_saved_stays(report: Report) -> None:
    words = actions.Words(done="", hindered="", coming="", rating="")
    kpi = report.partnership.kpis.get()
    written(report, words=words, entries=[Entry(kpi_id=kpi.pk, value=None)])
    with pytest.raises(IncompleteReportError) as error:
        actions.submit_report(**acting(report, 0), revision=1)
    assert error.value.missing == ["done", "rating", str(kpi.key)]
    # Words do where no value is known.
    entries = [Entry(kpi_id=kpi.pk, value=None, comment="The list is lost")]
    written(report, entries=entries)
    report.refresh_from_db()
    actions.submit_report(**acting(report, 0), revision=2)
    assert report.acts.count() == 1


def test_what_has_no_order_is_rated_by_whoever_reports() -> None:
    ends = begun(-8)
    words = indicator(
        measure="5",
        baseline_value=None,
        splits=(),
        ends=ends,
        targets=(Target(ends, None, "Trust"),),
    )
    report = make_running(ends=ends, indicators=[words]).reports.all()[0]
    kpi = report.partnership.kpis.get()
    entry = Entry(kpi_id=kpi.pk, value=Decimal(5), comment="They come back")
    written(report, entries=[entry])
    with pytest.raises(IncompleteReportError) as error:
        actions.submit_report(**acting(report, 0), revision=1)
    assert error.value.missing == [str(kpi.key)]
    rated = Entry(kpi_id=kpi.pk, value=None, comment="They come back", rating="on_track")
    written(report, entries=[rated])
    actions.submit_report(**acting(report, 0), revision=2)
    actual = report.actuals.get()
    assert (actual.value, actual.rating) == (None, "on_track")


def test_nothing_is_sent_before_its_period_is_over(partnership: Partnership) -> None:
    ahead = partnership.reports.all()[1]
    written(ahead)
    with pytest.raises(PeriodNotOverError) as error:
        actions.submit_report(**acting(ahead, 0), revision=1)
    assert error.value.ends_on == ahead.ends_on


def test_another_side_accepts_once(report: Report) -> None:
    sent(report)
    for _ in range(2):
        actions.accept_report(**acting(report, 1), words="Well done")
    report.refresh_from_db()
    assert (report.state, report.answer) == ("accepted", "Well done")
    assert report.read_for == report.partnership.parties.all()[1]
    assert [act.step for act in report.acts.all()] == ["submit", "accept"]
    assert letters("report_accepted") == [speaker(report.partnership).pk]


@pytest.mark.parametrize("act", [actions.accept_report, actions.send_back_report])
def test_nobody_answers_her_own_sides_report(act: Any, report: Report) -> None:
    sent(report)
    with pytest.raises(PermissionDenied):
        act(**acting(report, 0), words="Fine")
    # Nor for another side, where she speaks for both.
    both = speaker(report.partnership, 1)
    Membership.objects.create(
        organization=report.partnership.parties.all()[0].organization, user=both, role="editor"
    )
    with pytest.raises(PermissionDenied):
        act(**acting(report, 1), words="Fine")
    report.refresh_from_db()
    assert report.state == "submitted"


def test_the_database_holds_that_another_side_reads(report: Report) -> None:
    sent(report)
    report.refresh_from_db()
    report.state, report.read_at = "accepted", timezone.now()
    report.read_for = report.party
    with pytest.raises(IntegrityError, match="report_read_by_another_side"), transaction.atomic():
        report.save()
    report.read_for = report.partnership.parties.all()[1]
    report.read_by = report.submitted_by
    with pytest.raises(IntegrityError, match="report_read_by_another_person"):
        report.save()


def test_questions_are_answered_and_it_is_sent_again(report: Report) -> None:
    sent(report)
    actions.send_back_report(**acting(report, 1), words="How many boys?")
    assert letters("report_sent_back") == [speaker(report.partnership).pk]
    report.refresh_from_db()
    assert (report.state, report.answer) == ("sent_back", "How many boys?")
    # The questions are for who has sent it.
    actions.leave_report(**acting(report, 0))
    with pytest.raises(AnotherSideWritesError):
        written(report, number=1)
    sent(report, value="22")
    report.refresh_from_db()
    assert (report.state, report.answer, report.read_for) == ("submitted", "", None)
    actions.accept_report(**acting(report, 1))
    assert [act.step for act in report.acts.all()] == ["submit", "send_back", "submit", "accept"]
    assert [act.words for act in report.acts.all()][1] == "How many boys?"


def test_what_nobody_has_answered_is_taken_back(report: Report) -> None:
    sent(report)
    with pytest.raises(PermissionDenied):
        actions.take_back_report(**acting(report, 1))
    actions.take_back_report(**acting(report, 0))
    report.refresh_from_db()
    assert (report.state, report.submitted_at) == ("open", None)
    with pytest.raises(ReportStepError):
        actions.accept_report(**acting(report, 1))
    sent(report)
    actions.accept_report(**acting(report, 1))
    with pytest.raises(ReportStepError):
        actions.take_back_report(**acting(report, 0))


def test_strangers_and_those_only_invited_do_nothing(report: Report) -> None:
    stranger = UserFactory()
    with pytest.raises(PermissionDenied):
        written(report, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.submit_report(**acting(report, 0) | {"by": stranger}, revision=0)
    named = report.partnership.parties.create(
        organization=make_listing(owner=stranger), name="New", standing="invited",
        told_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        written(report, party_id=named.pk, by=stranger)
    assert not Actual.objects.exists()


def test_parts_are_never_more_than_the_whole(report: Report) -> None:
    kpi = report.partnership.kpis.get()
    parts = (Part("gender", "female", Decimal(12)), Part("generation", "second", Decimal(20)))
    entry = Entry(kpi_id=kpi.pk, value=Decimal(20), parts=parts)
    written(report, entries=[entry])
    actual = Actual.objects.with_split().get()
    assert actual.known_parts == parts
    more = (Part("gender", "female", Decimal(21)),)
    with pytest.raises(PartsError):
        written(report, entries=[Entry(kpi_id=kpi.pk, value=Decimal(20), parts=more)])
    assert Actual.objects.with_split().get().known_parts == parts


def test_another_partnerships_indicator_is_refused(report: Report) -> None:
    other = make_running().kpis.get()
    with pytest.raises(KeyError):
        written(report, entries=[Entry(kpi_id=other.pk, value=Decimal(1))])
    assert not Actual.objects.exists()


def test_evidence_is_added_and_taken_out(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    kpi = report.partnership.kpis.get()
    file = CheckedFile("list.pdf", "application/pdf", b"%PDF-")
    proofs = [
        NewProof(kpi_id=kpi.pk, title="Our page", url="https://example.org/"),
        NewProof(kpi_id=None, title="list.pdf", file=file),
    ]
    written(report, proofs=proofs)
    rows = list(report.proofs.values_list("title", "url", "content_type", "size"))
    assert rows == [
        ("Our page", "https://example.org/", "", 0),
        ("list.pdf", "", "application/pdf", 5),
    ]
    foreign = Proof.objects.create(
        report=make_running().reports.all()[0], title="x", url="https://example.org/"
    )
    gone = report.proofs.get(title="Our page").uuid
    written(report, dropped=[gone, foreign.uuid])
    assert [row.title for row in report.proofs.all()] == ["list.pdf"]
    assert Proof.objects.filter(pk=foreign.pk).exists()
    monkeypatch.setattr(actions, "MOST_PROOFS", 2)
    with pytest.raises(TooManyProofsError):
        written(report, proofs=proofs)


def test_what_is_due_to_whom() -> None:
    today = timezone.localdate()
    partnership = make_running(starts=begun(7))
    over, due, current, _ahead = partnership.reports.all()

    def due_for(number: int, on: date = today) -> list[Report]:
        return list(Report.objects.due_for(viewer_for(speaker(partnership, number)), on))

    assert due_for(0) == due_for(1) == [over, due]
    written(over)
    assert (due_for(0), due_for(1)) == ([over, due], [due])
    sent(over)
    assert (due_for(0), due_for(1)) == ([due], [over, due])
    assert due_for(0, current.ends_on + timedelta(days=1)) == [due, current]
    stranger = UserFactory()
    make_listing(owner=stranger)
    assert not Report.objects.due_for(viewer_for(stranger), today)


def test_a_milestone_is_reached_once_and_taken_back_by_who_said_it() -> None:
    partnership = make_running(milestones=[AgreedMilestone(KEYS[4], "Opening", begun(0))])
    milestone = partnership.milestones.get()
    mine, theirs = partnership.parties.all()
    one, other = speaker(partnership), speaker(partnership, 1)
    today = timezone.localdate()
    for on in (today, today - timedelta(days=1)):
        actions.reach_milestone(milestone_id=milestone.pk, party_id=mine.pk, by=one, reached_on=on)
    milestone.refresh_from_db()
    assert (milestone.reached_on, milestone.reached_for) == (today, mine)
    assert letters("milestone_reached") == [other.pk]
    with pytest.raises(PermissionDenied):
        actions.take_back_milestone(milestone_id=milestone.pk, party_id=theirs.pk, by=other)
    actions.take_back_milestone(milestone_id=milestone.pk, party_id=mine.pk, by=one)
    milestone.refresh_from_db()
    assert milestone.reached_on is None


def test_all_words_of_a_report_are_kept(report: Report) -> None:
    written(report)
    report.refresh_from_db()
    assert (report.done, report.hindered, report.coming, report.rating) == (
        ALL_DONE.done,
        ALL_DONE.hindered,
        ALL_DONE.coming,
        ALL_DONE.rating,
    )
