"""What a listing says at one moment, as plain data: kept with decisions, compared later."""

from typing import Any

from organizations.enums import NameType
from organizations.models import Organization

Version = dict[str, Any]

# Columns that a reader or a rule depends on, in the order in which they are read.
COLUMNS = (
    "name",
    "name_language",
    "kind",
    "legal_status",
    "founded_year",
    "size_band",
    "budget_band",
    "is_youth_led",
    "is_women_led",
    "is_refugee_led",
    "website",
    "audience",
    "hidden_from",
    "is_open_to_matching",
    "matches_heritage_state",
)
# Key of the version → annotation of with_tags().
TAGS = {
    "heritage": "heritage_codes",
    "residence": "residence_codes",
    "works_in": "works_in_codes",
    "primary_sectors": "primary_sector_codes",
    "secondary_sectors": "secondary_sector_codes",
    "roles": "role_codes",
    "offers": "offer_codes",
    "needs": "need_codes",
    "made_of": "made_of_codes",
    "serves": "serves_codes",
    "languages": "language_codes",
}


def version_of(organization_id: int) -> Version:
    """Return what the stored listing says. Of contacts only which there are, never their values.

    Values of contacts are not copied about: a number that a group takes back must be gone.
    """
    listing = (
        Organization.objects.with_tags()
        .prefetch_related("names", "descriptions", "contacts", "identifiers")
        .get(pk=organization_id)
    )
    names = listing.names.all()
    return {
        **{column: getattr(listing, column) for column in COLUMNS},
        **{key: sorted(getattr(listing, annotation)) for key, annotation in TAGS.items()},
        "other_names": sorted(row.name for row in names if row.type != NameType.FORMER),
        "former_names": sorted(row.name for row in names if row.type == NameType.FORMER),
        "numbers": sorted(str(row) for row in listing.identifiers.all()),
        "contacts": sorted(f"{row.kind}:{row.audience}" for row in listing.contacts.all()),
        "descriptions": {row.language_id: row.text for row in listing.descriptions.all()},
    }
