"""How often kinds of bodies turn out to fit, before anything else is known of them.

The table is a prior set by hand, not a measurement: clipped to [.35, .65] so that it never
decides alone, and with every row averaging .5 over public partners, over private partners and
over groups, so that it says *which* partner suits a kind of group and never *whether* one does.
Kinds that are not listed as a pair (and the "other" ones) stand at .5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from partnerships.matching.profiles import GROUP_KINDS, KINDS

LOWEST, NEUTRAL, HIGHEST = 0.35, 0.50, 0.65

_PARTNERS = {
    #                             grass-roots, formal, network
    "ministry": (0.40, 0.60, 0.60),
    "embassy": (0.50, 0.40, 0.45),
    "city": (0.65, 0.40, 0.35),
    "university": (0.55, 0.50, 0.40),
    "agency": (0.45, 0.55, 0.55),
    "international_organization": (0.45, 0.55, 0.65),
    "other_public": (0.50, 0.50, 0.50),
    "company": (0.40, 0.50, 0.50),
    "bank": (0.35, 0.55, 0.50),
    "foundation": (0.60, 0.55, 0.60),
    "chamber": (0.45, 0.50, 0.60),
    "microfinance": (0.60, 0.40, 0.35),
    "diaspora_firm": (0.60, 0.50, 0.45),
    "other_private": (0.50, 0.50, 0.50),
}
_GROUPS = {
    "grassroots": (0.55, 0.50, 0.45),
    "formal": (0.50, 0.50, 0.50),
    "network": (0.45, 0.50, 0.55),
}


def type_prior() -> npt.NDArray[np.float64]:
    """Kinds × kinds in the order of KINDS, symmetric, clipped; NaN where a kind is unknown."""
    table: npt.NDArray[np.float64] = np.full((len(KINDS), len(KINDS)), NEUTRAL)
    for kind, row in (_PARTNERS | _GROUPS).items():
        for group, value in zip(GROUP_KINDS, row, strict=True):
            a, b = KINDS.index(kind), KINDS.index(group)
            table[a, b] = table[b, a] = value
    np.clip(table, LOWEST, HIGHEST, out=table)
    table[0, :] = table[:, 0] = np.nan
    return table
