"""The exact best k targets of every source, and everything that made their scores."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, arrays, open_gate
from partnerships.matching.kernel import FACTS, Lists, describe, mean_scores, pair_room
from partnerships.matching.patterns import SHORT, Classes, Patterns, sort_targets
from partnerships.matching.pool import FACETS, Pool
from partnerships.matching.reach import mark_reached
from partnerships.matching.search import Side, new_hands, search, search_few
from partnerships.matching.statistics import PoolStatistics, model, sample
from partnerships.matching.tables import new_room, new_tables
from partnerships.matching.tree_tables import LANES
from partnerships.matching.weights import COMPONENTS, Weights

TOP = 20
# Sources that one thread takes at a time.
BLOCK = 1024
# With fewer targets, tables of bounds cost more than they save.
FEW = 16
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
    lists = _lists(len(sources), k, len(COMPONENTS))
    _search(sources, targets, weights, statistics, gate, threads, lists)
    return Matches(**lists._asdict())


def rank(
    sources: Pool,
    targets: Pool,
    *,
    weights: Weights,
    statistics: PoolStatistics,
    gate: Gate | None = None,
    k: int = TOP,
    threads: int = 1,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Only the targets and scores of `top_k`: for candidates that are put in order elsewhere."""
    lists = _lists(len(sources), k, 0)
    _search(sources, targets, weights, statistics, gate, threads, lists)
    return lists.target, lists.score


def _lists(size: int, k: int, components: int) -> Lists:
    if k < 1:
        raise InvalidRequest(f"the best {k} were asked for")
    return Lists(
        target=np.full((size, k), -1, np.int32),
        score=np.zeros((size, k), np.int32),
        contributions=np.zeros((size, k, components), np.int32),
        components=np.zeros((size, k, components)),
        known=np.zeros((size, k if components else 0), np.uint8),
    )


def _search(
    sources: Pool,
    targets: Pool,
    weights: Weights,
    statistics: PoolStatistics,
    gate: Gate | None,
    threads: int,
    lists: Lists,
) -> None:
    _check_vocabulary(sources, targets)
    gate = gate or open_gate(sources, targets)
    side = Side(
        model(sources.vocabulary, statistics, weights),
        sources.columns,
        targets.columns,
        arrays(gate, sources, targets),
    )
    rows = _rows(sources, gate)
    if len(targets) > FEW:
        patterns, classes = _sorted(targets, statistics)
        partners = int(targets.columns.is_partner[0])

    # A few sources are shared among the threads too, 32 being worked on at once.
    step = min(BLOCK, LANES * math.ceil(rows.size / max(1, threads) / LANES))

    def run(first: int) -> None:
        block, hands = rows[first : first + step], new_hands(lists.target.shape[1])
        if len(targets) > FEW:
            room, tables = new_room(side.model, patterns), new_tables(patterns)
            search(side, patterns, classes, partners, block, room, tables, hands, lists)
        else:
            search_few(side, block, hands, lists)

    _in_blocks(run, rows.size, threads, max(1, step))


def _in_blocks(run: Callable[[int], None], size: int, threads: int, step: int = BLOCK) -> None:
    """Call `run` with the first row of every block, in any order."""
    with ThreadPoolExecutor(max(1, threads)) as workers:
        # Reading the results raises what a block raised.
        list(workers.map(run, range(0, size, step)))


def _rows(sources: Pool, gate: Gate) -> npt.NDArray[np.int64]:
    """The sources to search for; those with many tags last, since they slow their neighbours."""
    tags = np.maximum.reduce([sources.columns.tag_counts(facet) for facet in FACETS])
    rows = np.argsort(np.where(tags > SHORT, tags, 0), kind="stable")
    return rows[gate.sources.matchable[rows]]


def _sorted(targets: Pool, statistics: PoolStatistics) -> tuple[Patterns, Classes]:
    """Kept with the pool: a worker asks it for one changed listing after the other."""
    kept: tuple[Patterns, Classes] | None = targets.sorted.get(statistics)
    if kept is None:
        kept = targets.sorted[statistics] = sort_targets(targets, statistics)
    return kept


def describe_lists(
    sources: Pool,
    targets: Pool,
    found: npt.NDArray[np.int32],
    *,
    weights: Weights,
    statistics: PoolStatistics,
    threads: int = 1,
) -> Matches:
    """The same for lists put together elsewhere: `found` [n, k] positions, -1 for none."""
    _check_vocabulary(sources, targets)
    if found.shape[0] != len(sources) or (found.size and int(found.max()) >= len(targets)):
        raise InvalidRequest("the lists do not fit the sources, or name a target that is not there")
    lists = _lists(found.shape[0], found.shape[1], len(COMPONENTS))
    lists.target[:] = found
    plain = model(sources.vocabulary, statistics, weights)

    def run(first: int) -> None:
        end = min(first + BLOCK, len(sources))
        describe(plain, sources.columns, targets.columns, first, end, lists, np.empty(len(FACTS)))

    _in_blocks(run, len(sources), threads)
    return Matches(**lists._asdict())


def reaches(
    sources: Pool,
    targets: Pool,
    least: npt.NDArray[np.int64],
    *,
    weights: Weights,
    statistics: PoolStatistics,
    gate: Gate | None = None,
    threads: int = 1,
) -> npt.NDArray[np.bool_]:
    """[sources] whether any of a few targets that the gate lets through scores `least` [sources],
    in whole 1e-9, or more."""
    _check_vocabulary(sources, targets)
    if least.shape != (len(sources),):
        raise InvalidRequest("there must be one least score for each source")
    gate = gate or open_gate(sources, targets)
    side = Side(
        model(sources.vocabulary, statistics, weights),
        sources.columns,
        targets.columns,
        arrays(gate, sources, targets),
    )
    reached = np.zeros(len(sources), np.bool_)

    def run(first: int) -> None:
        end = min(first + BLOCK, len(sources))
        mark_reached(side, least, first, end, pair_room(), reached)

    _in_blocks(run, len(sources), threads)
    return reached


def merit(
    sources: Pool,
    targets: Pool,
    *,
    weights: Weights,
    statistics: PoolStatistics,
    threads: int = 1,
) -> npt.NDArray[np.float64]:
    """[targets] how well each fits the pool as a whole: its mean score over a fixed sample of
    sources. Exposure is compared with it (exposure.py). Give it publicly visible listings.
    """
    _check_vocabulary(sources, targets)
    plain = model(sources.vocabulary, statistics, weights)
    chosen, means = sample(sources).columns, np.zeros(len(targets))

    def run(first: int) -> None:
        end = min(first + BLOCK, len(targets))
        mean_scores(plain, chosen, targets.columns, first, end, pair_room(), means)

    _in_blocks(run, len(targets), threads)
    return means


def _check_vocabulary(sources: Pool, targets: Pool) -> None:
    if sources.vocabulary != targets.vocabulary:
        raise InvalidRequest("the pools were encoded with different vocabularies")
