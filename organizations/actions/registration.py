"""What a group says of itself, saved step by step."""

import uuid as uuids
from collections.abc import Collection, Iterable
from typing import Any

from anyascii import anyascii
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.actions import record_consent
from accounts.enums import Purpose
from accounts.models import User
from organizations.actions.life import announce_change
from organizations.enums import (
    ContactKind,
    Direction,
    GenerationRelation,
    MembershipRole,
    NameType,
    PlaceRelation,
    Status,
)
from organizations.models import Language, Membership, Organization, Role
from organizations.rules import can_edit, can_rename

# The version of the consent text in templates/organizations/register_visibility.html.
LISTING_CONSENT_VERSION = "2026-11"


@transaction.atomic
def start_registration(
    *,
    uuid: uuids.UUID,
    by: User,
    name: str,
    name_language: str,
    kind: str,
    legal_status: str,
    other_names: Iterable[str],
) -> Organization:
    """Create the draft with this `uuid`, owned by `by`.

    A form that is sent twice carries the same uuid, so it makes one draft; it saves over the
    first then. Raises PermissionDenied where the uuid is another group's.
    """
    organization, created = Organization.objects.get_or_create(
        uuid=uuid, defaults={"name": name, "slug": new_slug(name)}
    )
    if created:
        Membership.objects.create(organization=organization, user=by, role=MembershipRole.OWNER)
    return save_basics(
        organization=organization,
        by=by,
        name=name,
        name_language=name_language,
        kind=kind,
        legal_status=legal_status,
        other_names=other_names,
    )


@transaction.atomic
def save_basics(
    *,
    organization: Organization,
    by: User,
    name: str,
    name_language: str,
    kind: str,
    legal_status: str,
    other_names: Iterable[str],
) -> Organization:
    """Save what the group is called and what it is; a published name stays as it is."""
    organization = _locked(organization, by)
    if can_rename(organization):
        if name != organization.name:
            organization.slug = new_slug(name)
        organization.name = name
        organization.name_language = name_language
        organization.kind = kind
    organization.legal_status = legal_status
    organization.save()
    kept = list(dict.fromkeys(other_names))
    aliases = organization.names.filter(type=NameType.ALIAS)
    aliases.exclude(name__in=kept).delete()
    for alias in kept:
        organization.names.get_or_create(name=alias, type=NameType.ALIAS)
    return _saved(organization)


@transaction.atomic
def save_people(
    *,
    organization: Organization,
    by: User,
    heritage: Collection[str],
    residence: Collection[str],
    works_in: Collection[str],
    made_of: Collection[str],
    serves: Collection[str],
    languages: Collection[str],
    is_youth_led: bool | None,
    is_women_led: bool | None,
    is_refugee_led: bool | None,
) -> Organization:
    """Save who the group's people are, where they come from and live; codes throughout."""
    organization = _locked(organization, by)
    organization.is_youth_led = is_youth_led
    organization.is_women_led = is_women_led
    organization.is_refugee_led = is_refugee_led
    organization.save()
    _replace(
        organization.place_links,
        "place_id",
        {
            ("relation", PlaceRelation.HERITAGE): heritage,
            ("relation", PlaceRelation.RESIDENCE): residence,
            ("relation", PlaceRelation.WORKS_IN): works_in,
        },
    )
    _replace(
        organization.generation_links,
        "generation_id",
        {
            ("relation", GenerationRelation.MADE_OF): made_of,
            ("relation", GenerationRelation.SERVES): serves,
        },
    )
    organization.languages.set(Language.objects.filter(pk__in=languages))
    return _saved(organization)


@transaction.atomic
def save_work(
    *,
    organization: Organization,
    by: User,
    primary_sectors: Collection[str],
    secondary_sectors: Collection[str],
    roles: Collection[str],
    offers: Collection[str],
    needs: Collection[str],
    description: str,
    description_language: str,
) -> Organization:
    """Save what the group does, offers and needs; an empty description removes that language."""
    organization = _locked(organization, by)
    _replace(
        organization.sector_links,
        "sector_id",
        {
            ("is_primary", True): primary_sectors,
            ("is_primary", False): secondary_sectors,
        },
    )
    _replace(
        organization.support_links,
        "support_type_id",
        {
            ("direction", Direction.OFFERS): offers,
            ("direction", Direction.NEEDS): needs,
        },
    )
    organization.roles.set(Role.objects.filter(pk__in=roles))
    if description:
        organization.descriptions.update_or_create(
            language_id=description_language, defaults={"text": description}
        )
    else:
        organization.descriptions.filter(language_id=description_language).delete()
    return _saved(organization)


@transaction.atomic
def save_visibility(
    *,
    organization: Organization,
    by: User,
    audience: str,
    hidden_from: Collection[str],
    is_open_to_matching: bool,
    matches_heritage_state: bool,
    website: str,
    contacts: dict[str, tuple[str, str]],
    consent: bool,
) -> Organization:
    """Save who may see the listing and how the group is reached.

    `contacts` maps a ContactKind to the value and the audience that may see it; an empty value
    removes that contact. `consent` given once is recorded with the version of its text.
    """
    organization = _locked(organization, by)
    organization.audience = audience
    organization.hidden_from = sorted(hidden_from)
    organization.is_open_to_matching = is_open_to_matching
    organization.matches_heritage_state = matches_heritage_state
    organization.website = website
    if consent and organization.consented_at is None:
        organization.consented_at = timezone.now()
        record_consent(user=by, purpose=Purpose.LISTING, text_version=LISTING_CONSENT_VERSION)
    organization.save()
    for kind, (value, seen_by) in contacts.items():
        organization.contacts.filter(kind=ContactKind(kind)).exclude(value=value).delete()
        if value:
            organization.contacts.update_or_create(
                kind=ContactKind(kind), value=value, defaults={"audience": seen_by}
            )
    return _saved(organization)


def new_slug(name: str) -> str:
    """Return a slug for `name` in any script: readable ASCII and a few random signs.

    The signs are always there. If only the second group of a name got some, they would tell
    whoever registers a name that a group of that name exists, hidden or not.
    """
    while True:
        slug = f"{slug_stem(name)}-{get_random_string(TAIL_LENGTH, TAIL_SIGNS)}"
        if not Organization.objects.filter(slug=slug).exists():
            return slug


def slug_stem(name: str) -> str:
    return slugify(anyascii(name))[:70].strip("-") or "group"


# No vowels, so no words; nothing that is read as something else.
TAIL_SIGNS = "bcdfghjkmnpqrstvwxz23456789"
TAIL_LENGTH = 6


def _locked(organization: Organization, by: User) -> Organization:
    """Return the row, locked and fresh; raise PermissionDenied unless `by` may edit it now."""
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_edit(by, fresh):
        raise PermissionDenied
    return fresh


def _saved(organization: Organization) -> Organization:
    if organization.status == Status.PUBLISHED:
        # Tags have rows of their own: the listing's time of change tells who depends on it.
        organization.save(update_fields=["updated_at"])
        announce_change(organization)
    return organization


def _replace(
    links: models.Manager[Any], column: str, wanted: dict[tuple[str, object], Collection[str]]
) -> None:
    """Make `links` hold exactly the codes `wanted` for each (field, value), touching no other."""
    keys = {
        (value, code): {field: value, column: code}
        for (field, value), codes in wanted.items()
        for code in codes
    }
    (field,) = {field for field, _ in wanted}
    for link in links.all():
        key = (getattr(link, field), getattr(link, column))
        if key not in keys:
            link.delete()
        else:
            del keys[key]
    for values in keys.values():
        links.create(**values)
