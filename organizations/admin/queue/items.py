"""Reading the queue: every source in one list, oldest first, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import ngettext

from organizations.admin.queue.errands import errands
from organizations.admin.queue.registry import Source, queue
from organizations.models import Language, Organization, WorkLock
from organizations.presentation import Card, card, labels

PAGE = 50
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Age:
    """How long something waits, against what was promised."""

    since: datetime
    due: datetime

    @property
    def is_late(self) -> bool:
        return timezone.now() > self.due

    @property
    def waits(self) -> str:
        """Since when, in days."""
        days = (timezone.now() - self.since) // DAY
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

    @property
    def left(self) -> str:
        """How far the promised time is away, or past."""
        now = timezone.now()
        if self.is_late:
            days = (now - self.due) // DAY + 1
            return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
        days = (self.due - now) // DAY + 1
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the queue."""

    source: Source
    pk: int
    card: Card
    age: Age
    is_urgent: bool
    is_first_time: bool
    languages: list[str]
    lock: WorkLock | None

    @property
    def key(self) -> str:
        return f"{self.source.name}:{self.pk}"


def selected(
    listings: QuerySet[Organization],
    sources: Iterable[Source],
    within: QuerySet[Organization] | None = None,
) -> QuerySet[Any]:
    """Return (source, pk, listing, since, urgent) of what waits about `listings`, oldest first.

    What is urgent comes before all else. `within`: where a second listing must be, too.
    """
    parts = [_part(source, listings, within) for source in sources]
    first, *rest = parts or [Organization.objects.none().values("pk")]
    return first.union(*rest, all=True) if rest else first


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-is_urgent", "waiting_since", "item")


def counts(
    listings: QuerySet[Organization], within: QuerySet[Organization] | None = None
) -> dict[str, int]:
    """Return how many items of each source wait about `listings`, and how many errands at all.

    One query, however many kinds there are.
    """
    parts: list[Any] = [
        _part(source, listings, within)
        .order_by()
        .values("source_name")
        .annotate(number=Count("item"))
        for source in queue
    ]
    parts += errands.counted()
    first, *rest = parts
    found = {row["source_name"]: row["number"] for row in first.union(*rest, all=True)}
    names = [source.name for source in queue] + [errand.name for errand in errands]
    return {name: found.get(name, 0) for name in names}


def page_of(rows: QuerySet[Any], number: int) -> list[Item]:
    """Return the items of a page, with their listings and locks: three queries."""
    start = (number - 1) * PAGE
    found = list(in_order(rows)[start : start + PAGE])
    listings = {
        listing.pk: listing
        for listing in Organization.objects.filter(pk__in={row["listing"] for row in found})
        .with_tags()
        .prefetch_related("descriptions")
    }
    locks = {
        (lock.source, lock.item): lock
        for lock in WorkLock.objects.in_force()
        .filter(item__in=[row["item"] for row in found])
        .select_related("by")
    }
    return [
        _item(row, listings[row["listing"]], locks.get((row["source_name"], row["item"])))
        for row in found
    ]


def next_free(rows: QuerySet[Any], *, user_id: int) -> tuple[str, int] | None:
    """Return the oldest item that nobody else works on."""
    held = {(lock.source, lock.item) for lock in WorkLock.objects.in_force().exclude(by_id=user_id)}
    for row in in_order(rows)[: len(held) + 1]:
        if (row["source_name"], row["item"]) not in held:
            return row["source_name"], row["item"]
    return None


def age_of(source: Source, row: Any) -> Age:
    since = getattr(row, source.since)
    return Age(since, since + source.promise)


def _part(
    source: Source, listings: QuerySet[Organization], within: QuerySet[Organization] | None
) -> QuerySet[Any]:
    of_listings = source.waiting()
    if listings.query.has_filters():
        mine = listings.order_by().values("pk")
        of_listings = of_listings.filter(**{f"{source.organization}__in": mine})
    if source.beside and within is not None:
        of_listings = of_listings.filter(**{f"{source.beside}__in": within.values("pk")})
    urgent = Case(When(source.urgent, then=True), default=False) if source.urgent else Value(False)
    return (
        of_listings.order_by()
        .annotate(
            source_name=Value(source.name, output_field=CharField()),
            item=F("pk"),
            listing=F(source.organization),
            waiting_since=Cast(F(source.since), DateTimeField()),
            is_urgent=Cast(urgent, BooleanField()),
        )
        .values("source_name", "item", "listing", "waiting_since", "is_urgent")
    )


def _item(row: dict[str, Any], listing: Organization, lock: WorkLock | None) -> Item:
    source = queue[row["source_name"]]
    return Item(
        source=source,
        pk=row["item"],
        card=card(listing),
        age=Age(row["waiting_since"], row["waiting_since"] + source.promise),
        is_urgent=row["is_urgent"],
        is_first_time=listing.published_at is None,
        languages=labels(Language, sorted({*listing.language_codes, *_text_languages(listing)})),
        lock=lock,
    )


def _text_languages(listing: Organization) -> Iterable[str]:
    yield from (row.language_id for row in listing.descriptions.all())
    if listing.name_language:
        yield listing.name_language
