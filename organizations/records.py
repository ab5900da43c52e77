"""Listings taken from the published record of an exchange: what it says, and nothing more."""

import uuid
from typing import Any

from django.utils import timezone

from organizations.actions.life import announce_change
from organizations.actions.registration import slug_stem
from organizations.enums import Audience, Kind, NameType, PlaceRelation, Source, Status
from organizations.models import Organization
from organizations.search.documents import refresh

Record = dict[str, Any]

# Bodies the record names that are no diaspora organizations: IOM itself, and public bodies,
# which are partners.
NOT_LISTED = ("multilateral", "public")


def load_organizations(record: Record) -> dict[str, int]:
    """Create the listings of `record` that are not there yet; return the key of each by name.

    A listing that is there stays as it is: a curator or the group itself may have changed it.
    """
    listings = {
        entry["name"]: _listing(entry, record["source"]).pk
        for entry in record["organizations"]
        if entry.get("type") not in NOT_LISTED
    }
    refresh(listings.values())
    return listings


def record_uuid(source: Record, name: str) -> uuid.UUID:
    """Return the identity of `name` in that record.

    It finds the listing again whatever it is called by then, and never one that another group
    registered under the same name.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:isbn:{source['isbn']}#{name}")


def citation(source: Record) -> str:
    """Return how the record is cited, with its ISBN."""
    authors = ", ".join(source["authors"])
    return (
        f"{authors} ({source['year']}). {source['title']}. {source['publisher']}. "
        f"ISBN {source['isbn']}."
    )


def _listing(entry: Record, source: Record) -> Organization:
    identity = record_uuid(source, entry["name"])
    network = Kind.NETWORK if entry.get("type") == "network" else Kind.UNKNOWN
    listing, is_new = Organization.objects.get_or_create(
        uuid=identity,
        defaults={
            "slug": _slug(entry["name"], identity),
            "name": entry["name"],
            "kind": entry.get("kind", network),
            "legal_status": entry.get("legal_status", ""),
            # True or unknown: the record never says that a group is not led by women or youth.
            "is_women_led": entry.get("women"),
            "is_youth_led": entry.get("youth"),
            "status": Status.PUBLISHED,
            "published_at": timezone.now(),
            "audience": Audience.PUBLIC,
            "source": Source.RECORD,
            "source_citation": citation(source),
            # Nobody of the group has asked for suggestions yet.
            "is_open_to_matching": False,
        },
    )
    if is_new:
        _add_names_and_places(listing, entry)
        announce_change(listing)
    return listing


def _slug(name: str, identity: uuid.UUID) -> str:
    """Return the readable slug of a name in the record; a group that registers has a tail."""
    stem = slug_stem(name)
    taken = Organization.objects.filter(slug=stem).exists()
    return f"{stem}-{identity.hex[:8]}" if taken else stem


def _add_names_and_places(listing: Organization, entry: Record) -> None:
    if "acronym" in entry:
        listing.names.create(name=entry["acronym"], type=NameType.ACRONYM)
    places = {
        PlaceRelation.HERITAGE: [*entry.get("heritage", []), entry.get("heritage_region_m49")],
        PlaceRelation.RESIDENCE: entry.get("residence", []),
        PlaceRelation.WORKS_IN: [entry.get("works_in_region_m49")],
    }
    for relation, codes in places.items():
        for code in filter(None, codes):
            listing.place_links.create(relation=relation, place_id=code)
