"""What a group says of itself, saved step by step."""

import uuid as uuids
from collections.abc import Callable, Collection, Iterable
from typing import Any

from anyascii import anyascii
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.actions import record_consent
from accounts.enums import Purpose
from accounts.models import User
from organizations.actions.changes import save_sensitive
from organizations.actions.life import announce_change
from organizations.actions.links import replace_links
from organizations.enums import (
    ContactKind,
    Direction,
    GenerationRelation,
    MembershipRole,
    PlaceRelation,
    Status,
)
from organizations.models import Membership, Organization
from organizations.models.history import recorded
from organizations.rules import Person, can_edit, can_edit_facts, can_set_visibility

# The version of the consent text in templates/organizations/register_visibility.html.
LISTING_CONSENT_VERSION = "2026-11"


@transaction.atomic
@recorded
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
@recorded
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
    """Save what the group is called and what it is; once published, that waits for IOM."""
    organization = _locked(organization, by)
    if name != organization.name and organization.published_at is None:
        organization.slug = new_slug(name)
    changed = save_sensitive(
        organization,
        {
            "name": name,
            "name_language": name_language,
            "kind": kind,
            "legal_status": legal_status,
            "other_names": list(other_names),
        },
        by=by,
    )
    return _saved(organization, changed)


@transaction.atomic
@recorded
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
    """Save who the group's people are, where they come from and live; codes throughout.

    Where they come from waits for IOM once the listing is published.
    """
    organization = _locked(organization, by, can_edit_facts)
    changed = [
        save_sensitive(organization, {"heritage": heritage}, by=by),
        _set(
            organization,
            is_youth_led=is_youth_led,
            is_women_led=is_women_led,
            is_refugee_led=is_refugee_led,
        ),
        replace_links(
            organization.place_links,
            "place_id",
            {
                ("relation", PlaceRelation.RESIDENCE): residence,
                ("relation", PlaceRelation.WORKS_IN): works_in,
            },
        ),
        replace_links(
            organization.generation_links,
            "generation_id",
            {
                ("relation", GenerationRelation.MADE_OF): made_of,
                ("relation", GenerationRelation.SERVES): serves,
            },
        ),
        _set_codes(organization.languages, languages),
    ]
    return _saved(organization, any(changed))


@transaction.atomic
@recorded
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
    organization = _locked(organization, by, can_edit_facts)
    changed = [
        replace_links(
            organization.sector_links,
            "sector_id",
            {
                ("is_primary", True): primary_sectors,
                ("is_primary", False): secondary_sectors,
            },
        ),
        replace_links(
            organization.support_links,
            "support_type_id",
            {
                ("direction", Direction.OFFERS): offers,
                ("direction", Direction.NEEDS): needs,
            },
        ),
        _set_codes(organization.roles, roles),
        _describe(organization, description_language, description),
    ]
    return _saved(organization, any(changed))


@transaction.atomic
@recorded
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
    """Save who may see the listing and how the group is reached. It holds at once, always.

    `contacts` maps a ContactKind to the value and the audience that may see it; an empty value
    removes that contact. `consent` given once is recorded with the version of its text. Raises
    PermissionDenied while the listing's alarm is raised.
    """
    organization = _locked(organization, by, can_set_visibility)
    consented_at = organization.consented_at
    if consent and consented_at is None:
        consented_at = timezone.now()
        record_consent(user=by, purpose=Purpose.LISTING, text_version=LISTING_CONSENT_VERSION)
    changed = [
        _set(
            organization,
            audience=audience,
            hidden_from=sorted(hidden_from),
            is_open_to_matching=is_open_to_matching,
            matches_heritage_state=matches_heritage_state,
            website=website,
            consented_at=consented_at,
        ),
        *(
            _reach(organization, kind, value, seen_by)
            for kind, (value, seen_by) in contacts.items()
        ),
    ]
    return _saved(organization, any(changed))


def _set(organization: Organization, **values: Any) -> bool:
    """Store these columns; return whether any was another."""
    changed = {column: v for column, v in values.items() if getattr(organization, column) != v}
    for column, value in changed.items():
        setattr(organization, column, value)
    if changed:
        organization.save()
    return bool(changed)


def _set_codes(codes: Any, wanted: Collection[str]) -> bool:
    """Make a many-to-many hold exactly these known codes; return whether it did not."""
    before = set(codes.values_list("pk", flat=True))
    known = set(codes.model.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if before != known:
        codes.set(known)
    return before != known


def _describe(organization: Organization, language: str, text: str) -> bool:
    row = organization.descriptions.filter(language_id=language).first()
    if (row.text if row else "") == text:
        return False
    if not text and row:
        row.delete()
    else:
        organization.descriptions.update_or_create(language_id=language, defaults={"text": text})
    return True


def _reach(organization: Organization, kind: str, value: str, seen_by: str) -> bool:
    """Keep one contact of this kind, or none."""
    rows = list(organization.contacts.filter(kind=ContactKind(kind)))
    if [(row.value, row.audience) for row in rows] == ([(value, seen_by)] if value else []):
        return False
    for row in rows:
        if row.value != value:
            row.delete()
    if value:
        organization.contacts.update_or_create(
            kind=ContactKind(kind), value=value, defaults={"audience": seen_by}
        )
    return True


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


def _locked(
    organization: Organization, by: User, may: Callable[[Person, Organization], bool] = can_edit
) -> Organization:
    """Return the row, locked and fresh; raise PermissionDenied unless `by` may edit it now."""
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    if not may(by, fresh):
        raise PermissionDenied
    return fresh


def _saved(organization: Organization, changed: bool) -> Organization:
    """Let the change be known; a form that was sent as it was changes nothing, not even a date."""
    if changed and organization.status == Status.PUBLISHED:
        # Tags have rows of their own: the listing's time of change tells who depends on it.
        organization.save(update_fields=["updated_at"])
        announce_change(organization)
    return organization
