"""Figures that every party agreed to publish."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations.enums import Audience
from organizations.models import Organization
from partnerships import actions
from partnerships.actions.reports import Entry, accept_report, submit_report
from partnerships.indicators import Target
from partnerships.models import Partnership, PublicSummary, Report
from partnerships.reporting import months_later
from tests.factories.results import KEYS, begun, indicator, make_running, speaker, written

pytestmark = pytest.mark.django_db


def published(*, shows_results: bool = True) -> Partnership:
    """With two reports, the first of which is accepted, and an indicator in words."""
    ends = months_later(begun(7), 12) - timedelta(days=1)
    trust = (Target(ends, None, "Trust grows"),)
    words = indicator(
        KEYS[1], title="Trust", measure="5", baseline_value=None, splits=(), ends=ends,
        targets=trust,
    )  # fmt: skip
    partnership = make_running(starts=begun(7), indicators=[indicator(ends=ends), words])
    mine, theirs = partnership.parties.all()
    summary = actions.propose_summary(
        partnership_id=partnership.pk, party_id=mine.pk, by=speaker(partnership),
        words="We teach together.", shows_results=shows_results,
    )  # fmt: skip
    actions.agree_to_summary(
        partnership_id=partnership.pk, party_id=theirs.pk, by=speaker(partnership, 1),
        summary_id=summary.pk,
    )  # fmt: skip
    for number, value in enumerate(("24", "51")):
        report = partnership.reports.all()[number]
        for kpi in partnership.kpis.filter(measure="5"):
            report.actuals.create(kpi=kpi, comment="Secret words", rating="on_track")
        say(report, value)
    accept_report(
        report_id=partnership.reports.all()[0].pk, party_id=theirs.pk, by=speaker(partnership, 1)
    )
    return partnership


def say(report: Report, value: str) -> None:
    """Send a report with this figure."""
    count = report.partnership.kpis.get(measure="1")
    entry = Entry(kpi_id=count.pk, value=Decimal(value), comment="Secret")
    saved = written(report, entries=[entry])
    submit_report(
        report_id=saved.pk, party_id=saved.partnership.parties.all()[0].pk,
        by=speaker(saved.partnership), revision=saved.revision,
    )  # fmt: skip


def address(partnership: Partnership, page: str = "figures/") -> str:
    return f"/partnerships/{partnership.uuid}/{page}"


def test_figures_alone_and_only_what_another_side_accepted() -> None:
    partnership = published()
    page = Client().get(address(partnership)).content.decode()
    assert "We teach together." in page
    assert '<td class="num">24</td>' in page
    for hidden in (">51<", "Secret", "Trust", "Children learn", "Attendance"):
        assert hidden not in page.partition("<main")[2].partition("</main>")[0], hidden
    (activity,) = json.loads(Client().get(address(partnership, "figures.json")).content)[
        "iati-activities"
    ]["iati-activity"]
    assert activity["description"]["narrative"][0]["text()"] == "We teach together."
    (result,) = activity["result"]
    assert [p.get("actual") for p in result["indicator"][0]["period"]] == [
        [{"@value": "24"}],
        None,
    ]


@pytest.mark.parametrize("page", ["figures/", "figures.json"])
def test_without_consent_to_figures_there_are_none(page: str) -> None:
    without = published(shows_results=False)
    assert Client().get(address(without, page)).status_code == 404
    proposed = make_running()
    actions.propose_summary(
        partnership_id=proposed.pk, party_id=proposed.parties.all()[0].pk,
        by=speaker(proposed), words="We teach.", shows_results=True,
    )  # fmt: skip
    assert Client().get(address(proposed, page)).status_code == 404


@pytest.mark.parametrize("page", ["figures/", "figures.json"])
def test_a_party_that_hides_takes_all_out_of_sight(page: str) -> None:
    partnership = published()
    assert Client().get(address(partnership, page)).status_code == 200
    group = Organization.objects.get(pk=partnership.parties.all()[0].organization_id)
    group.audience = Audience.PARTNERS
    group.save()
    assert Client().get(address(partnership, page)).status_code == 404


def test_the_same_words_with_figures_are_another_proposal() -> None:
    partnership = make_running()
    act = {
        "partnership_id": partnership.pk,
        "party_id": partnership.parties.all()[0].pk,
        "by": speaker(partnership),
        "words": "We teach.",
    }
    first = actions.propose_summary(**act)
    assert actions.propose_summary(**act) == first
    second = actions.propose_summary(**act, shows_results=True)
    assert second != first
    assert list(PublicSummary.objects.filter(ended_at=None)) == [second]


def test_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    partnership = published()
    # The partnership, parties, indicators, targets, values; milestones are asked and not shown.
    with django_assert_num_queries(6):
        Client().get(address(partnership))


LIST = "/partnerships/published/"


def test_what_all_agreed_to_publish_is_listed_for_everybody() -> None:
    partnership = published(shows_results=False)
    mine, theirs = partnership.parties.all()
    make_running(title="Quiet work")
    page = Client().get(LIST).content.decode()
    assert "We teach together." in page
    assert "Quiet work" not in page
    assert mine.name in page
    assert address(partnership, "") in page
    assert "figures/" not in page
    for listing in (mine.organization, theirs.partner):
        assert listing
        of_it = f"{LIST}?of={listing.uuid}"
        assert "We teach together." in Client().get(of_it).content.decode()
        assert f'href="{of_it}"' in Client().get(listing.get_absolute_url()).content.decode()
    actions.take_back_summary(
        partnership_id=partnership.pk, party_id=theirs.pk, by=speaker(partnership, 1)
    )
    assert "We teach together." not in Client().get(LIST).content.decode()


def test_of_one_that_hides_there_is_as_little_as_of_one_that_is_not_there() -> None:
    partnership = published()
    group = Organization.objects.get(pk=partnership.parties.all()[0].organization_id)
    other = partnership.parties.all()[1].partner
    assert other
    group.audience = Audience.PARTNERS
    group.save()
    client, nobody = Client(), "5a0c7f4e-0000-4c61-8f3a-9e1d6b7c8a90"
    assert "We teach together." not in client.get(LIST).content.decode()
    assert "We teach together." not in client.get(f"{LIST}?of={other.uuid}").content.decode()
    for wanted in (group.uuid, nobody, "x"):
        response = client.get(f"{LIST}?of={wanted}")
        assert response.status_code == 200
        assert "None published yet" in response.content.decode()
        assert group.name not in response.content.decode()


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_asks_as_much_for_many(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(many):
        published()
    with django_assert_num_queries(3):
        assert Client().get(LIST).content.decode().count("We teach together.") == many
