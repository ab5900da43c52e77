"""A listing as search engines read it: JSON-LD in the words of schema.org. Public facts only."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.links import absolute
from organizations.enums import LegalStatus
from organizations.models import Organization, Place
from organizations.presentation import Listing, labels

# Inside a script element only these could end it or start markup.
ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def linked_data(organization: Organization, listing: Listing) -> SafeString:
    """Return the JSON-LD of a listing, safe inside a script element; '' unless it is open to all.

    It holds what the page says to everybody; ways to reach the group are for people to read.
    """
    if not organization.is_open:
        return SafeString()
    path = organization.get_absolute_url()
    registered = organization.legal_status == LegalStatus.REGISTERED
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NGO" if registered else "Organization",
        "name": organization.name,
        "alternateName": [row["name"] for row in organization.other_names],
        "description": listing.descriptions[0].text if listing.descriptions else "",
        "url": absolute(path, get_language() or "en"),
        "sameAs": organization.website,
        "foundingDate": str(organization.founded_year or ""),
        "areaServed": labels(Place, organization.works_in_codes),
        "knowsAbout": [*listing.primary_sectors, *listing.secondary_sectors],
        "knowsLanguage": organization.language_codes,
        "identifier": organization.numbers,
    }
    known = {name: value for name, value in facts.items() if value}
    return mark_safe(json.dumps(known, ensure_ascii=False).translate(ESCAPED))  # noqa: S308
