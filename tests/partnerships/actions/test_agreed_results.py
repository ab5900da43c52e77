"""What the text in force says of results, as rows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships import actions
from partnerships.actions.agreements import IncompleteTextError, starting_text
from partnerships.indicators import AgreedMilestone, Target
from partnerships.models import Kpi, Partnership
from partnerships.reporting import months_later
from tests.factories.results import KEYS, begun, indicator, make_running, sent, speaker, written

pytestmark = pytest.mark.django_db


def amended(partnership: Partnership, **changes: object) -> None:
    """Put another text in force: proposed by the first party, accepted by the second."""
    mine, theirs = partnership.parties.all()
    one, other = speaker(partnership), speaker(partnership, 1)
    text = replace(starting_text(partnership), **changes)  # type: ignore[arg-type]
    actions.save_draft(
        partnership_id=partnership.pk, party_id=mine.pk, by=one, text=text, revision=0
    )
    number = partnership.versions.count()
    actions.propose(partnership_id=partnership.pk, party_id=mine.pk, by=one, after=number)
    actions.accept(partnership_id=partnership.pk, party_id=theirs.pk, by=other, number=number + 1)
    partnership.refresh_from_db()


def test_nothing_is_a_row_before_all_have_accepted() -> None:
    partnership = make_running()
    kpi = partnership.kpis.get()
    text = partnership.in_force.text  # type: ignore[union-attr]
    assert kpi.agreed.to_json() == text.kpis[0]
    mine = partnership.parties.all()[0]
    more = indicator(KEYS[1], title="Teachers", ends=partnership.ends)
    actions.save_draft(
        partnership_id=partnership.pk, party_id=mine.pk, by=speaker(partnership),
        text=replace(text, kpis=(*text.kpis, more.to_json())), revision=0,
    )  # fmt: skip
    actions.propose(
        partnership_id=partnership.pk, party_id=mine.pk, by=speaker(partnership), after=1
    )
    assert partnership.kpis.count() == 1


def test_reports_of_every_period_and_two_checks() -> None:
    partnership = make_running(starts=begun(4))
    rows = partnership.reports.all()
    assert [row.starts_on for row in rows] == [begun(4), begun(1), begun(-2), begun(-5)]
    today, month = timezone.localdate(), timedelta(days=30)
    # What was over before all had agreed is not overdue at once.
    assert rows[0].due_on == today + month
    assert [row.due_on - row.ends_on for row in rows[1:]] == [month] * 3
    assert [(row.days, row.opens_on, row.closes_on) for row in partnership.checks.all()] == [
        (30, today + timedelta(days=30), today + timedelta(days=44)),
        (90, today + timedelta(days=90), today + timedelta(days=104)),
    ]


def test_checks_of_a_work_that_begins_later_wait_for_it() -> None:
    partnership = make_running(starts=begun(-2), ends=begun(-8))
    assert partnership.checks.all()[0].opens_on == begun(-2) + timedelta(days=30)


def test_an_amendment_changes_indicators_and_keeps_what_was_reached() -> None:
    ends = months_later(begun(4), 12) - timedelta(days=1)
    two = [indicator(ends=ends), indicator(KEYS[1], title="Teachers", ends=ends)]
    partnership = make_running(indicators=two)
    sent(partnership.reports.all()[0])
    before = {kpi.title: kpi.pk for kpi in partnership.kpis.all()}
    changed = replace(two[0], title="Children taught", targets=(Target(ends, Decimal(150)),))
    new = indicator(KEYS[2], title="Rooms", ends=ends)
    amended(partnership, kpis=(new.to_json(), changed.to_json()))
    assert [kpi.title for kpi in partnership.kpis.agreed()] == ["Rooms", "Children taught"]
    kpi = Kpi.objects.get(title="Children taught")
    assert kpi.pk == before["Girls taught"]
    assert [target.value for target in kpi.targets.all()] == [150]
    gone = Kpi.objects.get(title="Teachers")
    assert not gone.is_agreed
    assert gone.actuals.get().value == 20
    assert partnership.checks.count() == 2


def test_an_amendment_leaves_what_is_over_or_begun_and_plans_the_rest_anew() -> None:
    partnership = make_running(starts=begun(7))
    over, due, current, _ahead = partnership.reports.all()
    written(current)
    ends = months_later(begun(7), 24) - timedelta(days=1)
    amended(partnership, ends=ends, report_every=12)
    kept, new = partnership.reports.all()[:3], partnership.reports.all()[3:]
    assert list(kept) == [over, due, current]
    assert [(row.starts_on, row.ends_on) for row in new] == [
        (begun(-2), months_later(begun(-2), 12) - timedelta(days=1)),
        (months_later(begun(-2), 12), ends),
    ]


def test_a_text_whose_results_contradict_its_dates_is_not_proposed() -> None:
    partnership = make_running()
    late = AgreedMilestone(KEYS[0], "Opening", partnership.ends + timedelta(days=1))
    with pytest.raises(IncompleteTextError) as error:
        amended(
            partnership, ends=partnership.ends - timedelta(days=60), milestones=(late.to_json(),)
        )
    assert error.value.missing == ["kpis", "milestones"]


def test_milestones_stay_reached() -> None:
    opening = AgreedMilestone(KEYS[5], "Opening", begun(-1))
    partnership = make_running(milestones=[opening])
    row = partnership.milestones.get()
    assert (row.title, row.due_on, row.reached_on) == ("Opening", begun(-1), None)
    row.reached_on, row.reached_for = timezone.localdate(), partnership.parties.all()[0]
    row.save()
    amended(partnership, milestones=(replace(opening, title="The opening").to_json(),))
    row.refresh_from_db()
    assert (row.title, row.reached_on) == ("The opening", timezone.localdate())
