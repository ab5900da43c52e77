"""The exact best k targets of every source, and everything that made their scores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, GateArrays, arrays, may_meet, open_gate
from partnerships.matching.kernel import Model, describe, mean_scores, pair_facts, weigh
from partnerships.matching.pool import Columns, Pool
from partnerships.matching.statistics import PoolStatistics, model, sample
from partnerships.matching.weights import COMPONENTS, Weights

TOP = 20
# Sources that one thread takes at a time.
BLOCK = 256
# A score of SCALE is 1.
SCALE = 1_000_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Matches:
    """The best k targets of n sources, best first; where there are fewer, target is -1.

    `target`         [n, k] position in the target pool
    `score`          [n, k] in whole 1e-9: the sum of its contributions, exactly
    `contributions`  [n, k, 7] weight · component in whole 1e-9, in the order of COMPONENTS
    `components`     [n, k, 7] from 0 to 1, the pool's mean where nothing is known
    `known`          [n, k] bit i is set where a fact of component i is known
    """

    target: npt.NDArray[np.int32]
    score: npt.NDArray[np.int32]
    contributions: npt.NDArray[np.int32]
    components: npt.NDArray[np.float64]
    known: npt.NDArray[np.uint8]

    @property
    def known_count(self) -> npt.NDArray[np.int64]:
        """[n, k] of how many of the seven components a fact is known."""
        count: npt.NDArray[np.int64] = np.bitwise_count(self.known).astype(np.int64)
        return count


def top_k(
    sources: Pool,
    targets: Pool,
    *,
    weights: Weights,
    statistics: PoolStatistics,
    gate: Gate | None = None,
    k: int = TOP,
    threads: int = 1,
) -> Matches:
    """The exact best `k` targets of each source among those that the gate lets through.

    Each row depends on its own source, the targets and the statistics alone, so any split of
    the sources into blocks, and any number of `threads`, gives the same bits. Equal scores are
    ordered by the hash of the target's key, read as a circle that each source enters at the hash
    of its own key: fixed for a pair, and no listing is first for everybody.
    """
    if k < 1:
        raise InvalidRequest(f"the best {k} were asked for")
    _check_vocabulary(sources, targets)
    gate = gate or open_gate(sources, targets)
    rules = arrays(gate, sources, targets)
    plain = model(sources.vocabulary, statistics, weights)
    s, t = sources.columns, targets.columns
    found = np.full((len(sources), k), -1, np.int32)
    matchable = (gate.sources.matchable, gate.targets.matchable)

    def run(first: int) -> None:
        _scan(plain, s, t, rules, *matchable, found, first, min(first + BLOCK, len(sources)))

    with ThreadPoolExecutor(max(1, threads)) as workers:
        # Reading the results raises what a block raised.
        list(workers.map(run, range(0, len(sources), BLOCK)))
    return _described(plain, sources, targets, found)


def merit(
    sources: Pool, targets: Pool, *, weights: Weights, statistics: PoolStatistics
) -> npt.NDArray[np.float64]:
    """[targets] how well each fits the pool as a whole: its mean score over a fixed sample of
    sources. Exposure is compared with it (exposure.py). Give it publicly visible listings.
    """
    _check_vocabulary(sources, targets)
    plain = model(sources.vocabulary, statistics, weights)
    return mean_scores(plain, sample(sources).columns, targets.columns)


def _check_vocabulary(sources: Pool, targets: Pool) -> None:
    if sources.vocabulary != targets.vocabulary:
        raise InvalidRequest("the pools were encoded with different vocabularies")


def _described(plain: Model, sources: Pool, targets: Pool, found: npt.NDArray[np.int32]) -> Matches:
    matches = Matches(
        target=found,
        score=np.zeros(found.shape, np.int32),
        contributions=np.zeros((*found.shape, len(COMPONENTS)), np.int32),
        components=np.zeros((*found.shape, len(COMPONENTS))),
        known=np.zeros(found.shape, np.uint8),
    )
    describe(
        plain,
        sources.columns,
        targets.columns,
        np.arange(len(sources)),
        found,
        matches.score,
        matches.known,
        matches.components,
        matches.contributions,
    )
    return matches


@compiled
def _scan(
    model: Model,
    s: Columns,
    t: Columns,
    rules: GateArrays,
    source_matchable: npt.NDArray[np.bool_],
    target_matchable: npt.NDArray[np.bool_],
    found: npt.NDArray[np.int32],
    first: int,
    end: int,
) -> None:
    """Every source against every target, the best k kept in order."""
    k = found.shape[1]
    facts, components, parts = np.empty(9), np.empty(7), np.empty(7, np.int64)
    scores, ties = np.empty(k, np.int64), np.empty(k, np.uint64)
    for u in range(first, end):
        if not source_matchable[u]:
            continue
        kept = 0
        for v in range(t.tie.size):
            if not target_matchable[v] or not may_meet(rules, u, v):
                continue
            pair_facts(model, s, u, t, v, facts)
            score, _ = weigh(model, s, u, t, v, facts, components, parts)
            tie = t.tie[v] - s.tie[u]
            if kept == k and (
                score < scores[k - 1] or (score == scores[k - 1] and tie > ties[k - 1])
            ):
                continue
            place = min(kept, k - 1)
            while place > 0 and (
                score > scores[place - 1] or (score == scores[place - 1] and tie < ties[place - 1])
            ):
                scores[place], ties[place], found[u, place] = (
                    scores[place - 1],
                    ties[place - 1],
                    found[u, place - 1],
                )
                place -= 1
            scores[place], ties[place], found[u, place] = score, tie, v
            kept = min(kept + 1, k)
