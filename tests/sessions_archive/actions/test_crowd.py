"""Everybody comes at once: several processes, each with several connections of its own."""

import pytest

from accounts.models import Notification
from bench.registrations import crowd, examine, overtaken
from tests.factories import UserFactory
from tests.factories.archive import make_upcoming
from tests.workers import database_url


@pytest.mark.django_db(transaction=True)
def test_hundreds_at_once_from_several_processes() -> None:
    session = make_upcoming(capacity=40)
    users = [user.pk for user in UserFactory.create_batch(300)]
    moments = crowd(
        session.pk,
        users,
        processes=2,
        threads=6,
        environment={"DATABASE_URL": database_url()},
    )
    assert moments.keys() == set(users)
    assert examine(session, moments) == {
        "registered": 40,
        "waiting": 260,
        "lost": 0,
        "twice": 0,
        "over_capacity": 0,
        "places_in_order": True,
        "overtaken": 0,
        "letters": 300,
    }
    told = dict(Notification.objects.values_list("recipient", "template"))
    assert {
        told[row.user_id].rpartition("/")[2] == row.state for row in session.registrations.all()
    } == {True}


def test_a_line_out_of_order_is_seen() -> None:
    """The one who asked first, and had the answer before the other asked, stands behind her."""
    assert overtaken([(1.0, 4.0), (2.0, 3.0), (5.0, 6.0)]) == 0
    assert overtaken([(5.0, 6.0), (1.0, 4.0)]) == 1
