"""Names that look like what was typed, for when nothing fits."""

from django.contrib.postgres.search import TrigramWordSimilarity

from organizations.models import Organization
from organizations.models.queries import OrganizationQuerySet
from organizations.search.normalize import fold

MOST, LEAST_SIMILAR = 5, 0.3


def nearest_names(text: str, visible: OrganizationQuerySet) -> list[Organization]:
    """Return the listings among `visible` whose names are most like `text`, likest first."""
    folded = fold(text).strip()
    if len(folded) < 3:
        return []
    return list(
        visible.annotate(likeness=TrigramWordSimilarity(folded, "search_document__sort_name"))
        .filter(likeness__gte=LEAST_SIMILAR)
        .order_by("-likeness", "pk")[:MOST]
    )
