"""What the portal keeps of a person, section by section, for the copy that she may take.

Each app names its sections when it starts (AppConfig.ready): people know of no app above. A test
walks every table and fails where one names a person, or holds an address, and is neither in a
section nor excused with a reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import IO, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts.models import User

BATCH = 500

Row = Mapping[str, Any]
# A file's name in the copy, and how to open it.
File = tuple[str, Callable[[], IO[bytes]]]


@dataclass(frozen=True)
class Section:
    """One file of the copy. `covers` are the columns, as app.Model.column, that it answers for."""

    code: str
    title: Any  # lazy texts, which only Django names
    about: Any
    rows: Callable[[User], Iterable[Row]]
    covers: frozenset[str]
    files: Callable[[User], Iterable[File]] | None = None


class Sections:
    """The sections in the order in which a person reads them, and what is left out and why."""

    def __init__(self) -> None:
        self._blocks: list[list[Section]] = [[]]
        self.excused: dict[str, str] = {}

    def begin(self) -> None:
        """Put what follows before what was named so far: apps start from the top of the tower."""
        self._blocks.insert(0, [])

    def register(self, section: Section) -> None:
        """Add a section. Raises ValueError for a code in use."""
        if any(known.code == section.code for known in self):
            raise ValueError(f"{section.code} is registered twice")
        self._blocks[0].append(section)

    def excuse(self, reason: str, *columns: str) -> None:
        """Say why columns that name a person are in no section."""
        self.excused.update(dict.fromkeys(columns, reason))

    @property
    def covered(self) -> frozenset[str]:
        return frozenset().union(*(section.covers for section in self))

    def __iter__(self) -> Iterator[Section]:
        return (section for block in self._blocks for section in block)


sections = Sections()


def table(
    code: str,
    title: Any,
    about: Any,
    *,
    model: str,
    person: tuple[str, ...],
    fields: tuple[str, ...],
    keep: Callable[[User, QuerySet[Any]], QuerySet[Any]] | None = None,
    also: tuple[str, ...] = (),
    files: Callable[[User], Iterable[File]] | None = None,
) -> None:
    """Register a section of one table: the rows that name her in one of the columns `person`.

    `keep` leaves out rows that she must not learn of any more; `also` are columns with an address
    that the fields give. Fields of other tables are asked for as Django writes them, and called
    with a single underscore in the file.
    """

    def rows(user: User) -> Iterator[Row]:
        mine = reduce(or_, (Q(**{column: user.pk}) for column in person))
        found = apps.get_model(model)._default_manager.filter(mine)
        if keep is not None:
            found = keep(user, found)
        for row in found.order_by("pk").values(*fields).iterator(chunk_size=BATCH):
            yield {name.replace("__", "_"): value for name, value in row.items()}

    covers = frozenset(f"{model}.{column}" for column in (*person, *also))
    sections.register(Section(code, title, about, rows, covers, files))
