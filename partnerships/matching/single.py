"""The scores of one source with every target: for a question that somebody waits for.

No bounds and no tables, which cost more than they save for a single source.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, arrays, may_meet
from partnerships.matching.kernel import PairRoom, pair_room, score_pair
from partnerships.matching.pool import Pool
from partnerships.matching.search import Side
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import Weights

SHUT = -1

Scores = npt.NDArray[np.int32]


def scores_of(
    source: Pool, targets: Pool, *, weights: Weights, statistics: PoolStatistics, gate: Gate
) -> Scores:
    """[targets] the score in whole 1e-9, the same as `top_k` gives; SHUT where the gate is."""
    if len(source) != 1:
        raise InvalidRequest(f"one source is asked for, {len(source)} were given")
    if source.vocabulary != targets.vocabulary:
        raise InvalidRequest("the pools were encoded with different vocabularies")
    side = Side(
        model(source.vocabulary, statistics, weights),
        source.columns,
        targets.columns,
        arrays(gate, source, targets),
    )
    scores = np.empty(len(targets), np.int32)
    _score(side, pair_room(), scores)
    return scores


@compiled
def _score(side: Side, room: PairRoom, scores: Scores) -> None:
    for v in range(scores.size):
        scores[v] = SHUT
        if may_meet(side.gate, 0, v):
            scores[v] = score_pair(side.model, side.s, 0, side.t, v, room)
