"""Merging in the admin: choose, merge, take back; told clearly where it is not possible."""

from typing import Any

import pytest
from django.test import Client

from organizations.actions import find_all_duplicates
from organizations.enums import Status
from organizations.models import DuplicateCandidate, MergeRecord, Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

URL = "/admin/organizations/duplicatecandidate/"
RECORDS = "/admin/organizations/mergerecord/"


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


@pytest.fixture
def pair() -> DuplicateCandidate:
    make_listing(name="Gargaar Relief", status=Status.SUBMITTED, published_at=None)
    make_listing(name="Gargar Relief", website="https://gargar.example/", residence=["GB"])
    find_all_duplicates()
    return DuplicateCandidate.objects.get()


def answers(page: Any) -> dict[str, str]:
    return {name: field.initial for name, field in page.context["form"].fields.items()}


def test_choose_merge_and_take_back(client: Client, curator: Any, pair: Any) -> None:
    url = f"{URL}{pair.pk}/merge/"
    page = client.get(url)
    # The published one is suggested, rows are joined.
    assert page.context["kept"] == pair.second
    assert answers(page) == {"name": "keep", "website": "keep", "places": "both"}
    assert MergeRecord.objects.count() == 0
    data = {"kept": pair.second_id, **answers(page)}
    done = client.post(url, data, follow=True)
    assert "take it back for 30 days" in done.content.decode()
    record = MergeRecord.objects.get()
    assert f"{RECORDS}{record.pk}/undo/" in done.content.decode()
    again = client.post(url, data)
    assert again.status_code == 409
    assert "Nothing was changed" in again.content.decode()
    assert client.get(f"{RECORDS}{record.pk}/undo/").status_code == 405
    client.post(f"{RECORDS}{record.pk}/undo/")
    assert Organization.objects.get(pk=pair.first_id).status == Status.SUBMITTED
    assert client.post(f"{RECORDS}{record.pk}/undo/").status_code == 409
    assert client.get(RECORDS).status_code == 200


def test_members_of_the_other_are_not_let_in_unasked(
    client: Client, curator: Any, pair: Any
) -> None:
    pair.first.memberships.create(user=UserFactory(), role="owner")
    assert answers(client.get(f"{URL}{pair.pk}/merge/"))["memberships"] == "both"
    pair.second.memberships.create(user=UserFactory(), role="owner")
    assert answers(client.get(f"{URL}{pair.pk}/merge/"))["memberships"] == "keep"


def test_the_other_one_may_be_kept_unless_that_hides_the_group(
    client: Client, curator: Any, pair: Any
) -> None:
    page = client.get(f"{URL}{pair.pk}/merge/?kept={pair.first_id}")
    assert page.context["kept"] == pair.first
    # What is empty gives way.
    assert answers(page)["website"] == "other"
    response = client.post(f"{URL}{pair.pk}/merge/", {"kept": pair.first_id, **answers(page)})
    assert response.status_code == 409
    assert "Keep the published listing" in response.content.decode()


@pytest.mark.parametrize("wrong", [{"places": "nonsense"}, {"places": ""}, {"name": "both"}])
def test_an_answer_is_missing(client: Client, curator: Any, pair: Any, wrong: Any) -> None:
    url = f"{URL}{pair.pk}/merge/"
    response = client.post(url, {**answers(client.get(url)), **wrong})
    assert response.status_code == 200
    assert "Choose one answer in each row." in response.content.decode()
    assert not MergeRecord.objects.exists()


def test_not_her_own_group(client: Client, curator: Any, pair: Any) -> None:
    pair.first.memberships.create(user=curator)
    assert client.get(f"{URL}{pair.pk}/merge/").status_code == 403
    assert client.post(f"{URL}{pair.pk}/merge/").status_code == 403


def test_others_are_kept_out(client: Client, pair: Any) -> None:
    # A curator without any country has no listings.
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"{URL}{pair.pk}/merge/").status_code == 404
    client.force_login(UserFactory())
    assert client.get(f"{URL}{pair.pk}/merge/").status_code == 302
