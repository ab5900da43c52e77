"""How a partnership is going: its page and its files."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partnerships.actions.reports import Entry, accept_report
from partnerships.indicators import AgreedMilestone, Target
from partnerships.kpis import Part
from partnerships.models import Partnership
from partnerships.reporting import months_later
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.results import KEYS, begun, indicator, make_running, sent, speaker, written

pytestmark = pytest.mark.django_db

PAGES = ("results/", "results/print/", "results.csv", "results.json")


def ends() -> date:
    return months_later(begun(4), 12) - timedelta(days=1)


@pytest.fixture
def partnership() -> Partnership:
    targets = (Target(begun(1) - timedelta(days=1), Decimal(25)), Target(ends(), Decimal(100)))
    return make_running(
        indicators=[indicator(ends=ends(), targets=targets)],
        milestones=[AgreedMilestone(KEYS[8], "The school opens", begun(-1))],
    )


def as_party(partnership: Partnership, number: int = 0) -> Client:
    client = Client()
    client.force_login(speaker(partnership, number))
    return client


def address(partnership: Partnership, page: str = "results/") -> str:
    return f"/partnerships/{partnership.uuid}/{page}"


def test_what_was_sent_stands_beside_what_was_agreed(partnership: Partnership) -> None:
    client = as_party(partnership, 1)
    assert "Not known yet" in client.get(address(partnership)).content.decode()
    report = sent(partnership.reports.all()[0], value="24")
    page = client.get(address(partnership)).content.decode()
    for words in ("On track", "24% of the way", "Not read yet", "Girls taught", "Attendance lists"):
        assert words in page, words
    assert page.count('<circle class="plot__point"') == 2
    accept_report(
        report_id=report.pk, party_id=partnership.parties.all()[1].pk, by=speaker(partnership, 1)
    )
    assert "Not read yet" not in client.get(address(partnership)).content.decode()


def test_drafts_are_nobodys_figures(partnership: Partnership) -> None:
    written(partnership.reports.all()[0], value="24")
    for number in (0, 1):
        page = as_party(partnership, number).get(address(partnership)).content.decode()
        assert "plot__point" not in page
        assert "24% of the way" not in page


def test_parts_are_shown_with_what_nobody_knows(partnership: Partnership) -> None:
    report = partnership.reports.all()[0]
    parts = (Part("gender", "female", Decimal(12)), Part("generation", "second", Decimal(5)))
    kpi = partnership.kpis.get()
    written(report, entries=[Entry(kpi_id=kpi.pk, value=Decimal(20), parts=parts)])
    sent_again = sent(report)
    assert sent_again.actuals.get().parts.count() == 0  # `sent` writes it anew without parts
    written_parts = sent_again.actuals.get()
    for part in parts:
        written_parts.parts.create(
            dimension=part.dimension, category=part.category, value=part.value
        )
    response = as_party(partnership).get(address(partnership))
    (view,) = response.context["results"].kpis
    assert [(str(s.label), [(str(a), b) for a, b in s.rows]) for s in view.splits] == [
        ("Gender", [("Women and girls", 12), ("Not known", 8)]),
        ("Generation", [("Second generation", 5), ("Not known", 15)]),
    ]


@pytest.mark.parametrize("page", PAGES)
def test_only_the_parties_and_iom_read_it(page: str, partnership: Partnership) -> None:
    url = address(partnership, page)
    assert Client().get(url).status_code == 302
    stranger = UserFactory()
    make_listing(owner=stranger)
    client = Client()
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    # Who is only invited reads the text alone.
    partnership.parties.create(
        organization=make_listing(owner=stranger), name="New", standing="invited",
        told_at=timezone.now(),
    )  # fmt: skip
    assert client.get(url).status_code == 404
    client.force_login(StaffFactory())
    assert client.get(url).status_code == 200
    assert as_party(partnership, 1).get(url).status_code == 200
    assert as_party(partnership).post(url).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_another_partnerships_party_reads_nothing(page: str, partnership: Partnership) -> None:
    assert as_party(make_running()).get(address(partnership, page)).status_code == 404


def test_the_file_for_spreadsheets_runs_nothing(partnership: Partnership) -> None:
    kpi = partnership.kpis.get()
    report = partnership.reports.all()[0]
    parts = (Part("gender", "female", Decimal(12)),)
    entry = Entry(kpi_id=kpi.pk, value=Decimal(20), comment="=HYPERLINK(1)", parts=parts)
    written(report, entries=[entry])
    report.refresh_from_db()
    report.state, report.submitted_at = "submitted", timezone.now()
    report.save()
    response = as_party(partnership).get(address(partnership, "results.csv"))
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[1][6:12] == [
        report.ends_on.isoformat(), "25", "", "20", "'=HYPERLINK(1)",
        "Sent, to be read by another side",
    ]  # fmt: skip
    assert rows[2][12:15] == ["gender", "Women and girls", "12"]
    assert rows[3][6:9] == [ends().isoformat(), "100", ""]


def test_the_file_in_the_shape_of_iati(partnership: Partnership) -> None:
    sent(partnership.reports.all()[0], value="24")
    response = as_party(partnership).get(address(partnership, "results.json"))
    (activity,) = json.loads(response.content)["iati-activities"]["iati-activity"]
    assert activity["activity-status"] == {"@code": "2"}
    assert [(o["@role"], o["@type"]) for o in activity["participating-org"]] == [
        ("4", "90"),
        ("4", "60"),
    ]
    (result,) = activity["result"]
    first, second = result["indicator"][0]["period"]
    assert (first["target"], first["actual"]) == ([{"@value": "25"}], [{"@value": "24"}])
    assert first["period-start"] == {"@iso-date": begun(4).isoformat()}
    assert second["period-start"] == {"@iso-date": begun(1).isoformat()}
    assert "actual" not in second


def test_the_page_for_paper_holds_text_and_reports(partnership: Partnership) -> None:
    sent(partnership.reports.all()[0])
    page = as_party(partnership, 1).get(address(partnership, "results/print/")).content.decode()
    for words in ("Children learn after school.", "We taught.", "Text number 1", "Girls taught"):
        assert words in page, words


def test_a_milestone_is_said_to_be_reached(partnership: Partnership) -> None:
    url = address(partnership, "milestones/")
    client, today = as_party(partnership), timezone.localdate().isoformat()
    page = client.post(
        url, {"milestone": KEYS[8], "reached_on": today}, follow=True
    ).content.decode()
    assert "The others are told." in page
    assert "That was a mistake" in page
    assert "That was a mistake" not in (
        as_party(partnership, 1).get(address(partnership)).content.decode()
    )
    client.post(url, {"milestone": KEYS[8], "step": "take_back"})
    assert partnership.milestones.get().reached_on is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"milestone": KEYS[8], "reached_on": "2999-01-01"}, 400),
        ({"milestone": KEYS[8], "reached_on": "soon"}, 400),
        ({"milestone": KEYS[1], "reached_on": "2026-01-01"}, 404),
        ({"milestone": "' OR 1", "reached_on": "2026-01-01"}, 404),
        ({"milestone": KEYS[8], "reached_on": "2026-01-01", "as": KEYS[0]}, 404),
    ],
)
def test_other_milestones_and_days_are_refused(
    data: dict[str, Any], status: int, partnership: Partnership
) -> None:
    response = as_party(partnership).post(address(partnership, "milestones/"), data)
    assert response.status_code == status
    assert partnership.milestones.get().reached_on is None


def test_staff_reads_and_does_not_act(partnership: Partnership) -> None:
    client = Client()
    client.force_login(StaffFactory())
    assert "It is reached" not in client.get(address(partnership)).content.decode()
    data = {"milestone": KEYS[8], "reached_on": "2026-01-01"}
    assert client.post(address(partnership, "milestones/"), data).status_code == 404


@pytest.mark.parametrize("many", [1, 8])
def test_queries(many: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [indicator(KEYS[n], title=f"I {n}", ends=ends()) for n in range(many)]
    partnership = make_running(
        every=3 if many == 1 else 1,
        indicators=rows,
        milestones=[AgreedMilestone(KEYS[n], f"M {n}", begun(-1)) for n in range(many)],
    )
    sent(partnership.reports.all()[0])
    client = as_party(partnership)
    client.get(address(partnership))
    # Session, person, two for the viewer; the partnership, its parties, indicators with targets,
    # values, milestones, reports, checks.
    with django_assert_num_queries(12):
        client.get(address(partnership))
    # Without checks.
    with django_assert_num_queries(11):
        client.get(address(partnership, "results/print/"))
