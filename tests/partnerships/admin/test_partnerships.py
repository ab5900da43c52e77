"""Partnerships in the admin: read, never written; a public summary taken down for a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from gdve_portal.roles import VIEWER, set_up_roles
from organizations.models import Membership
from partnerships import actions
from partnerships.models import Partnership, PartnershipEvent
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.factories.agreed import make_draft
from tests.factories.archive import ExchangeSessionFactory, RecommendationFactory
from tests.factories.results import begun, make_running, speaker

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/partnership/"


@pytest.fixture
def curator() -> User:
    return StaffFactory()


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def here(partnership: Partnership, page: str = "change/") -> str:
    return f"{LIST}{partnership.pk}/{page}"


def publish(partnership: Partnership) -> None:
    first, second = partnership.parties.all()
    summary = actions.propose_summary(
        partnership_id=partnership.pk,
        party_id=first.pk,
        by=speaker(partnership),
        words="We taught.",
    )
    actions.agree_to_summary(
        partnership_id=partnership.pk,
        party_id=second.pk,
        by=speaker(partnership, 1),
        summary_id=summary.pk,
    )


def test_it_is_read(curator: User) -> None:
    partnership = make_running(title="Evening school")
    session = ExchangeSessionFactory(themes={"en": "Synergies"})
    Partnership.objects.filter(pk=partnership.pk).update(origin="session", session=session)
    actions.choose_recommendations(
        partnership_id=partnership.pk,
        party_id=partnership.parties.all()[0].pk,
        by=speaker(partnership),
        recommendations=[RecommendationFactory(titles={"en": "Train them"})],
    )
    client = of(curator)
    listed = client.get(LIST).content.decode()
    for party in partnership.parties.all():
        assert party.name in listed
    page = client.get(here(partnership)).content.decode()
    for words in (
        "Evening school",
        "Children learn after school.",
        "Synergies",
        "Train them",
        "Girls taught",
        "Text in force",
        partnership.in_force.short_hash,
    ):
        assert words in page, words
    assert 'name="_save"' not in page


@pytest.mark.parametrize("query", ["title=Changed", "state=completed"])
def test_nothing_is_written(curator: User, query: str) -> None:
    partnership = make_running(title="Evening school")
    client = of(curator)
    name, _, value = query.partition("=")
    assert client.post(here(partnership), {name: value}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(here(partnership, "delete/"), {"post": "yes"}).status_code == 403
    partnership.refresh_from_db()
    assert (partnership.title, partnership.state) == ("Evening school", "active")


def test_what_one_side_is_writing_is_its_own(curator: User) -> None:
    group = make_listing(owner=UserFactory())
    partnership = make_draft(group, make_partner(representative=UserFactory()), title="Secret plan")
    client = of(curator)
    assert "Secret plan" not in client.get(LIST).content.decode()
    assert client.get(here(partnership)).status_code == 302


def test_search_and_filters(curator: User) -> None:
    late = make_running(title="Late one")
    yesterday = timezone.localdate() - timedelta(days=1)
    late.reports.filter(ends_on__lt=yesterday).update(due_on=yesterday)
    session = ExchangeSessionFactory()
    young = make_running(title="Young one", starts=begun(0))
    Partnership.objects.filter(pk=young.pk).update(origin="session", session=session)
    young.parties.filter(partner__isnull=False).update(name="Lighthouse")
    publish(late)
    client = of(curator)

    def found(query: str) -> set[str]:
        page = client.get(f"{LIST}?{query}").content.decode()
        return {name for name in ("Late one", "Young one") if name in page}

    assert found("") == {"Late one", "Young one"}
    assert found("q=Late") == {"Late one"}
    assert found("q=lighthouse") == {"Young one"}
    assert found("reports=overdue") == {"Late one"}
    assert found("origin__exact=session") == {"Young one"}
    assert found("summary__isempty=0") == {"Late one"}
    assert found("state__exact=completed") == set()


def test_a_summary_is_taken_down_for_a_reason(curator: User) -> None:
    partnership = make_running(title="Evening school")
    publish(partnership)
    client, address = of(curator), here(partnership, "take-down/")
    assert address in client.get(here(partnership)).content.decode()
    assert "We taught." in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    partnership.refresh_from_db()
    assert partnership.summary
    Notification.objects.all().delete()
    assert client.post(address, {"reason": "Somebody is in danger."}).status_code == 302
    partnership.refresh_from_db()
    assert (partnership.summary, partnership.state) == (None, "active")
    told = Notification.objects.filter(template="partnerships/emails/partnership_taken_down")
    assert {row.recipient for row in told} == {speaker(partnership), speaker(partnership, 1)}
    assert PartnershipEvent.objects.get(kind="taken_down").words == "Somebody is in danger."
    assert LogEntry.objects.get().change_message == "take_down_summary"
    assert Client().get(partnership.get_absolute_url()).status_code == 404
    story = of(speaker(partnership)).get(partnership.get_absolute_url()).content.decode()
    assert "Somebody is in danger." in story
    # A second time there is nothing to take down.
    assert client.post(address, {"reason": "Again"}).status_code == 404
    assert PartnershipEvent.objects.filter(kind="taken_down").count() == 1


def test_not_by_whoever_speaks_for_a_party_or_only_reads(curator: User) -> None:
    partnership = make_running()
    publish(partnership)
    group = partnership.parties.all()[0].organization
    Membership.objects.create(organization=group, user=curator)
    reader = StaffFactory(is_superuser=False)
    reader.groups.set([role for role in set_up_roles() if role.name == VIEWER.name])
    for person in (curator, reader):
        address = here(partnership, "take-down/")
        assert of(person).post(address, {"reason": "Mine"}).status_code == 403
    partnership.refresh_from_db()
    assert partnership.summary


@pytest.mark.parametrize("many", [1, 10])
def test_queries(curator: User, many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make_running()
    client = of(curator)
    client.get(LIST)
    with django_assert_num_queries(5):
        client.get(LIST)
