"""When a group is asked, and when its listing goes."""

from datetime import UTC, datetime, timedelta

import pytest

from organizations.enums import ConfirmationStage
from organizations.freshness import archive_on, is_unconfirmed, stage_due

HEARD = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (0, None),
        (364, None),
        (365, ConfirmationStage.ASK),
        (394, ConfirmationStage.ASK),
        (395, ConfirmationStage.REMIND),
        (545, ConfirmationStage.REMIND_AGAIN),
        (699, ConfirmationStage.REMIND_AGAIN),
        (700, ConfirmationStage.WARN),
        (2_000, ConfirmationStage.WARN),
    ],
)
def test_the_latest_letter_alone_is_due(days: int, stage: ConfirmationStage | None) -> None:
    assert stage_due(HEARD, HEARD + timedelta(days=days)) == stage


def test_readers_are_told_a_month_after_the_group_was_asked() -> None:
    assert not is_unconfirmed(HEARD, HEARD + timedelta(days=394))
    assert is_unconfirmed(HEARD, HEARD + timedelta(days=395))


def test_nobody_goes_before_the_warning_has_run_out() -> None:
    in_time, late = HEARD + timedelta(days=700), HEARD + timedelta(days=1_000)
    assert archive_on(HEARD, in_time) == HEARD + timedelta(days=730)
    assert archive_on(HEARD, late) == HEARD + timedelta(days=1_030)
