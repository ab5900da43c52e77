"""What a listing still lacks before it can be submitted."""

from organizations.enums import PlaceRelation
from organizations.models import Organization

# Six facts, none of which needs papers; consent is the sixth and is asked at the last step.
REQUIRED = ("name", "kind", "heritage", "residence", "sectors", "consent")


def missing_facts(organization: Organization) -> list[str]:
    """Return which of REQUIRED the listing lacks, in order."""
    relations = set(organization.place_links.values_list("relation", flat=True))
    present = {
        "name": bool(organization.name.strip()),
        "kind": bool(organization.kind),
        "heritage": PlaceRelation.HERITAGE in relations,
        "residence": PlaceRelation.RESIDENCE in relations,
        "sectors": organization.sector_links.exists(),
        "consent": organization.consented_at is not None,
    }
    return [fact for fact in REQUIRED if not present[fact]]
