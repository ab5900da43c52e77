"""Tasks take ids, and can come late."""

import pytest

from accounts.tasks import deliver_notification, sweep_outbox


@pytest.mark.django_db
def test_a_row_that_is_gone_is_no_error() -> None:
    deliver_notification(0)


def test_late_sweeps_are_dropped() -> None:
    assert sweep_outbox.expires == 50
