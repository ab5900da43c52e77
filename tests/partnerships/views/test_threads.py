"""From what was asked to what was learnt, recommended, pursued and reached: and back."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from organizations.enums import Audience
from partnerships import actions
from partnerships.actions.reports import accept_report
from partnerships.models import Partnership, Pursuit
from sessions_archive.models import Recommendation
from tests.factories import StaffFactory, UserFactory, make_listing, make_public_body
from tests.factories.archive import (
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
    InsightSectionFactory,
    RecommendationFactory,
    RecommendationItemFactory,
)
from tests.factories.results import KEYS, begun, indicator, make_running, sent, speaker

pytestmark = pytest.mark.django_db
LIST, PAGE = "/recommendations/2025/", "/recommendations/2025/R1/"


@pytest.fixture
def recommendation() -> Recommendation:
    return RecommendationFactory(
        edition=EditionFactory(year=2025), code="R1", titles={"en": "Support the grass roots"}
    )


def of(person: User | None = None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def html(address: str, person: User | None = None) -> str:
    response = of(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def counts(person: User | None = None) -> list[int]:
    response: Any = of(person).get(PAGE)
    found = response.context["found"].counts
    return [
        found.partnerships,
        found.running,
        found.over,
        found.indicators,
        found.reports,
    ]


def pursuing(recommendation: Recommendation, **fields: Any) -> Partnership:
    partnership = make_running(**fields)
    actions.choose_recommendations(
        partnership_id=partnership.pk,
        party_id=partnership.parties.all()[0].pk,
        by=speaker(partnership),
        recommendations=[recommendation],
    )
    return partnership


def publish(partnership: Partnership, *, shows_results: bool = True) -> None:
    first, second = partnership.parties.all()
    summary = actions.propose_summary(
        partnership_id=partnership.pk,
        party_id=first.pk,
        by=speaker(partnership),
        words="We taught.",
        shows_results=shows_results,
    )
    actions.agree_to_summary(
        partnership_id=partnership.pk,
        party_id=second.pk,
        by=speaker(partnership, 1),
        summary_id=summary.pk,
    )


def accept(partnership: Partnership) -> None:
    report = sent(partnership.reports.all()[0], value="50")
    accept_report(
        report_id=report.pk,
        party_id=partnership.parties.all()[1].pk,
        by=speaker(partnership, 1),
    )


def test_nothing_is_said_as_nothing(recommendation: Recommendation) -> None:
    page = html(PAGE)
    assert counts() == [0, 0, 0, 0, 0]
    assert "No partnership pursues it publicly yet." in page
    assert "No insight is linked yet." in page
    listed = html(LIST)
    assert "0 partnerships" in listed
    assert "0 insights" in listed


def test_there_and_back(recommendation: Recommendation) -> None:
    RecommendationItemFactory(recommendation=recommendation, texts={"en": "Train them"})
    session = ExchangeSessionFactory(edition=recommendation.edition, themes={"en": "Synergies"})
    GuidingQuestionFactory(session=session, texts={"en": "Whom do they listen to?"})
    learnt = InsightFactory(
        section=InsightSectionFactory(session=session), texts={"en": "Small groups lack money"}
    )
    across = InsightFactory(
        section=InsightSectionFactory(session=None, edition=recommendation.edition, code="NG"),
        texts={"en": "The young engage in ways of their own"},
    )
    recommendation.insights.set([learnt, across])
    partnership = pursuing(recommendation, title="Evening school")
    publish(partnership)
    accept(partnership)

    # What was asked and learnt leads to the recommendation …
    page = html(session.get_absolute_url())
    assert "Whom do they listen to?" in page
    assert f'href="{PAGE}"' in page
    edition = html("/sessions/2025/")
    assert f'href="{PAGE}"' in edition
    assert f'href="{LIST}"' in edition
    assert f'href="{PAGE}"' in html(LIST)
    # … which leads back, and on to the partnership and its figures …
    page = html(PAGE)
    for words in (
        "Train them",
        "Synergies",
        "Whom do they listen to?",
        "Small groups lack money",
        "The young engage",
        f"{session.get_absolute_url()}#insight-{learnt.pk}",
        f"/sessions/2025/#insight-{across.pk}",
        "Evening school",
        partnership.get_absolute_url(),
        f"{partnership.get_absolute_url()}figures/",
        "Girls taught",
        "50% of the way",
    ):
        assert words in page, words
    assert counts() == [1, 1, 0, 1, 1]
    # … and they lead back again.
    assert f'href="{PAGE}"' in html(partnership.get_absolute_url())
    assert f'href="{PAGE}"' in html(partnership.get_absolute_url(), speaker(partnership))
    assert partnership.get_absolute_url() in html(f"{partnership.get_absolute_url()}figures/")


def test_what_is_not_public_is_its_parties_alone(recommendation: Recommendation) -> None:
    partnership = pursuing(recommendation, title="Evening school")
    accept(partnership)
    for person in (None, UserFactory(), StaffFactory()):
        assert "Evening school" not in html(PAGE, person)
        assert counts(person) == [0, 0, 0, 0, 0]
    page = html(PAGE, speaker(partnership))
    assert "Evening school" in page
    assert "Yours, not public" in page
    assert "Girls taught" not in page
    assert counts(speaker(partnership)) == [0, 0, 0, 0, 0]


def test_figures_count_where_they_are_public(recommendation: Recommendation) -> None:
    partnership = pursuing(recommendation, title="Evening school")
    accept(partnership)
    publish(partnership, shows_results=False)
    assert counts() == [1, 1, 0, 0, 0]
    assert "Girls taught" not in html(PAGE)
    publish(partnership)
    assert counts() == [1, 1, 0, 1, 1]
    actions.take_back_summary(
        partnership_id=partnership.pk,
        party_id=partnership.parties.all()[1].pk,
        by=speaker(partnership, 1),
    )
    assert counts() == [0, 0, 0, 0, 0]
    assert "0 partnerships" in html(LIST)


def test_what_waits_to_be_read_is_not_counted(recommendation: Recommendation) -> None:
    partnership = pursuing(recommendation)
    publish(partnership)
    sent(partnership.reports.all()[0])
    assert counts() == [1, 1, 0, 1, 0]
    assert "% of the way" not in html(PAGE)


def test_whom_a_party_hides_from_reads_no_number_of_it(recommendation: Recommendation) -> None:
    official, member = UserFactory(), UserFactory()
    make_public_body("ER", representative=official)
    make_listing(owner=member)
    group = make_listing(owner=UserFactory(), audience=Audience.MEMBERS, hidden_from=["ER"])
    publish(pursuing(recommendation, one=group, people=[group.memberships.get().user]))
    before = of(official).get(PAGE).content
    assert counts(member) == [1, 1, 0, 1, 0]
    assert "1 partnership<" in html(LIST, member)
    for person in (None, official):
        assert counts(person) == [0, 0, 0, 0, 0]
        assert "0 partnerships" in html(LIST, person)
    Pursuit.objects.all().delete()
    assert of(official).get(PAGE).content == before


def test_a_session_that_is_being_entered(recommendation: Recommendation) -> None:
    session = ExchangeSessionFactory(edition=recommendation.edition, is_published=False)
    section = InsightSectionFactory(session=session)
    recommendation.insights.add(InsightFactory(section=section, texts={"en": "Not yet said"}))
    assert "Not yet said" not in html(PAGE)
    assert "0 insights" in html(LIST)
    assert "Not yet said" in html(PAGE, StaffFactory())


def test_unknown_ones(recommendation: Recommendation) -> None:
    for address in (
        "/recommendations/2025/R9/",
        "/recommendations/2024/R1/",
        "/recommendations/1/",
    ):
        assert of().get(address).status_code == 404
    assert of().get(f"{PAGE}?page=1000000000").status_code == 200


def test_choosing(recommendation: Recommendation) -> None:
    partnership = make_running(title="Evening school")
    address = f"{partnership.get_absolute_url()}recommendations/"
    leader, other = speaker(partnership), speaker(partnership, 1)
    assert address in html(partnership.get_absolute_url(), leader)
    assert "Support the grass roots" in html(address, leader)
    response = of(leader).post(address, {"recommendations": ["2025/R1"]})
    assert response["Location"] == partnership.get_absolute_url()
    assert Pursuit.objects.get().recommendation == recommendation
    assert "Said which recommendations it pursues" in html(partnership.get_absolute_url(), other)
    assert "checked" in html(address, other)
    assert of(other).post(address, {"recommendations": ["2025/R7"]}).status_code == 400
    assert of(other).post(address, {}).status_code == 302
    assert not Pursuit.objects.exists()


def test_choosing_is_for_the_parties(recommendation: Recommendation) -> None:
    partnership = make_running()
    address = f"{partnership.get_absolute_url()}recommendations/"
    for person in (UserFactory(), StaffFactory()):
        assert of(person).get(address).status_code == 404
        assert of(person).post(address, {"recommendations": ["2025/R1"]}).status_code == 404
    assert of().get(address).status_code == 302
    foreign = make_running().parties.all()[0]
    assert of(speaker(partnership)).get(f"{address}?as={foreign.uuid}").status_code == 404
    assert not Pursuit.objects.exists()


@pytest.mark.parametrize("many", [1, 20])
def test_queries(recommendation: Recommendation, many: int, django_assert_num_queries: Any) -> None:
    session = ExchangeSessionFactory(edition=recommendation.edition)
    for number in range(many):
        RecommendationItemFactory(recommendation=recommendation)
        RecommendationFactory(edition=recommendation.edition)
        GuidingQuestionFactory(session=session)
        recommendation.insights.add(
            InsightFactory(section=InsightSectionFactory(session=session, code=f"1.{number}"))
        )
    first = make_running(
        indicators=[indicator(KEYS[n], ends=begun(-7)) for n in range(min(many, 3))]
    )
    for _ in range(many - 1):
        make_running()
    for partnership in Partnership.objects.all():
        publish(partnership)
        actions.choose_recommendations(
            partnership_id=partnership.pk,
            party_id=partnership.parties.all()[0].pk,
            by=speaker(partnership),
            recommendations=[recommendation],
        )
    accept(first)
    html(PAGE)
    with django_assert_num_queries(7):
        html(PAGE)
    with django_assert_num_queries(3):
        html(LIST)
