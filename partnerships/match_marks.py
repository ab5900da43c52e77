"""Which state of each listing a run has scored.

Marks are written before the listings are read for scoring: what changes in between is marked as
it was, so it is found to be stale and scored again.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from organizations.enums import Audience
from organizations.models import Organization
from partnerships.models import MatchRun, Partner, ScoredListing
from partnerships.profiles import organization_profile, partner_profile, to_stored

AT_ONCE = 2_000


def mark_all(run: MatchRun) -> None:
    _write(_marks(run, "organization", Organization.objects.published()))
    _write(_marks(run, "partner", Partner.objects.verified()))


def mark_again(
    run: MatchRun, organization_ids: Collection[int], partner_ids: Collection[int]
) -> None:
    """Mark these as they are now; those that have left are marked no more."""
    for column, listed, ids in (
        ("organization", Organization.objects.published(), organization_ids),
        ("partner", Partner.objects.verified(), partner_ids),
    ):
        ScoredListing.objects.filter(run=run, **{f"{column}_id__in": ids}).delete()
        _write(_marks(run, column, listed.filter(pk__in=ids)))


def _marks(run: MatchRun, column: str, listed: Any) -> Iterator[ScoredListing]:
    profile: Any = organization_profile if column == "organization" else partner_profile
    for listing in listed.with_tags().order_by("pk").iterator(AT_ONCE):
        yield ScoredListing(
            run=run,
            changed_at=listing.updated_at,
            is_public=column == "partner" or listing.audience == Audience.PUBLIC,
            profile=to_stored(profile(listing)),
            **{f"{column}_id": listing.pk},
        )


def _write(marks: Iterator[ScoredListing]) -> None:
    while block := list(islice(marks, AT_ONCE)):
        ScoredListing.objects.bulk_create(block)
