"""What a group says is stored as said, and by nobody else."""

import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Consent
from organizations.actions import (
    save_basics,
    save_people,
    save_visibility,
    save_work,
    start_registration,
)
from organizations.actions.registration import TAIL_SIGNS, new_slug
from organizations.enums import Status
from organizations.models import Membership, Organization
from tests.factories import OrganizationFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

BASICS: dict[str, Any] = {
    "name": "حلقة نساء دارفور",
    "name_language": "ar",
    "kind": "grassroots",
    "legal_status": "none",
    "other_names": ["Darfur Women's Circle"],
}
PEOPLE: dict[str, Any] = {
    "heritage": ["SD"],
    "residence": ["EG", "TD"],
    "works_in": [],
    "made_of": ["first"],
    "serves": [],
    "languages": ["ar"],
    "is_youth_led": None,
    "is_women_led": True,
    "is_refugee_led": True,
}
VISIBILITY: dict[str, Any] = {
    "audience": "members",
    "hidden_from": ["SD"],
    "is_open_to_matching": True,
    "matches_heritage_state": False,
    "website": "",
    "contacts": {"email": ("circle@example.org", "iom"), "whatsapp": ("", "iom")},
    "consent": True,
}


def test_a_form_sent_twice_makes_one_draft() -> None:
    user, identity = UserFactory(), uuid.uuid4()
    first = start_registration(uuid=identity, by=user, **BASICS)
    second = start_registration(uuid=identity, by=user, **(BASICS | {"kind": "network"}))
    assert first.pk == second.pk
    listing = Organization.objects.get()
    assert listing.kind == "network"
    assert listing.status == Status.DRAFT
    assert listing.slug.startswith("hlqh-ns-drfwr-")
    assert list(listing.names.values_list("name", "type")) == [("Darfur Women's Circle", "alias")]
    assert list(Membership.objects.values_list("user", "role")) == [(user.pk, "owner")]


def test_anothers_draft_is_not_taken_over() -> None:
    identity = uuid.uuid4()
    start_registration(uuid=identity, by=UserFactory(), **BASICS)
    with pytest.raises(PermissionDenied):
        start_registration(uuid=identity, by=UserFactory(), **(BASICS | {"name": "Mine"}))
    assert Organization.objects.get().name == BASICS["name"]


def test_steps_replace_what_was_said_before() -> None:
    user = UserFactory()
    listing = start_registration(uuid=uuid.uuid4(), by=user, **BASICS)
    save_people(organization=listing, by=user, **PEOPLE)
    save_people(organization=listing, by=user, **(PEOPLE | {"residence": ["TD", "UG"]}))
    assert list(listing.place_links.order_by("pk").values_list("relation", "place_id")) == [
        ("heritage", "SD"),
        ("residence", "TD"),
        ("residence", "UG"),
    ]
    work: dict[str, Any] = {
        "primary_sectors": ["education"],
        "secondary_sectors": ["health"],
        "roles": [],
        "offers": ["volunteers"],
        "needs": ["funding"],
        "description": "نعمل معا",
        "description_language": "ar",
    }
    save_work(organization=listing, by=user, **work)
    save_work(
        organization=listing,
        by=user,
        **(work | {"primary_sectors": ["health"], "secondary_sectors": ["education"]}),
    )
    assert set(listing.sector_links.values_list("sector_id", "is_primary")) == {
        ("health", True),
        ("education", False),
    }
    assert list(listing.descriptions.values_list("language_id", "text")) == [("ar", "نعمل معا")]
    save_work(organization=listing, by=user, **(work | {"description": ""}))
    assert not listing.descriptions.exists()


def test_visibility_contacts_and_consent() -> None:
    user = UserFactory()
    listing = start_registration(uuid=uuid.uuid4(), by=user, **BASICS)
    save_visibility(organization=listing, by=user, **VISIBILITY)
    listing.refresh_from_db()
    assert (listing.audience, listing.hidden_from) == ("members", ["SD"])
    assert list(listing.contacts.values_list("kind", "value", "audience")) == [
        ("email", "circle@example.org", "iom")
    ]
    first = listing.consented_at
    assert first is not None
    assert list(Consent.objects.values_list("user", "purpose", "text_version")) == [
        (user.pk, "listing", "2026-11")
    ]
    save_visibility(
        organization=listing,
        by=user,
        **(VISIBILITY | {"contacts": {"email": ("", "iom"), "whatsapp": ("+249 1", "members")}}),
    )
    listing.refresh_from_db()
    assert listing.consented_at == first
    assert list(listing.contacts.values_list("kind", "value", "audience")) == [
        ("whatsapp", "+249 1", "members")
    ]


def test_a_published_name_stays() -> None:
    user = UserFactory()
    listing = make_listing(owner=user, name="Trusted name", slug="trusted-name")
    save_basics(
        organization=listing,
        by=user,
        **(BASICS | {"name": "Ministry of Everything", "kind": "formal"}),
    )
    listing.refresh_from_db()
    assert (listing.name, listing.slug, listing.kind) == (
        "Trusted name",
        "trusted-name",
        "grassroots",
    )
    assert listing.legal_status == ""
    assert listing.pending_changes.get().wanted["name"] == "Ministry of Everything"


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.IN_REVIEW, Status.SUSPENDED, Status.DECLINED]
)
def test_no_edits_while_iom_decides(status: Status) -> None:
    user = UserFactory()
    listing = make_listing(owner=user, status=status)
    with pytest.raises(PermissionDenied):
        save_people(organization=listing, by=user, **PEOPLE)


def test_strangers_save_nothing() -> None:
    listing = make_listing(owner=UserFactory(), status=Status.DRAFT, published_at=None)
    for save, changes in ((save_people, PEOPLE), (save_visibility, VISIBILITY)):
        with pytest.raises(PermissionDenied):
            save(organization=listing, by=UserFactory(), **changes)
    assert list(listing.place_links.values_list("place_id", flat=True)) == ["SO", "KE"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Casa Perú", "casa-peru"),
        ("Дом Кыргызстан", "dom-kyrgyzstan"),
        ("東京会", "dongjinghui"),
        ("…", "group"),
    ],
)
def test_slugs_are_readable_in_any_script(name: str, slug: str) -> None:
    assert re.fullmatch(f"{slug}-[{TAIL_SIGNS}]{{6}}", new_slug(name))


def test_a_slug_tells_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    OrganizationFactory(slug="casa-peru-222222")
    tails = iter(["222222", "333333"])
    monkeypatch.setattr(
        "organizations.actions.registration.get_random_string", lambda *_: next(tails)
    )
    assert new_slug("Casa Perú") == "casa-peru-333333"
