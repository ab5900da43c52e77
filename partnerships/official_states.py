"""For which states the people of a listing act: who is hidden from these, they must not find."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef

from partnerships.models import Representative

OF_GROUP = "user__memberships__organization"
OF_PARTNER = "user__representations__partner"


def states_of_people(of: str, listing: str) -> ArraySubquery:
    """The codes of these states, as an array beside each row that names a listing.

    `of` is OF_GROUP or OF_PARTNER, `listing` the column of the row that holds the listing's id.
    """
    rows: Any = Representative.objects.filter(**{of: OuterRef(listing)}).order_by("pk")
    states = Func(F("partner__state_countries"), function="unnest")
    return ArraySubquery(rows.annotate(state=states).values("state"))
