"""How evenly lists show their targets, and what evenness cost: the measures, nothing that acts."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Lists = npt.NDArray[np.int32]
Columns = npt.NDArray[np.int16]

NDCG_DEPTH = 10


def discount(length: int) -> Floats:
    """How much a place is seen: 1 / log2(1 + rank), rank from 1 (Järvelin & Kekäläinen 2002)."""
    weights: Floats = 1 / np.log2(2 + np.arange(length))
    return weights


def exposures(target: Lists, columns: Columns, size: int) -> tuple[Floats, Ints]:
    """[size] the exposure of each target in these lists, and how many lists hold it.

    `columns` [n, length] positions in the rows of `target`, best first, -1 where there are fewer.
    """
    exposure, lists = np.zeros(size), np.zeros(size, np.int64)
    _add_up(target, columns, discount(columns.shape[1]), exposure, lists)
    return exposure, lists


@compiled
def _add_up(
    target: Lists, columns: Columns, weights: Floats, exposure: Floats, lists: Ints
) -> None:
    for u in range(columns.shape[0]):
        for place in range(columns.shape[1]):
            if columns[u, place] >= 0:
                v = target[u, columns[u, place]]
                exposure[v] += weights[place]
                lists[v] += 1


def exposure_ratio(exposure: Floats, merit: Floats, group: Flags) -> float:
    """r_G = (Σ_G exposure / Σ_G merit) / (Σ_others exposure / Σ_others merit); NaN if one is empty.

    Disparate treatment of Singh & Joachims (2018): 1 where a group is seen as much as it fits.
    """
    own, others = merit[group].sum(), merit[~group].sum()
    shown = exposure[~group].sum()
    if own <= 0 or others <= 0 or shown <= 0:
        return math.nan
    return float((exposure[group].sum() / own) / (shown / others))


def gini(exposure: Floats) -> float:
    """Σ_i (2i - n - 1)·x_i / (n·Σ x), x ascending, i from 1; NaN where nothing is shown.

    0 where all are seen alike, near 1 where one is seen alone.
    """
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
