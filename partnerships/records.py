"""Partners taken from the published record of an exchange; IOM has yet to verify them."""

from typing import Any

from django.utils.text import slugify

from organizations.enums import Source
from organizations.records import citation, record_uuid
from partnerships.enums import Level, PartnerSector, PartnerType, Verification
from partnerships.models import Partner

Record = dict[str, Any]


def load_partners(record: Record) -> int:
    """Create the public bodies of `record` that are not there yet; return how many it names.

    A partner that is there stays as it is: a curator or a representative may have changed it.
    """
    bodies = [entry for entry in record["organizations"] if entry.get("type") == "public"]
    for entry in bodies:
        _create(entry, record["source"])
    return len(bodies)


def _create(entry: Record, source: Record) -> None:
    identity = record_uuid(source, entry["name"])
    slug = slugify(entry["name"])
    if Partner.objects.filter(slug=slug).exclude(uuid=identity).exists():
        slug = f"{slug}-{identity.hex[:8]}"
    is_ministry = entry["name"].startswith("Ministry")
    Partner.objects.get_or_create(
        uuid=identity,
        defaults={
            "slug": slug,
            "name": entry["name"],
            "sector": PartnerSector.PUBLIC,
            "type": PartnerType.MINISTRY if is_ministry else PartnerType.OTHER_PUBLIC,
            "level": Level.NATIONAL if is_ministry else Level.UNKNOWN,
            "state_countries": [entry["country"]],
            "verification": Verification.PENDING,
            "source": Source.RECORD,
            "source_citation": citation(source),
            "is_open_to_matching": False,
        },
    )
