"""What can be held against a run: how even the exposure is, and what evenness cost in quality."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from partnerships.matching.exposure import Shown, Targets, discount, exposure_ratio
from partnerships.matching.ordering import Columns, Flags, Floats, Lists
from partnerships.matching.pool import FACETS, Pool

NDCG_DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The figures of one channel. None where there is nothing to compare."""

    sources: int
    targets: int
    exposure_ratio: float | None  # r_G, grass-roots groups against the other targets
    gini: float | None  # of the exposure over all targets: 0 all the same, near 1 all on one
    never_shown: float | None  # the share of targets in no list
    largest_share: float | None  # the share of lists that hold the most shown target
    floor: float  # λ
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
    """Audit lists cut from candidates, over all targets or those where `among` is true."""
    chosen = np.ones(len(targets.merit), np.bool_) if among is None else among
    exposure, lists = shown.exposure[chosen], shown.lists[chosen]
    sources = int((target >= 0).any(axis=1).sum())
    some = bool(chosen.any())
    return Audit(
        sources=sources,
        targets=int(chosen.sum()),
        exposure_ratio=_number(
            exposure_ratio(exposure, targets.merit[chosen], targets.grassroots[chosen])
        ),
        gini=_number(gini(exposure)),
        never_shown=float((lists == 0).mean()) if some else None,
        largest_share=float(lists.max()) / sources if some and sources else None,
        floor=shown.floor,
        ndcg_loss=_number(ndcg_loss(score, shown.columns)),
        tag_completeness=float(completeness[chosen].mean()) if some else None,
    )


def gini(exposure: Floats) -> float:
    """Σ_i (2i - n - 1)·x_i / (n·Σ x), x ascending, i from 1; NaN where nothing is shown."""
    size, total = exposure.size, exposure.sum()
    if not size or total <= 0:
        return math.nan
    ranks = 2 * np.arange(1, size + 1) - size - 1
    return float((ranks * np.sort(exposure)).sum() / (size * total))


def ndcg_loss(score: Lists, columns: Columns, depth: int = NDCG_DEPTH) -> float:
    """1 - the mean over lists of DCG(shown) / DCG(by score), with the score itself as the gain."""
    depth = min(depth, columns.shape[1], score.shape[1])
    kept = columns[:, :depth]
    shown = np.where(
        kept >= 0, np.take_along_axis(score, np.maximum(kept, 0).astype(np.int64), axis=1), 0
    )
    weights = discount(depth)
    ideal = (score[:, :depth] * weights).sum(axis=1)
    gained = (shown * weights).sum(axis=1)
    real = ideal > 0
    return 1 - float((gained[real] / ideal[real]).mean()) if real.any() else math.nan


def ratios(
    shown: Shown, targets: Targets, labels: Sequence[frozenset[str]]
) -> dict[str, float | None]:
    """The exposure ratio of each label (a kind, a region, a leadership flag) against the rest."""
    found = {}
    for label in sorted(frozenset().union(*labels)):
        member = np.array([label in own for own in labels], np.bool_)
        found[label] = _number(exposure_ratio(shown.exposure, targets.merit, member))
    return found


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


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
