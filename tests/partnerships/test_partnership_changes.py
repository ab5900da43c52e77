"""Nothing that parties agree on changes without being shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from partnerships.agreement import AgreedText, Share
from partnerships.indicators import AgreedMilestone, Target
from partnerships.partnership_changes import changes
from tests.factories.results import KEYS, indicator

ENDS = date(2026, 12, 31)
KPI = indicator(ends=ENDS)
TEXT = AgreedText(
    title="Classes",
    purpose="To learn.",
    goals=("One.",),
    starts=date(2026, 1, 1),
    ends=ENDS,
    sectors=("education",),
    places=("KE",),
    shares=(Share("a", "Group", "implementing", "Time"),),
    kpis=(KPI.to_json(),),
    milestones=(AgreedMilestone(KEYS[1], "Rooms", date(2026, 2, 1)).to_json(),),
)


def with_kpi(**fields: object) -> AgreedText:
    return replace(TEXT, kpis=(replace(KPI, **fields).to_json(),))  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "label"),
    [
        (replace(TEXT, title="Lessons"), "Title"),
        (replace(TEXT, purpose="To teach."), "Purpose"),
        (replace(TEXT, goals=("One.", "Two.")), "Goals"),
        (replace(TEXT, starts=date(2026, 1, 2)), "Starts"),
        (replace(TEXT, ends=date(2026, 12, 30)), "Ends"),
        (replace(TEXT, sectors=()), "Areas of work"),
        (replace(TEXT, places=("SO",)), "Places"),
        (replace(TEXT, shares=(Share("a", "Group", "funding", "Time"),)), "Group"),
        (replace(TEXT, milestones=()), "Milestones"),
        (replace(TEXT, report_every=3), "Reports, every so many months"),
        (with_kpi(targets=(Target(ENDS, Decimal(90)),)), "Indicators"),
        (with_kpi(description="Who came once"), "Indicators"),
        (with_kpi(baseline_value=Decimal(5)), "Indicators"),
        (with_kpi(is_ascending=False), "Indicators"),
        (with_kpi(verification="Photos"), "Indicators"),
    ],
)
def test_each_part_is_compared(after: AgreedText, label: str) -> None:
    found = changes(TEXT, after)
    assert [change.label for change in found] == [label]
    assert any(piece.state != "kept" for piece in found[0].pieces)


@pytest.mark.django_db
def test_the_same_text_has_no_changes() -> None:
    assert changes(TEXT, TEXT) == []
