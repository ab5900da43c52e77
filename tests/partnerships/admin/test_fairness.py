"""The plots of fairness in the back office."""

import csv
from collections.abc import Callable

import pytest
from django.test import Client

from organizations.sample import load_organizations
from partnerships.audits import routes_of
from partnerships.models import MatchRun
from partnerships.sample import load_partners
from tests.factories import StaffFactory, UserFactory, make_listing

PAGE = "/admin/partnerships/matchrun/fairness/"
FILE = "/admin/partnerships/matchrun/fairness.csv"


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    client.force_login(StaffFactory())
    return client


def test_without_figures_it_says_so(curator: Client) -> None:
    assert "No run has figures for these lists yet." in curator.get(PAGE).content.decode()


def test_the_page_plots_each_run(curator: Client, run_matching: Callable[[], MatchRun]) -> None:
    load_organizations(80, seed=1)
    load_partners(40, seed=1)
    run_matching()
    run = run_matching()
    text = curator.get(PAGE).content.decode()
    diaspora = next(audit for audit in routes_of(run) if audit.route == "diaspora")
    assert f"{diaspora.figures['gini']:.3f}" in text
    assert text.count('<svg class="plot__chart"') == 4
    # Two runs, and two lines in each of four plots.
    assert text.count('<circle class="plot__point"') >= 12
    assert "style=" not in text.partition('id="content"')[2]
    assert "Grass-roots group" in text
    # Nobody to compare on a route to partners.
    assert "Nothing to compare." in curator.get(f"{PAGE}?route=public").content.decode()


def test_time_runs_to_the_left_in_arabic(
    curator: Client, run_matching: Callable[[], MatchRun]
) -> None:
    make_listing()
    make_listing()
    run_matching()
    text = curator.get(f"/ar{PAGE}").content.decode()
    assert 'dir="rtl"' in text
    assert "plot__label--mirrored" in text


def test_the_file_has_every_figure(curator: Client, run_matching: Callable[[], MatchRun]) -> None:
    make_listing(is_women_led=True)
    make_listing()
    run = run_matching()
    rows = list(csv.DictReader(curator.get(FILE).content.decode().splitlines()))
    diaspora = {row["part"]: row for row in rows if row["route"] == "diaspora"}
    assert diaspora["all"]["run"] == str(run.uuid)
    assert diaspora["all"]["targets"] == "2"
    assert diaspora["all"]["never_shown"] == "0.0"
    assert diaspora["led_by:women"]["targets"] == "1"


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_only_for_staff_who_may_see_runs(address: str, client: Client, db: None) -> None:
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 302
    client.force_login(StaffFactory(is_superuser=False))
    assert client.get(address).status_code == 403
