"""What a call asks for, requirement by requirement, and which group covers which. Pure.

A group covers a sector or a place by naming it or one within it; a region that it names covers no
single country, for it may mean another. A generation counts whether the group is made of it or
serves it. A condition, such as that somebody is registered, is met where one group meets it. Who
says nothing of where it works, works for where its people come from.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Within = Callable[[str], frozenset[str]]


class Facet(StrEnum):
    """What a requirement is about; the tags of a group that answer it bear the same name."""

    SECTOR = "sector"
    HERITAGE = "heritage"
    RESIDENCE = "residence"
    WORKS_IN = "works_in"
    GENERATION = "generation"
    LANGUAGE = "language"
    CONDITION = "condition"


PLACES = (Facet.HERITAGE, Facet.RESIDENCE, Facet.WORKS_IN)


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    facet: Facet
    code: str


def requirements(asked: Mapping[Facet, Iterable[str]]) -> list[Requirement]:
    """List what a call asks for, in a fixed order."""
    return [
        Requirement(facet, code) for facet in Facet for code in sorted(set(asked.get(facet, ())))
    ]


def answering(
    wanted: Sequence[Requirement], *, sectors: Within, places: Within
) -> dict[Facet, dict[str, list[int]]]:
    """Return for each code that a group may name the requirements (by position) that it covers.

    `sectors` and `places` give a code and all that lies within it.
    """
    found: dict[Facet, dict[str, list[int]]] = {facet: defaultdict(list) for facet in Facet}
    for position, requirement in enumerate(wanted):
        codes: Iterable[str] = [requirement.code]
        if requirement.facet == Facet.SECTOR:
            codes = sectors(requirement.code)
        elif requirement.facet in PLACES:
            codes = places(requirement.code)
        for code in codes:
            found[requirement.facet][code].append(position)
    return {facet: dict(codes) for facet, codes in found.items()}


def coverage(
    wanted: Sequence[Requirement],
    groups: Sequence[Mapping[Facet, Iterable[str]]],
    *,
    sectors: Within,
    places: Within,
) -> npt.NDArray[np.bool_]:
    """[groups, requirements]: which group covers what, from the codes that each names."""
    table = answering(wanted, sectors=sectors, places=places)
    covers = np.zeros((len(groups), len(wanted)), np.bool_)
    for row, said in enumerate(groups):
        for facet in Facet:
            codes = list(said.get(facet, ()))
            if facet == Facet.WORKS_IN and not codes:
                codes = list(said.get(Facet.HERITAGE, ()))
            for code in codes:
                covers[row, table[facet].get(code, [])] = True
    return covers
