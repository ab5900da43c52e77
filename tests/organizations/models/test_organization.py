"""What the database refuses, whatever the code above it does."""

import pytest
from django.db import IntegrityError, transaction

from organizations.enums import Audience, Source, Status
from organizations.models import Organization, OrganizationIdentifier
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"status": "blessed"}, "organization_status_known"),
        ({"kind": "club"}, "organization_kind_known"),
        ({"legal_status": "secret"}, "organization_legal_status_known"),
        ({"audience": "friends"}, "organization_audience_known"),
        ({"source": "rumour"}, "organization_source_known"),
        ({"size_band": "huge"}, "organization_size_known"),
        ({"budget_band": "rich"}, "organization_budget_known"),
        ({"name": "  "}, "organization_has_name"),
        ({"kind": ""}, "organization_kind_stated"),
        ({"hidden_from": ["ER"], "audience": Audience.PUBLIC}, "organization_hidden_is_not_public"),
        ({"published_at": None}, "organization_published_has_date"),
        ({"founded_year": 1500}, "organization_founded_plausible"),
        ({"open_to": 0}, "organization_open_to_positive"),
    ],
)
def test_constraints(fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OrganizationFactory(**fields)


def test_a_slug_is_given_once() -> None:
    OrganizationFactory(slug="same")
    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        OrganizationFactory(slug="same")


def test_nothing_is_its_own_parent() -> None:
    organization = OrganizationFactory()
    with (
        pytest.raises(IntegrityError, match="organization_not_own_parent"),
        transaction.atomic(),
    ):
        Organization.objects.filter(pk=organization.pk).unrecorded(because="arranged").update(
            parent=organization
        )


def test_a_record_may_leave_the_kind_open() -> None:
    assert OrganizationFactory(kind="", source=Source.RECORD).kind == ""
    assert OrganizationFactory(kind="", status=Status.DRAFT, published_at=None).kind == ""


def test_one_identifier_one_listing() -> None:
    identifier = {"scheme": "GB-CHC", "number": "1234567"}
    OrganizationIdentifier.objects.create(organization=OrganizationFactory(), **identifier)
    with (
        pytest.raises(IntegrityError, match="organization_identifier_once"),
        transaction.atomic(),
    ):
        OrganizationIdentifier.objects.create(organization=OrganizationFactory(), **identifier)
