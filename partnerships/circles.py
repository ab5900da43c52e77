"""How wide a circle around the places of both had to be drawn to find a match.

Country first, then sub-region, then region. Scores fall with the distance, so a list takes from
the wider circle where the narrower holds too few; the page says so.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations import codebook
from organizations.models import Place
from partnerships.matching.explain import Explanation
from partnerships.reasons import WORLD, in_words

SAME, NEAR, REGION, FAR, UNKNOWN = range(5)
# With fewer suggestions than these from the same places, a list is said to look further.
THIN = 5


@dataclass(frozen=True, slots=True)
class Circle:
    """The narrowest circle that holds a place of both, as a step and in words."""

    step: int
    label: str


def circle(facts: Explanation) -> Circle:
    """Country first, then sub-region, then region: what is shared of heritage or residence."""
    links = [*facts.home, *facts.residence]
    if not links:
        return Circle(UNKNOWN, "")
    steps: dict[str, int] = {
        Place.Level.COUNTRY: SAME,
        Place.Level.INTERMEDIATE: NEAR,
        Place.Level.SUBREGION: NEAR,
        Place.Level.REGION: REGION,
    }
    places = codebook.entries(Place)
    found = []
    for link in links:
        place = places.get(link.ancestor)
        step = FAR if place is None or link.ancestor == WORLD else steps.get(place.level, FAR)
        found.append((step, -link.closeness, link.ancestor))
    step, _closeness, code = min(found)
    if step == SAME:
        return Circle(SAME, "")
    if step == FAR:
        return Circle(FAR, _("From another part of the world"))
    return Circle(step, _("Wider circle: %(place)s") % {"place": in_words(Place, [code])})
