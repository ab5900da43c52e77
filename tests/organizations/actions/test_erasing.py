"""A listing goes, and nothing tells of it; where others lean on it, an empty row stays."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from accounts.models import Erasure, Notification
from accounts.rights.ledger import fingerprint
from organizations.actions import send_message, take_step
from organizations.actions.erasing import erase_again, erase_listing
from organizations.models import Organization, SearchDocument
from partnerships.models import Introduction
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_conversation,
    make_listing,
    make_opportunity,
)
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

NAME = "Unmistakable Circle"


def told_in() -> list[str]:
    """Name every table in which the listing's name stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" AS row '  # noqa: S608
                "WHERE to_jsonb(row)::text ILIKE ANY(ARRAY['%%unmistakable%%'])"
            )
            if cursor.fetchone()[0]:
                found.append(model._meta.label)
    return found


@pytest.fixture
def lead() -> Any:
    return StaffFactory(name="Lead")


@pytest.fixture
def circle(settings: Any, tmp_path: Any, lead: Any) -> Organization:
    settings.MEDIA_ROOT = tmp_path
    owner = verified(UserFactory())
    listing = make_listing(owner=owner, name=NAME)
    listing.logo.save("logo.png", ContentFile(b"x"))
    listing.descriptions.create(language_id="en", text=f"We are {NAME}")
    send_message(organization=listing, by=UserFactory(), signature="A", text="Hello")
    make_conversation(by=owner, answers=verified(UserFactory()), asker=listing)
    take_step(organization_id=listing.pk, step="suspend", by=lead, reason="safety")
    return listing


def test_nothing_tells_of_it(
    circle: Organization, lead: Any, django_capture_on_commit_callbacks: Any
) -> None:
    logo = circle.logo.name
    assert {"organizations.Organization", "accounts.Notification", "admin.LogEntry"} <= set(
        told_in()
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_listing(organization_id=circle.pk, by=lead)
    assert told_in() == []
    assert not default_storage.exists(logo)
    assert not Introduction.objects.exists()
    assert Erasure.objects.get().uuid_hash == fingerprint(circle.uuid)
    assert Erasure.objects.get().reason == "asked for it"
    assert LogEntry.objects.first().change_message == "erase_listing"


def test_where_others_lean_on_it_an_empty_row_stays(circle: Organization, lead: Any) -> None:
    call = make_opportunity(publisher=circle)
    assert not erase_listing(organization_id=circle.pk, by=lead)
    assert told_in() == []
    left = Organization.objects.get(pk=circle.pk)
    assert (left.name, left.status, left.audience) == ("–", "archived", "iom")
    assert left.uuid != circle.uuid
    assert not left.logo
    assert left.memberships.count() == 0
    assert not SearchDocument.objects.get(pk=circle.pk).is_listed
    call.refresh_from_db()
    assert call.organization == left
    assert Erasure.objects.get().uuid_hash == fingerprint(circle.uuid)
    assert Organization.history.filter(id=circle.pk).count() == 0


def test_letters_about_others_stay(circle: Organization, lead: Any) -> None:
    other = make_listing(owner=UserFactory(), name="Other Circle")
    send_message(organization=other, by=UserFactory(), signature="A", text="Hello")
    erase_listing(organization_id=circle.pk, by=lead)
    assert [row.context["name"] for row in Notification.objects.all()] == ["Other Circle"]


def test_what_a_backup_brought_back_goes_again(circle: Organization) -> None:
    erase_again(circle.pk)
    assert told_in() == []


def test_only_a_lead_curator_erases_and_never_her_own(circle: Organization, lead: Any) -> None:
    for by in (
        UserFactory(),
        circle.memberships.get().user,
        StaffFactory(is_superuser=False),
    ):
        with pytest.raises(PermissionDenied):
            erase_listing(organization_id=circle.pk, by=by)
    circle.memberships.create(user=lead)
    with pytest.raises(PermissionDenied):
        erase_listing(organization_id=circle.pk, by=lead)


def test_the_page_asks_for_the_name(circle: Organization, lead: Any, client: Client) -> None:
    path = f"/admin/organizations/organization/{circle.pk}/erase/"
    plain = StaffFactory(is_superuser=False)
    plain.user_permissions.set(
        Permission.objects.filter(codename__in=("view_organization", "all_countries"))
    )
    client.force_login(plain)
    assert client.get(path).status_code == 403
    client.force_login(lead)
    assert (
        f'href="{path}"'
        in client.get(f"/admin/organizations/organization/{circle.pk}/change/").content.decode()
    )
    assert client.get(path).status_code == 200
    assert "This is not its name." in client.post(path, {"name": "x"}).content.decode()
    assert Organization.objects.filter(pk=circle.pk).exists()
    assert client.post(path, {"name": NAME}).status_code == 302
    assert not Organization.objects.filter(pk=circle.pk).exists()
