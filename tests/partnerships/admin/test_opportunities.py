"""Calls in the back office: to read, and to take down."""

import pytest
from django.test import Client

from accounts.models import Notification, User
from gdve_portal.roles import VIEWER, set_up_roles
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_expression,
    make_listing,
    make_opportunity,
)

pytestmark = pytest.mark.django_db

CALLS = "/admin/partnerships/opportunity/"
ANSWERS = "/admin/partnerships/expressionofinterest/"


@pytest.fixture
def staff(client: Client) -> User:
    user = StaffFactory()
    client.force_login(user)
    return user


def test_calls_are_taken_down_and_all_are_told(client: Client, staff: User) -> None:
    representative, owner = UserFactory(), UserFactory()
    call = make_opportunity(representative=representative)
    make_expression(call, make_listing(owner=owner))
    draft = make_opportunity(state="draft")
    response = client.post(
        CALLS, {"action": "take_down", "_selected_action": [call.pk, draft.pk]}, follow=True
    )
    body = response.content.decode()
    assert "1 call is taken down; all at work on it were told." in body
    assert "1 call was left as it is." in body
    call.refresh_from_db()
    draft.refresh_from_db()
    assert (call.state, call.cancel_reason, draft.state) == ("cancelled", "iom", "draft")
    told = Notification.objects.values_list("recipient", flat=True)
    assert set(told) == {representative.pk, owner.pk}


def test_staff_reads_and_writes_nothing(client: Client, staff: User) -> None:
    call = make_opportunity(title="Evening schools")
    answer = make_expression(call, make_listing(name="First circle"))
    assert "Evening schools" in client.get(CALLS).content.decode()
    assert "Fits the need" in client.get(f"{CALLS}{call.pk}/change/").content.decode()
    assert "First circle" in client.get(f"{ANSWERS}{answer.pk}/change/").content.decode()
    for path in (f"{CALLS}add/", f"{CALLS}{call.pk}/delete/", f"{ANSWERS}add/"):
        assert client.get(path).status_code == 403


def test_who_may_only_look_takes_nothing_down(client: Client) -> None:
    viewer = UserFactory(is_staff=True)
    viewer.groups.set([group for group in set_up_roles() if group.name == VIEWER.name])
    client.force_login(viewer)
    call = make_opportunity()
    client.post(CALLS, {"action": "take_down", "_selected_action": [call.pk]})
    call.refresh_from_db()
    assert call.state == "published"
