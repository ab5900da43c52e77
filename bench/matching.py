"""Exact best 20 of every group among all partners, and among all other groups.

Against references on the same input in the same process: a plain loop over pairs, the same scores
in NumPy blocks with selection (matching_blocks.py), and three on a linearized score, which is not
even the right one: one bare BLAS product of the encoded features, the product with selection, and
a flat inner-product index of faiss. They take a sample of the groups; the pool of targets is always
whole.

    python -m bench.matching --organizations 100000 --partners 20000 --json
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.listings import Listings, vocabulary
from bench.matching_blocks import Blocks, best
from bench.matching_loop import Loop
from partnerships.matching.engine import SCALE, TOP, rank, top_k
from partnerships.matching.pool import FACETS, Pool, encode
from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import Profile, Vocabulary
from partnerships.matching.statistics import PoolStatistics, measure
from partnerships.matching.weights import Weights

BLOCK = 4096  # sources a worker scores, describes and writes at a time
SAMPLE = 1024  # rows of the references that multiply matrices
LOOP_PAIRS = 300_000
THREADS = 2

Matrix = npt.NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organizations", type=int, default=20_000)
    parser.add_argument("--partners", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures = run(options.organizations, options.partners, options.seed)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def run(organizations: int, partners: int, seed: int) -> dict[str, Any]:
    say(f"{organizations:,} groups × {partners:,} partners, best {TOP}, {THREADS} threads")
    compiling = timed(lambda: run_channel(*pools(64, 64, seed)[:3], Weights.partners()))
    groups, bodies, statistics = pools(organizations, partners, seed)
    figures: dict[str, Any] = {"organizations": organizations, "partners": partners}
    figures["compile_seconds"] = round(compiling, 2)
    figures |= channel(groups, bodies, statistics, Weights.partners())
    figures["diaspora"] = channel(groups, groups, statistics, Weights.diaspora())
    figures |= references(groups, bodies, statistics, seed)
    figures["growth"] = growth(organizations, partners, seed, figures)
    figures["peak_mb"] = worker_peak(organizations, partners, seed)
    for name in ("compile_seconds", "seconds", "ns_per_pair", "exact", "growth", "peak_mb"):
        say(f"  {name:>16}  {figures[name]}")
    return figures


def pools(organizations: int, partners: int, seed: int) -> tuple[Pool, Pool, PoolStatistics]:
    words = vocabulary()
    groups = encode(listed(organizations, 0, seed), words)
    bodies = encode(listed(0, partners, seed + 1, organizations), words)
    return groups, bodies, measure(Pool.concat([groups, bodies]))


def listed(groups: int, partners: int, seed: int, first: int = 0) -> Iterator[Profile]:
    listings = Listings(seed)
    yield from listings.groups(groups)
    yield from listings.partners(partners, first)


def run_channel(sources: Pool, targets: Pool, statistics: PoolStatistics, weights: Weights) -> None:
    """A full run as a worker does it: block by block, each described and then let go."""
    for start in range(0, len(sources), BLOCK):
        block = sources.take(np.arange(start, min(start + BLOCK, len(sources))))
        top_k(block, targets, weights=weights, statistics=statistics, threads=THREADS)


def channel(
    sources: Pool, targets: Pool, statistics: PoolStatistics, weights: Weights
) -> dict[str, float]:
    fresh = Pool(targets.vocabulary, targets.keys, targets.columns)  # nothing sorted yet
    processor = time.process_time()
    seconds = timed(lambda: run_channel(sources, fresh, statistics, weights))
    pairs = len(sources) * len(targets)
    return {
        "seconds": round(seconds, 3),
        "ns_per_pair": round(seconds / pairs * 1e9, 4),
        # Of all threads; what other work on the machine leaves alone.
        "processor_seconds": round(time.process_time() - processor, 3),
    }


def references(
    sources: Pool, targets: Pool, statistics: PoolStatistics, seed: int
) -> dict[str, Any]:
    """How many times faster than each reference; for BLAS, what share of its time is taken.

    Ours and each reference take turns and the quickest of three counts, so that other work on
    the machine falls on both.
    """
    weights = Weights.partners()
    ours_rows = sources.take(spread(len(sources), BLOCK))
    rows = spread(len(sources), SAMPLE)
    wanted, offered = features(sources.take(rows), targets, statistics)

    def ours() -> None:
        run_channel(ours_rows, targets, statistics, weights)

    def against(reference: Callable[[], object]) -> float:
        """How many times the time of ours a row takes."""
        turns = [(timed(reference), timed(ours)) for _ in range(3)]
        theirs, mine = (min(times) for times in zip(*turns, strict=True))
        return float((theirs / rows.size) / (mine / len(ours_rows)))

    found = against_loop(sources, targets, statistics, seed, timed(ours, 3) / len(ours_rows))
    asked, blocks = Blocks(sources.take(rows), statistics), Blocks(targets, statistics)
    scores = np.concatenate([scores for _, scores in best(asked, blocks, weights, TOP)])
    exact = rank(sources.take(rows), targets, weights=weights, statistics=statistics)[1] / SCALE
    found["numpy_is_off_by"] = float(np.abs(scores - exact).max())
    found["ratio_to_numpy"] = round(
        against(lambda: [None for _ in best(asked, blocks, weights, TOP)]), 2
    )
    found["features"] = wanted.shape[1]
    found["ratio_to_blas"] = round(1 / against(lambda: blas(wanted, offered)), 4)
    found["ratio_to_numpy_linear"] = round(against(lambda: selected(wanted, offered)), 2)
    flat = faiss_index(offered)
    found["ratio_to_faiss"] = (
        None if flat is None else round(against(lambda: flat.search(wanted, TOP)), 2)
    )
    for name in (
        *("ratio_to_loop", "ratio_to_blas", "ratio_to_numpy", "numpy_is_off_by"),
        *("ratio_to_numpy_linear", "ratio_to_faiss"),
    ):
        say(f"  {name:>16}  {found[name]}")
    return found


def spread(size: int, most: int) -> npt.NDArray[np.int64]:
    """At most `most` positions, evenly over all."""
    return np.linspace(0, size - 1, min(most, size)).astype(np.int64)


def against_loop(
    sources: Pool, targets: Pool, statistics: PoolStatistics, seed: int, row_seconds: float
) -> dict[str, Any]:
    weights = Weights.partners()
    loop = Loop(sources.vocabulary, statistics, weights)
    count = max(1, min(len(sources), LOOP_PAIRS // len(targets)))
    bodies = [loop.prepare(p) for p in listed(0, len(targets), seed + 1, len(sources))]
    groups = [loop.prepare(p) for p in islice(listed(count, 0, seed), count)]
    started = time.perf_counter()
    expected = np.array([loop.top(group, bodies, TOP) for group in groups])
    spent = time.perf_counter() - started
    _, scores = rank(
        sources.take(np.arange(count)), targets, weights=weights, statistics=statistics
    )
    exact = np.abs(scores / SCALE - expected).max() < 1e-8
    return {"exact": bool(exact), "ratio_to_loop": round(spent / count / row_seconds)}


def features(sources: Pool, targets: Pool, statistics: PoolStatistics) -> tuple[Matrix, Matrix]:
    """Dense vectors whose inner product is a linearized score."""
    words, w = sources.vocabulary, Weights.partners()
    trees = {"sectors": words.sectors, "home": words.places, "residence": words.places}
    scales = {"sectors": w.sector, "home": w.region / 2, "residence": w.region / 2}
    left: list[Matrix] = []
    right: list[Matrix] = []
    for facet in FACETS:
        idf = np.array(getattr(statistics, facet), np.float32)
        near = trees[facet].closeness.astype(np.float32) / trees[facet].closeness.max()
        left.append(scales[facet] * shares(sources, facet, idf) @ near)
        right.append(shares(targets, facet, idf))
    kinds = np.nan_to_num(type_prior(), nan=0.5).astype(np.float32)
    left.append(w.partner_type * kinds[sources.columns.kind])
    right.append(np.eye(len(kinds), dtype=np.float32)[targets.columns.kind])
    needs, offers = bits(sources, "needs", words), bits(sources, "offers", words)
    left += [w.needs / 2 * needs, w.needs / 2 * offers]
    right += [bits(targets, "offers", words), bits(targets, "needs", words)]
    for name, weight in (("generations", w.generation), ("languages", w.language)):
        left.append(weight * bits(sources, name, words))
        right.append(bits(targets, name, words))
    return np.hstack(left).astype(np.float32), np.hstack(right).astype(np.float32)


def shares(pool: Pool, facet: str, idf: Matrix) -> Matrix:
    tags = pool.columns.tags(facet)
    dense = np.zeros((len(pool), idf.size), np.float32)
    rows = np.repeat(np.arange(len(pool)), np.diff(tags.start))
    dense[rows, tags.code] = tags.halves * idf[tags.code]
    dense /= np.maximum(dense.sum(axis=1, keepdims=True), 1)
    return dense


def bits(pool: Pool, name: str, words: Vocabulary) -> Matrix:
    column = pool.columns.languages[:, 0] if name == "languages" else pool.columns.listing[name]
    codes = {"generations": words.generations, "languages": words.languages}
    size = len(codes.get(name, words.supports))
    dense: Matrix = (column[:, None] >> np.arange(size, dtype=np.uint64) & np.uint64(1)).astype(
        np.float32
    )
    return dense


def blas(wanted: Matrix, offered: Matrix) -> None:
    for start in range(0, len(wanted), 256):
        wanted[start : start + 256] @ offered.T


def selected(wanted: Matrix, offered: Matrix) -> None:
    for start in range(0, len(wanted), 256):
        block = wanted[start : start + 256] @ offered.T
        best = np.argpartition(block, -TOP, axis=1)[:, -TOP:]
        np.take_along_axis(block, best, axis=1).sort(axis=1)


def faiss_index(offered: Matrix) -> Any:
    try:
        import faiss
    except ImportError:
        return None
    flat = faiss.IndexFlatIP(offered.shape[1])
    flat.add(offered)
    return flat


def growth(organizations: int, partners: int, seed: int, whole: dict[str, Any]) -> dict[str, Any]:
    """Time at a tenth, at three tenths and at the whole of both sides, and the exponent from the
    first to the last; 2 is quadratic. Of the processor: that counts what other work leaves alone.
    """
    times: dict[str, dict[int, float]] = {"partners": {}, "diaspora": {}}
    for tenths in (1, 3):
        size = organizations * tenths // 10
        groups, bodies, statistics = pools(size, partners * tenths // 10, seed)
        for name, targets, weights in (
            ("partners", bodies, Weights.partners()),
            ("diaspora", groups, Weights.diaspora()),
        ):
            found = channel(groups, targets, statistics, weights)
            times[name][size] = found["processor_seconds"]
    times["partners"][organizations] = whole["processor_seconds"]
    times["diaspora"][organizations] = whole["diaspora"]["processor_seconds"]
    exponents = {
        name: round(math.log10(by_size[organizations] / by_size[organizations // 10]), 3)
        for name, by_size in times.items()
    }
    return exponents | {"processor_seconds": times}


def worker_peak(organizations: int, partners: int, seed: int) -> int:
    """Peak memory of a process that encodes both pools and runs both channels."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as process:
        return int(process.apply(_work, (organizations, partners, seed)))


def _work(organizations: int, partners: int, seed: int) -> int:
    groups, bodies, statistics = pools(organizations, partners, seed)
    few = groups.take(np.arange(min(2 * BLOCK, organizations)))
    run_channel(few, bodies, statistics, Weights.partners())
    run_channel(few, groups, statistics, Weights.diaspora())
    # Not ru_maxrss, which starts from what the parent held when it started this process.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of the quickest of `times` runs."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
