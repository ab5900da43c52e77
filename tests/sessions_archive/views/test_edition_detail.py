"""One exchange."""

from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience
from sessions_archive.enums import Part
from tests.factories import OrganizationFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    InsightFactory,
    ParticipationFactory,
    PersonFactory,
    RecommendationItemFactory,
)

pytestmark = pytest.mark.django_db


def test_an_early_one_says_that_no_more_is_recorded(client: Client) -> None:
    EditionFactory(year=2020, topics={"en": "A topic"}, outputs={"en": "report"})
    html = client.get("/sessions/2020/").content.decode()
    assert "No more is recorded yet" in html
    assert "Report" in html


def test_an_unknown_outcome_is_said(client: Client) -> None:
    EditionFactory(year=2025)
    assert "Not known yet" in client.get("/sessions/2025/").content.decode()


@pytest.mark.parametrize("path", ["1999/", "0/", "99999999999999999999999/"])
def test_unknown_year(client: Client, path: str) -> None:
    response = client.get(f"/sessions/{path}")
    assert response.status_code == 404
    assert 'class="' in response.content.decode()


def test_organizations_by_part_with_their_people(client: Client) -> None:
    edition = EditionFactory(year=2025)
    ParticipationFactory(edition=edition, name="Guests", part=Part.PARTICIPANT, position=1)
    hosts = ParticipationFactory(edition=edition, name="Hosts", part=Part.ORGANIZER, position=2)
    hosts.people.add(PersonFactory(name="Amina"), PersonFactory(name="Bo", is_public=False))
    response = client.get("/sessions/2025/")
    html = response.content.decode()
    assert [group.rows[0].name for group in response.context["organizations"]] == [
        "Hosts",
        "Guests",
    ]
    assert "Amina" in html
    assert "Bo<" not in html


def test_a_hidden_listing_leaves_no_trace(client: Client) -> None:
    edition = EditionFactory(year=2025)
    row = ParticipationFactory(edition=edition, name="Printed name")
    without = client.get("/sessions/2025/").content
    row.organization = OrganizationFactory(name="Current name", audience=Audience.IOM)
    row.save()
    assert client.get("/sessions/2025/").content == without
    row.organization.audience = Audience.PUBLIC
    row.organization.save()
    html = client.get("/sessions/2025/").content.decode()
    assert f'<a href="/organizations/{row.organization.slug}/"><bdi>Printed name</bdi></a>' in html
    assert "Current name" not in html


def test_queries_do_not_grow(client: Client, django_assert_num_queries: Any) -> None:
    edition = EditionFactory(year=2025)

    def fill(number: int) -> None:
        for session in ExchangeSessionFactory.create_batch(number, edition=edition):
            AppearanceFactory(session=session)
        for row in ParticipationFactory.create_batch(
            number, edition=edition, organization=OrganizationFactory()
        ):
            row.people.add(PersonFactory())
        RecommendationItemFactory.create_batch(number, recommendation__edition=edition)
        InsightFactory.create_batch(number, section__edition=edition, section__session=None)

    fill(1)
    with django_assert_num_queries(4):
        client.get("/sessions/2025/")
    fill(20)
    with django_assert_num_queries(4):
        client.get("/sessions/2025/")
