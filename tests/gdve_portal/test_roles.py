"""Each role may do what its line says, and nothing else."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import User
from gdve_portal.roles import COUNTRY_OFFICE, CURATOR, LEAD_CURATOR, ROLES, VIEWER, set_up_roles
from organizations.actions import report_listing, take_step
from organizations.enums import ReportKind, Status
from organizations.models import CuratorCountry, ListingReport, Organization
from partnerships.viewers import viewer_for
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

ADMIN = "/admin/organizations/organization/"
QUEUE = f"{ADMIN}queue/"


def staff(role: Any, *places: str, **fields: Any) -> User:
    set_up_roles()
    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role.name))
    for place in places:
        CuratorCountry.objects.create(user=user, place_id=place)
    return user


def waiting(**fields: Any) -> Organization:
    return make_listing(
        status=Status.SUBMITTED, published_at=None, submitted_at=timezone.now(), **fields
    )


# What is asked for → who is let in.
RIGHTS = {
    "organizations.view_organization": {VIEWER, CURATOR, LEAD_CURATOR, COUNTRY_OFFICE},
    "organizations.curate_organization": {CURATOR, LEAD_CURATOR, COUNTRY_OFFICE},
    "organizations.change_organization": {CURATOR, LEAD_CURATOR, COUNTRY_OFFICE},
    "organizations.delete_contact": {CURATOR, LEAD_CURATOR, COUNTRY_OFFICE},
    "organizations.all_countries": {VIEWER, CURATOR, LEAD_CURATOR},
    "organizations.lead_curation": {LEAD_CURATOR},
    "organizations.change_sector": {LEAD_CURATOR},
    "organizations.add_curatorcountry": {LEAD_CURATOR},
    "organizations.delete_organization": set(),
    "partnerships.view_partner": {VIEWER, CURATOR, LEAD_CURATOR},
    "partnerships.change_partner": {CURATOR, LEAD_CURATOR},
    "sessions_archive.change_person": {CURATOR, LEAD_CURATOR},
    "admin.view_logentry": {LEAD_CURATOR},
    "admin.change_logentry": set(),
    "accounts.change_user": set(),
    "auth.change_group": set(),
}


@pytest.mark.parametrize("right", RIGHTS)
def test_rights(right: str) -> None:
    holders = {role for role in ROLES if staff(role).has_perm(right)}
    assert holders == RIGHTS[right]


def test_the_groups_are_made_anew_as_the_table_says() -> None:
    set_up_roles()
    Group.objects.get(name="Viewer").permissions.clear()
    before = {group.name: group.permissions.count() for group in set_up_roles()}
    assert before == {group.name: group.permissions.count() for group in set_up_roles()}
    assert before["Viewer"] > 20


def test_a_viewer_reads_and_decides_nothing(client: Client) -> None:
    listing = waiting()
    client.force_login(staff(VIEWER))
    assert client.get(QUEUE).status_code == 200
    assert "Begin with the oldest" not in client.get(QUEUE).content.decode()
    page = client.get(f"{QUEUE}submission/{listing.pk}/")
    assert page.context["decisions"] == []
    assert client.get(f"{ADMIN}{listing.pk}/change/").status_code == 200
    for path in (
        f"{QUEUE}submission/{listing.pk}/decide/publish/",
        f"{QUEUE}submission/{listing.pk}/lock/",
        f"{QUEUE}next/",
        f"{QUEUE}publish/",
        f"{ADMIN}{listing.pk}/take/publish/",
        f"{ADMIN}{listing.pk}/change/",
    ):
        assert client.post(path, {}).status_code == 403, path
    assert client.get("/admin/admin/logentry/").status_code == 403


def test_a_country_office_works_for_its_countries(client: Client) -> None:
    # In Africa (002) by heritage, by residence, by work; and elsewhere.
    mine = [
        waiting(heritage=["SO"], residence=["US"]),
        waiting(heritage=["HT"], residence=["KE"]),
        waiting(heritage=["HT"], residence=["US"], works_in=["NG"]),
    ]
    foreign = waiting(heritage=["HT"], residence=["US"])
    report = ListingReport.objects.create(organization=foreign, kind=ReportKind.SPAM)
    curator = staff(COUNTRY_OFFICE, "002")
    client.force_login(curator)
    page = client.get(QUEUE)
    assert {row.pk for row in page.context["items"]} == {listing.pk for listing in mine}
    assert {s.name: n for s, n in page.context["numbers"]}["report"] == 0
    table = client.get(ADMIN).content.decode()
    assert all(f"{ADMIN}{listing.pk}/change/" in table for listing in mine)
    assert f"{ADMIN}{foreign.pk}/change/" not in table
    for path in (
        f"{QUEUE}submission/{foreign.pk}/",
        f"{QUEUE}report/{report.pk}/",
        f"{QUEUE}submission/{foreign.pk}/decide/publish/",
        f"{ADMIN}{foreign.pk}/take/publish/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(f"{ADMIN}{foreign.pk}/change/").status_code == 302
    for listing in mine:
        take_step(organization_id=listing.pk, step="publish", by=curator)
    with pytest.raises(PermissionDenied):
        take_step(organization_id=foreign.pk, step="publish", by=curator)
    foreign.refresh_from_db()
    assert foreign.status == Status.SUBMITTED


def test_a_country_office_without_a_country_sees_nothing(client: Client) -> None:
    waiting()
    client.force_login(staff(COUNTRY_OFFICE))
    assert client.get(QUEUE).context["items"] == []


def test_a_country_office_reads_public_pages_like_anybody() -> None:
    assert not viewer_for(staff(COUNTRY_OFFICE, "002")).is_curator
    assert viewer_for(staff(CURATOR)).is_curator
    assert viewer_for(staff(VIEWER)).is_curator


def test_danger_is_told_to_whoever_can_act() -> None:
    listing = make_listing(heritage=["HT"], residence=["US"])
    here, there = staff(COUNTRY_OFFICE, "HT"), staff(COUNTRY_OFFICE, "SO")
    lead, viewer = staff(LEAD_CURATOR), staff(VIEWER)
    report_listing(
        organization=listing, kind=ReportKind.DANGER, text="They are named.", duplicate_of="",
        reply_to="", by=None, address="192.0.2.1",
    )  # fmt: skip
    told = {p.pk for p in (here, there, lead, viewer) if p.notifications.exists()}
    assert told == {here.pk, lead.pk}


def test_only_a_lead_takes_back_what_others_decided(client: Client) -> None:
    listing, curator = waiting(), staff(CURATOR)
    take_step(organization_id=listing.pk, step="publish", by=curator)
    undo = f"{QUEUE}submission/{listing.pk}/undo/"
    client.force_login(staff(CURATOR))
    assert client.post(undo).status_code == 403
    client.force_login(staff(LEAD_CURATOR))
    assert client.post(undo).status_code == 302


def test_nobody_decides_about_or_corrects_her_own_group(client: Client) -> None:
    for role in (CURATOR, LEAD_CURATOR, COUNTRY_OFFICE):
        curator = staff(role, "002")
        own = waiting(owner=curator)
        client.force_login(curator)
        assert client.post(f"{ADMIN}{own.pk}/take/publish/").status_code == 403
        assert client.post(f"{ADMIN}{own.pk}/change/", {"name": "Another"}).status_code == 403
        own.refresh_from_db()
        assert own.status == Status.SUBMITTED


def test_one_log_of_all_that_staff_do(client: Client) -> None:
    curator = staff(CURATOR, name="Amina")
    listing = waiting(name="Kivu Circle")
    take_step(organization_id=listing.pk, step="publish", by=curator)
    owner = UserFactory()
    draft = make_listing(owner=owner, status=Status.DRAFT, published_at=None)
    take_step(organization_id=draft.pk, step="submit", by=owner)
    assert list(LogEntry.objects.values_list("user", "object_repr", "change_message")) == [
        (curator.pk, "Kivu Circle", "publish")
    ]
    client.force_login(staff(LEAD_CURATOR))
    log = "/admin/admin/logentry/"
    for query in ("amina", "kivu", "publish", curator.email):
        assert "Kivu Circle" in client.get(f"{log}?q={query}").content.decode()
    assert "Kivu Circle" not in client.get(f"{log}?q=decline").content.decode()
    entry = LogEntry.objects.get()
    assert client.get(f"{log}{entry.pk}/change/").status_code == 200
    assert client.post(f"{log}{entry.pk}/change/", {}).status_code == 403
    assert client.post(f"{log}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_log_asks_the_same_for_one_and_for_twenty(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(StaffFactory())
    asked = []
    for number in (1, 20):
        for _ in range(number):
            take_step(organization_id=waiting().pk, step="publish", by=StaffFactory())
        with django_assert_max_num_queries(10) as queries:
            client.get("/admin/admin/logentry/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
