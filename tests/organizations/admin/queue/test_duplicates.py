"""Pairs in the work queue: the newer listing waits until somebody has said what they are."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from gdve_portal.roles import COUNTRY_OFFICE, set_up_roles
from organizations.actions import find_all_duplicates, reject_duplicate
from organizations.admin.queue.bulk import publish_together
from organizations.enums import DuplicateState, Status
from organizations.models import CuratorCountry, DuplicateCandidate, Membership, Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

QUEUE = "/admin/organizations/organization/queue/"


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


@pytest.fixture
def office(client: Client) -> Any:
    """A curator of the office in Somalia."""
    set_up_roles()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=COUNTRY_OFFICE.name))
    CuratorCountry.objects.create(user=user, place_id="SO")
    client.force_login(user)
    return user


@pytest.fixture
def pair() -> DuplicateCandidate:
    make_listing(name="Gargaar Relief", heritage=["SO"])
    make_listing(
        name="Gargar Relief",
        heritage=["SO"],
        status=Status.SUBMITTED,
        published_at=None,
        submitted_at=timezone.now(),
    )
    find_all_duplicates()
    return DuplicateCandidate.objects.get()


def decide(client: Client, pair: DuplicateCandidate, decision: str) -> Any:
    return client.post(f"{QUEUE}duplicate/{pair.pk}/decide/{decision}/", {"mark": ""})


def test_it_waits_in_the_queue_and_leads_to_the_two(
    client: Client, curator: Any, pair: Any
) -> None:
    page = client.get(f"{QUEUE}?source=duplicate").content.decode()
    assert "Gargar Relief" in page
    item = client.get(f"{QUEUE}duplicate/{pair.pk}/").content.decode()
    assert "Gargaar Relief" in item
    assert f"/admin/organizations/duplicatecandidate/{pair.pk}/change/" in item


@pytest.mark.parametrize(
    ("decision", "state", "waits"),
    [("confirm", DuplicateState.CONFIRMED, True), ("reject", DuplicateState.REJECTED, False)],
)
def test_decided_in_the_queue(
    client: Client, curator: Any, pair: Any, decision: str, state: str, waits: bool
) -> None:
    assert decide(client, pair, decision).status_code == 302
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (state, curator)
    # The same group, but not merged yet: there is still something to do.
    assert DuplicateCandidate.objects.waiting().exists() is waits


def test_somebody_was_quicker(client: Client, curator: Any, pair: Any) -> None:
    reject_duplicate(candidate_id=pair.pk, by=StaffFactory())
    assert decide(client, pair, "confirm").status_code == 409
    pair.refresh_from_db()
    assert pair.state == DuplicateState.REJECTED


@pytest.mark.parametrize("side", ["first", "second"])
def test_nobody_decides_about_her_own_group(
    client: Client, curator: Any, pair: Any, side: str
) -> None:
    Membership.objects.create(organization=getattr(pair, side), user=curator)
    assert decide(client, pair, "confirm").status_code == 403
    pair.refresh_from_db()
    assert pair.decided_by is None


def test_a_country_office_sees_pairs_of_its_countries_alone(
    client: Client, pair: Any, office: Any
) -> None:
    other = f"/admin/organizations/duplicatecandidate/{pair.pk}/"
    assert client.get(f"{QUEUE}duplicate/{pair.pk}/").status_code == 200
    # The pair's first listing is moved out of her part of the world; the second stays in it.
    pair.first.place_links.all().delete()
    page = client.get(QUEUE).content.decode()
    assert "Possible duplicate" in page
    assert f"duplicate/{pair.pk}/" not in page
    item = f"submission/{pair.second_id}/"
    assert f"duplicate/{pair.pk}/" not in client.get(f"{QUEUE}{item}").content.decode()
    assert client.get(f"{QUEUE}duplicate/{pair.pk}/").status_code == 404
    assert decide(client, pair, "confirm").status_code == 404
    for address in (f"{other}decide/confirm/", f"{other}merge/", f"{other}change/"):
        assert client.post(address).status_code == 404
    assert client.post(f"{QUEUE}next/").headers["Location"].endswith(item)
    pair.refresh_from_db()
    assert pair.decided_by is None


def test_whoever_belongs_to_either_reads_and_is_not_offered_it(
    client: Client, curator: Any, pair: Any
) -> None:
    pair.first.memberships.create(user=curator)
    page = client.get(f"{QUEUE}duplicate/{pair.pk}/").content.decode()
    assert "You cannot decide about this listing" in page
    assert f"duplicate/{pair.pk}/decide/" not in page
    client.post(f"{QUEUE}submission/{pair.second_id}/lock/")
    mark = {"mark": str(pair.second.submitted_at)}
    client.post(f"{QUEUE}submission/{pair.second_id}/decide/publish/", mark)
    assert client.post(f"{QUEUE}next/").headers["Location"].endswith("queue/?")


def test_what_may_be_listed_already_is_not_published_with_others(pair: Any) -> None:
    outcome = publish_together([pair.second_id], by=StaffFactory())
    assert (outcome.published, outcome.left) == (0, ["Gargar Relief"])
    assert Organization.objects.get(pk=pair.second_id).status == Status.SUBMITTED
