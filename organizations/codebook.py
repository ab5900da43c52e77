"""The code lists, read once and kept: a page prints labels without asking for each."""

import time
from collections.abc import Iterable
from typing import TypeVar

from organizations.models.codelists import CodeList, Place

Entry = TypeVar("Entry", bound=CodeList)

# An edited label shows in every process after this many seconds at the latest.
KEPT_SECONDS = 60.0

_kept: dict[type[CodeList], tuple[float, dict[str, CodeList]]] = {}


def entries(model: type[Entry]) -> dict[str, Entry]:
    """Return the entries of a code list by code, in the list's own order."""
    read_at, rows = _kept.get(model, (0.0, {}))
    if not rows or time.monotonic() - read_at > KEPT_SECONDS:
        rows = {row.pk: row for row in model._default_manager.all()}
        _kept[model] = (time.monotonic(), rows)
    return rows  # type: ignore[return-value]


def forget() -> None:
    """Read every list again at the next question."""
    _kept.clear()


def labelled(model: type[Entry], codes: Iterable[str]) -> list[Entry]:
    """Return the entries of `codes`, in the order of `codes`; unknown codes are left out."""
    known = entries(model)
    return [known[code] for code in codes if code in known]


def countries() -> list[Place]:
    """Return the countries and areas, by their label in the reader's language."""
    return sorted(
        (place for place in entries(Place).values() if place.level == Place.Level.COUNTRY),
        key=lambda place: place.label.casefold(),
    )


def regions() -> list[Place]:
    """Return the M49 regions below the world, wider ones first."""
    order: list[str] = [Place.Level.REGION, Place.Level.SUBREGION, Place.Level.INTERMEDIATE]
    found = [place for place in entries(Place).values() if place.level in order]
    return sorted(found, key=lambda place: (order.index(place.level), place.label.casefold()))


def within(code: str) -> set[str]:
    """Return `code` and the codes of every place inside it; nothing for an unknown code."""
    places = entries(Place)
    if code not in places:
        return set()
    inside = {code}
    # A parent stands one level up, so as many rounds as the tree has levels reach everything.
    for _ in Place.Level.values:
        inside |= {place.pk for place in places.values() if place.parent_id in inside}
    return inside
