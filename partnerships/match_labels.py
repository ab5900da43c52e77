"""Which kind, region and leadership each target has, to see whether any is shown too little."""

import numpy as np
import numpy.typing as npt

from partnerships.match_arrays import Flags
from partnerships.match_sides import LED_BY
from partnerships.matching.pool import Pool
from partnerships.matching.profiles import KINDS
from partnerships.matching.taxonomy import Taxonomy

# Places of M49: the world, then its regions.
REGION_DEPTH = 2


def labels(pool: Pool, facts: npt.NDArray[np.void]) -> dict[str, Flags]:
    """[n] by name: `kind:…`, `home:…` and `residence:…` (regions of M49), `led_by:…`."""
    found = {
        f"kind:{kind}": pool.columns.kind == position for position, kind in enumerate(KINDS) if kind
    }
    for facet in ("home", "residence"):
        found |= {
            f"{facet}:{region}": member
            for region, member in _regions(pool, facet, pool.vocabulary.places).items()
        }
    for who in LED_BY:
        found[f"led_by:{who}"] = facts[f"led_by_{who}"]
    return {name: member for name, member in found.items() if member.any()}


def _regions(pool: Pool, facet: str, places: Taxonomy) -> dict[str, Flags]:
    tags = pool.columns.tags(facet)
    of_place = [_region(code, places) for code in places.codes]
    owner = np.repeat(np.arange(len(pool)), np.diff(tags.start))
    members: dict[str, npt.NDArray[np.bool_]] = {}
    for region in sorted({region for region in of_place if region}):
        inside = np.array([other == region for other in of_place])[tags.code]
        members[region] = np.zeros(len(pool), np.bool_)
        members[region][owner[inside]] = True
    return members


def _region(code: str, places: Taxonomy) -> str:
    """The region that a place is in or is; "" for the world."""
    while places.depth(code) > REGION_DEPTH:
        code = places.parents[code]
    return code if places.depth(code) == REGION_DEPTH else ""
