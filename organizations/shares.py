"""How far a result resembles the whole directory: shares with their definition, and honest ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.models import Place
from organizations.search.engine import Answer

# Shares of fewer listings than these say nothing, and might say something about one of them.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the result, and of all that the reader may see, has a trait; from 0 to 1."""

    label: Any
    here: float
    overall: float

    @property
    def here_percent(self) -> int:
        return round(self.here * 100)

    @property
    def overall_percent(self) -> int:
        return round(self.overall * 100)


def shares(answer: Answer) -> list[Share]:
    """Return the shares of `answer` beside those of its pool; none where too few were found."""
    if answer.total < FEWEST:
        return []
    pool = len(answer.pool)
    found = []
    for label, token in _traits():
        having = answer.index.having(token)
        found.append(
            Share(
                label,
                having.intersection_cardinality(answer.found) / answer.total,
                having.intersection_cardinality(answer.pool) / pool,
            )
        )
    return found


def _traits() -> Iterator[tuple[Any, str]]:
    yield _("Grass-roots groups"), "kind:grassroots"
    yield _("Led by young people"), "leadership:youth"
    yield _("Led by women"), "leadership:women"
    for place in codebook.regions():
        if place.level == Place.Level.REGION:
            yield _heritage(place), f"heritage:{place.pk}"


def _heritage(place: Place) -> str:
    return str(_("Heritage: %(region)s")) % {"region": place.label}
