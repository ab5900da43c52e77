"""How long does it take to find the smallest sets of groups that cover a call, and how small?

A call asks for sectors, places, generations and languages (`--needs` of them, 18 unless told);
`--candidates` groups each cover a few, some none. Beside ours, in the same process and on the same
input:

- `brute`: every combination, smallest first, on BRUTE of the groups: the same size, and how much
  longer it takes;
- `greedy`: a plain loop over sets that takes what covers most, in Python: how many more groups it
  needs;
- `dense` and `hard`: calls that many groups cover nearly, and ones where the integer programme is
  large, so that what is found is not proven to be least.

    python -m bench.coalitions --candidates 2000 --json
"""

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from partnerships.coalition_cover import Bools, Problem, smallest_sets

BRUTE = 60
TARGET_SECONDS = 1.0


def drawn(candidates: int, needs: int, share: float, seed: int) -> Problem:
    """Groups cover each requirement with a chance around `share`, some requirements more."""
    chance = np.random.default_rng(seed)
    popular = chance.uniform(0.3, 1.7, needs) * share
    covers = chance.random((candidates, needs)) < popular
    keys = [f"group-{n}" for n in range(candidates)]
    return Problem(covers=covers, keys=keys, rotation=str(seed).encode())


def brute(covers: Bools) -> int:
    """Return the least size, by trying all sets of each size."""
    masks = [int("".join("01"[v] for v in row) or "0", 2) for row in covers.astype(int)]
    everything = 0
    for mask in masks:
        everything |= mask
    masks = [mask for mask in masks if mask]
    for size in range(1, len(masks) + 1):
        for chosen in combinations(masks, size):
            found = 0
            for mask in chosen:
                found |= mask
            if found == everything:
                return size
    return 0


def plain_greedy(covers: Bools) -> int:
    rows = [set(np.flatnonzero(row).tolist()) for row in covers]
    rest, size = set().union(*rows), 0
    while rest:
        best = max(rows, key=lambda row: len(row & rest))
        rest -= best
        size += 1
    return size


def timed(problem: Problem, repeats: int) -> tuple[float, Any]:
    """The median of some runs, and what was found."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        found = smallest_sets(problem)
        taken.append(time.perf_counter() - began)
    return sorted(taken)[len(taken) // 2], found


def case(name: str, problem: Problem, repeats: int) -> dict[str, Any]:
    seconds, found = timed(problem, repeats)
    began = time.perf_counter()
    greedy = plain_greedy(problem.covers)
    loop = time.perf_counter() - began
    print(
        f"{name:<16} {len(problem.covers):>7,} groups {problem.covers.shape[1]:>3} needs: "
        f"{seconds:7.3f} s, {found.size} groups in {len(found.sets)} sets, at least {found.least}"
        f" ({'proven' if found.is_least else f'at most {found.worst_ratio} times'}), "
        f"greedy {greedy} in {loop:.3f} s",
        file=sys.stderr,
    )
    return {
        "seconds": round(seconds, 4),
        "size": found.size,
        "least": found.least,
        "exact": found.is_least,
        "worst_ratio": found.worst_ratio,
        "sets": len(found.sets),
        "greedy_size": greedy,
        "greedy_seconds": round(loop, 4),
    }


def run(candidates: int, needs: int, seeds: int, repeats: int) -> dict[str, Any]:
    smallest_sets(drawn(50, 8, 0.2, 0))  # what is loaded once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cases = [
        case(f"seed {seed}", drawn(candidates, needs, 0.15, seed), repeats) for seed in range(seeds)
    ]
    small = drawn(BRUTE, needs, 0.25, 1)
    ours, found = timed(small, repeats)
    began = time.perf_counter()
    least = brute(small.covers)
    loop = time.perf_counter() - began
    times = [timed(drawn(size, needs, 0.15, 1), repeats)[0] for size in growing(candidates)]
    return {
        "candidates": candidates,
        "needs": needs,
        "seconds": max(one["seconds"] for one in cases),
        "median_seconds": sorted(one["seconds"] for one in cases)[len(cases) // 2],
        "exact": sum(one["exact"] for one in cases) / len(cases),
        "greedy_extra": sum(one["greedy_size"] - one["size"] for one in cases) / len(cases),
        "brute_groups": BRUTE,
        "brute_same_size": least == found.size and found.is_least,
        "ratio_to_brute": round(loop / ours, 1),
        "growth": round(float(np.polyfit(np.log(growing(candidates)), np.log(times), 1)[0]), 2),
        "dense": case("dense", drawn(candidates, needs, 0.35, 2), repeats),
        "hard": case("hard", drawn(candidates, 4 * needs, 0.08, 3), repeats),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "added_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        "target_seconds": TARGET_SECONDS,
    }


def growing(candidates: int) -> list[int]:
    return [candidates // 4, candidates // 2, candidates, 2 * candidates, 4 * candidates]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=2_000)
    parser.add_argument("--needs", type=int, default=18)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    random.seed(0)
    figures = run(options.candidates, options.needs, options.seeds, options.repeats)
    for name, value in figures.items():
        print(f"{name}: {value}", file=sys.stderr)
    if options.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
