"""How long a listing is taken to be true, and when its group is asked again. Pure."""

from datetime import datetime, timedelta

from organizations.enums import ConfirmationStage

YEAR = timedelta(days=365)
ARCHIVED_AFTER = 2 * YEAR
# A listing never leaves the directory before its group has had this long to answer the warning.
NOTICE = timedelta(days=30)
# A month after it is first asked, a silent group's page says since when nobody has confirmed it.
UNCONFIRMED_AFTER = YEAR + timedelta(days=30)
STAGES = {
    ConfirmationStage.ASK: YEAR,
    ConfirmationStage.REMIND: YEAR + timedelta(days=30),
    ConfirmationStage.REMIND_AGAIN: YEAR + timedelta(days=180),
    ConfirmationStage.WARN: ARCHIVED_AFTER - NOTICE,
}


def stage_due(heard_at: datetime, now: datetime) -> ConfirmationStage | None:
    """Return the latest letter that a group not heard of since `heard_at` is owed; None so far.

    Whatever was missed while a clock stood still is not made up for: one letter is enough.
    """
    silent = now - heard_at
    return max((stage for stage, after in STAGES.items() if silent >= after), default=None)


def is_unconfirmed(heard_at: datetime, now: datetime) -> bool:
    """Return whether readers should know that nobody has confirmed the listing for long."""
    return now - heard_at >= UNCONFIRMED_AFTER


def archive_on(heard_at: datetime, warned_at: datetime) -> datetime:
    """Return when a listing goes if nobody answers: never earlier than its warning promised."""
    return max(heard_at + ARCHIVED_AFTER, warned_at + NOTICE)
