"""What waits for a curator: one small class for each kind of work, and the list of them.

A new kind of work brings a subclass of Source and registers it; the queue's page, its filters,
locks, reasons and undo then hold for it, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from organizations.enums import Reason
from organizations.models import Organization
from organizations.notifications import language_of


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be decided about an item.

    `reasons`: those that fit; the group is owed one of them, unless there are none. `tone` is
    "good", "danger" or "". `tells`: whether the group gets a letter, so a message can go with it.
    """

    name: str
    label: Promise | str
    reasons: tuple[Reason, ...] = ()
    tone: str = ""
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided last, in words, and whether it may still be taken back."""

    text: str
    can_undo: bool


class TooLateError(Exception):
    """What is to be decided is decided, or not what the curator has read; in words for her."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


class Source:
    """One kind of work. A row of its table is an item; `organization` leads to the listing."""

    name: ClassVar[str]  # stands in addresses
    label: ClassVar[Promise]
    promise: ClassVar[timedelta]  # how soon whoever waits was told to hear
    since: ClassVar[str]  # the column that says since when an item waits
    organization: ClassVar[str] = "organization_id"
    beside: ClassVar[str] = ""  # leads to a second listing that is decided about, too
    urgent: ClassVar[Q | None] = None  # items that go before all others
    template: ClassVar[str]  # what the item's page shows of it, given `row` and `context`

    def rows(self) -> QuerySet[Any]:
        """Return every item there ever was."""
        raise NotImplementedError

    def waiting(self) -> QuerySet[Any]:
        """Return the items that wait for a decision."""
        raise NotImplementedError

    def is_waiting(self, row: Any) -> bool:
        return self.waiting().filter(pk=row.pk).exists()

    def listing_of(self, row: Any) -> Organization:
        listing: Organization = row.organization
        return listing

    def listings_of(self, row: Any) -> list[Organization]:
        """Return every listing that a decision is about: a curator needs her right to each."""
        return [self.listing_of(row)]

    def language(self, row: Any) -> str:
        """Return the language of the letter that goes with a decision: the group's."""
        return language_of(self.listing_of(row))

    def mark(self, row: Any) -> str:
        """Return what changes when the item says something else than the curator has read."""
        return ""

    def context(self, row: Any) -> dict[str, Any]:
        """Return what the template needs."""
        return {}

    def decisions(self, row: Any) -> list[Decision]:
        raise NotImplementedError

    def decide(
        self, row: Any, decision: str, *, by: User, reason: str, message: str, mark: str
    ) -> None:
        """Call the action, in the caller's transaction. Raises TooLateError, PermissionDenied."""
        raise NotImplementedError

    def decided(self, row: Any, by: User) -> Decided | None:
        return None

    def undo(self, row: Any, *, by: User) -> None:
        """Take the last decision back. Raises TooLateError, PermissionDenied.

        Where a kind of work says nothing else, nothing is taken back here.
        """
        raise PermissionDenied


class Queue:
    """The sources, in the order in which the filters name them."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def register(self, source: type[Source]) -> type[Source]:
        """Add a kind of work; usable as a decorator. Raises ValueError for a name in use."""
        if source.name in self._sources:
            raise ValueError(f"{source.name} is registered twice")
        self._sources[source.name] = source()
        return source

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def __getitem__(self, name: str) -> Source:
        return self._sources[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sources


queue = Queue()
