"""Work that is not about a listing: other desks of the admin say how much of it waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import CharField, Count, QuerySet, Value
from django.utils.functional import Promise

from organizations.rules import Person


class Errand:
    """One kind of such work; it is done on a page of its own, to which `address` leads."""

    name: ClassVar[str]
    label: ClassVar[Promise]
    permission: ClassVar[str]  # who may do it is told of it

    def waiting(self) -> QuerySet[Any]:
        """Return what waits."""
        raise NotImplementedError

    def address(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a kind of work is called, where it is done, and how much of it waits."""

    label: Promise
    address: str
    number: int


class Errands:
    """The kinds, in the order in which they are shown."""

    def __init__(self) -> None:
        self._kinds: dict[str, Errand] = {}

    def register(self, kind: type[Errand]) -> type[Errand]:
        """Add a kind of work; usable as a decorator. Raises ValueError for a name in use."""
        if kind.name in self._kinds:
            raise ValueError(f"{kind.name} is registered twice")
        self._kinds[kind.name] = kind()
        return kind

    def __iter__(self) -> Iterator[Errand]:
        return iter(self._kinds.values())

    def counted(self) -> list[QuerySet[Any]]:
        """Return a row (source_name, number) for each kind, to ask with others at once."""
        return [
            kind.waiting()
            .order_by()
            .annotate(source_name=Value(kind.name, output_field=CharField()))
            .values("source_name")
            .annotate(number=Count("pk", distinct=True))
            for kind in self
        ]

    def waiting(self, numbers: dict[str, int], reader: Person) -> list[Waiting]:
        """Return what waits that `reader` may see to."""
        return [
            Waiting(kind.label, kind.address(), numbers[kind.name])
            for kind in self
            if numbers.get(kind.name) and reader.has_perm(kind.permission)
        ]


errands = Errands()
