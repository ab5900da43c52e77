"""What the map shows of a result: a dot a country, and arcs from or to the one that is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from organizations import codebook
from organizations.map import geometry
from organizations.map.anchors import anchors
from organizations.models import Place
from organizations.search.engine import Answer

RESIDENCE, HERITAGE, WORKS_IN = "residence", "heritage", "works_in"
# By what the dots stand for, the facet of which one country may be chosen beside them.
BESIDE = {RESIDENCE: HERITAGE, HERITAGE: RESIDENCE, WORKS_IN: HERITAGE}


@dataclass(frozen=True, slots=True)
class Dot:
    """A country: how many groups of the result name it, and the list of just these.

    `rim` is the width of the invisible border that a touch near the dot still hits.
    """

    code: str
    label: str
    count: int
    query: str
    x: float
    y: float
    radius: float
    rim: float


@dataclass(frozen=True, slots=True)
class Arc:
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Centre:
    """The one chosen country from which all arcs go, or to which they lead."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Size:
    """An entry of the size legend."""

    count: int
    radius: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The dots, the largest first; `unplaced` groups name no country that the map could show.

    `by` is the facet that the dots stand for, `beside` that of the centre.
    """

    by: str
    beside: str
    dots: list[Dot]
    arcs: list[Arc]
    centre: Centre | None
    sizes: list[Size]
    unplaced: int

    @property
    def smallest_count(self) -> int:
        """Up to how many groups the smallest dot stands for."""
        return geometry.smallest_count(self.dots[0].count) if self.dots else 1


def picture(
    answer: Answer, chosen: Mapping[str, Sequence[str]], by: str, query: QueryDict
) -> Picture:
    """Return the picture of `answer` to what was `chosen`, with a dot for each place of `by`."""
    counts = _counts(answer, chosen.get(by, ()), by)
    dots = _dots(counts, by, query)
    centre = _only_country(chosen.get(BESIDE[by], ()))
    placed = answer.index.any_of(f"{by}:{code}" for code in counts)
    return Picture(
        by=by,
        beside=BESIDE[by],
        dots=dots,
        # What people do for a country is no way from one place to another.
        arcs=_arcs(dots, centre, by) if centre and by != WORKS_IN else [],
        centre=_centre(centre) if centre else None,
        sizes=_sizes(dots[0].count) if dots else [],
        unplaced=answer.total - placed.intersection_cardinality(answer.found),
    )


def default_dots(chosen: Mapping[str, Sequence[str]]) -> str:
    """Return what tells most: with one country of residence chosen, where its people come from."""
    if _only_country(chosen.get(RESIDENCE, ())) and not _only_country(chosen.get(HERITAGE, ())):
        return HERITAGE
    return RESIDENCE


def _only_country(codes: Sequence[str]) -> str | None:
    return codes[0] if len(codes) == 1 and codes[0] in anchors() else None


def _centre(code: str) -> Centre:
    x, y = anchors()[code]
    return Centre(codebook.entries(Place)[code].label, round(x, 1), round(y, 1))


def _counts(answer: Answer, wanted: Sequence[str], by: str) -> dict[str, int]:
    """Return how many groups of the result name each country.

    Where places of this kind are chosen, only those inside them count: a dot's number is then
    always that of the list it leads to.
    """
    inside = set().union(*map(codebook.within, wanted)) if wanted else set(anchors())
    counts = {
        code: answer.index.having(f"{by}:{code}").intersection_cardinality(answer.found)
        for code in anchors()
        if code in inside
    }
    return {code: count for code, count in counts.items() if count}


def _dots(counts: Mapping[str, int], by: str, query: QueryDict) -> list[Dot]:
    others = query.copy()
    for name in ("page", "by", by):
        others.pop(name, None)
    rest = f"&{others.urlencode()}" if others else ""
    labels = {code: codebook.entries(Place)[code].label for code in counts}
    codes = sorted(counts, key=lambda code: (-counts[code], labels[code].casefold()))
    points = [anchors()[code] for code in codes]
    radii = [geometry.radius(counts[code], counts[codes[0]]) for code in codes]
    return [
        Dot(
            code,
            labels[code],
            counts[code],
            f"{by}={code}{rest}",
            round(point[0], 1),
            round(point[1], 1),
            round(radius, 1),
            round(2 * (reach - radius), 1),
        )
        for code, point, radius, reach in zip(
            codes, points, radii, geometry.reaches(points, radii), strict=True
        )
    ]


def _arcs(dots: Sequence[Dot], centre: str, by: str) -> list[Arc]:
    """Return an arc from heritage to residence for each dot but the centre's own."""
    found = []
    for dot in dots:
        ends = anchors()[centre], anchors()[dot.code]
        if dot.code != centre:
            start, end = ends if by == RESIDENCE else ends[::-1]
            width = round(geometry.width(dot.count, dots[0].count), 1)
            found.append(Arc(geometry.arc(start, end), width))
    return found


def _sizes(most: int) -> list[Size]:
    """Return the size legend, which stands in the empty south of the Pacific."""
    return [
        Size(count, round(geometry.radius(count, most), 1), 55 + 85 * place, 392)
        for place, count in enumerate(geometry.legend_counts(most))
    ]
