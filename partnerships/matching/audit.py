"""What can be held against a run: how even the exposure is, and what evenness cost in quality.

The measures and their sources are in evenness.py, the bars in bars.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from partnerships.matching.bars import LEAST
from partnerships.matching.evenness import Flags, Floats, Lists, exposure_ratio, gini, ndcg_loss
from partnerships.matching.exposure import Shown, Targets
from partnerships.matching.pool import FACETS, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The figures of one route. None where there is nothing to compare."""

    sources: int
    targets: int
    exposure_ratio: float | None  # r_G, grass-roots groups against the other targets
    gini: float | None  # of the exposure over all targets: 0 all the same, near 1 all on one
    never_shown: float | None  # the share of targets in no list
    largest_share: float | None  # the share of lists that hold the most shown target
    floor: float  # λ for grass-roots groups; below 0 it was given to the others
    ndcg_loss: float | None  # 1 - score-NDCG@10 of the lists against the order by score
    tag_completeness: float | None  # the mean share of facts that the targets state

    def as_dict(self) -> dict[str, float | int | None]:
        return asdict(self)


def audit(
    target: Lists,
    score: Lists,
    shown: Shown,
    targets: Targets,
    completeness: Floats,
    among: Flags | None = None,
) -> Audit:
    """Audit lists cut from candidates, over all targets or those where `among` is true.

    What evenness cost is counted over the lists, so it is the same for any part of the targets.
    """
    chosen = np.ones(len(targets.merit), np.bool_) if among is None else among
    exposure, lists = shown.exposure[chosen], shown.lists[chosen]
    sources = int((target >= 0).any(axis=1).sum())
    some = bool(chosen.any())
    return Audit(
        sources=sources,
        targets=int(chosen.sum()),
        exposure_ratio=_ratio(exposure, targets.merit[chosen], targets.grassroots[chosen]),
        gini=_number(gini(exposure)),
        never_shown=float((lists == 0).mean()) if some else None,
        largest_share=float(lists.max()) / sources if some and sources else None,
        floor=shown.floor,
        ndcg_loss=_number(ndcg_loss(score, shown.columns)),
        tag_completeness=float(completeness[chosen].mean()) if some else None,
    )


def report(
    target: Lists,
    score: Lists,
    shown: Shown,
    targets: Targets,
    completeness: Floats,
    labels: Mapping[str, Flags],
) -> dict[str, Any]:
    """Everything that is kept of a route, as JSON takes it: over all targets, over those that
    state every fact, and for each label (a kind, a region, a leadership flag) against the rest.
    """
    whole = audit(target, score, shown, targets, completeness)
    complete = audit(target, score, shown, targets, completeness, completeness == 1)
    return {
        "all": whole.as_dict(),
        "complete": complete.as_dict(),
        "cap": int(shown.soft.max(initial=0)),
        "labels": {
            name: {
                "targets": int(member.sum()),
                "exposure_ratio": _ratio(shown.exposure, targets.merit, member),
                "never_shown": float((shown.lists[member] == 0).mean()),
            }
            for name, member in labels.items()
            if member.any()
        },
    }


def completeness(pool: Pool) -> Floats:
    """[n] the share of the nine facts that each listing states."""
    c, listing = pool.columns, pool.columns.listing
    stated = (
        *(c.tag_counts(facet) > 0 for facet in FACETS),
        *(listing[name] > 0 for name in ("kind", "needs", "offers", "generations")),
        np.bitwise_or.reduce(c.languages, axis=1) > 0,
        np.where(c.is_partner, listing["accepts"], listing["legal_status"]) > 0,
    )
    share: Floats = np.mean(np.array(stated).reshape(len(stated), len(pool)), axis=0)
    return share


def _ratio(exposure: Floats, merit: Floats, group: Flags) -> float | None:
    """The exposure ratio where both sides are more than noise."""
    if min(int(group.sum()), int((~group).sum())) < LEAST:
        return None
    return _number(exposure_ratio(exposure, merit, group))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
