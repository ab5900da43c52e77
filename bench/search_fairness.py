"""Do grass-roots groups get their part of the first ten results, and what does it cost?

Replays text searches over a synthetic directory in which organizations with an office put twice
as many words into their texts and names. Exposure of place i: 1 / log2(i + 1). `exposure_ratio`:
exposure of grass-roots groups in the first ten, over what their share of each result would give
them; `ndcg_loss`: relevance (3 in names, 2 in tags, 1 in texts) lost to the floor. The reference
is the same order without the floor.

    python -m bench.search_fairness --listings 20000 --searches 1000 --json
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Sequence
from math import log2
from typing import Any

from gdve_portal.local_services import throwaway_services

TEN = 10


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = run(options.listings, options.searches)
    sys.stderr.write(json.dumps(figures, indent=1) + "\n")
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(listings: int, searches: int) -> dict[str, Any]:
    from bench.directory_data import Directory
    from organizations.codelists import load_codelists
    from organizations.search.vocabulary import learn_code_lists

    load_codelists()
    learn_code_lists()
    directory = Directory(listings, office_words=22)
    directory.fill()
    chance = random.Random(11)
    questions = [
        " ".join(directory.words[int(chance.paretovariate(0.6)) % 3_000] for _ in range(many))
        for many in (chance.choice((1, 1, 2)) for _ in range(searches))
    ]
    with_floor = [measure(question, floor=True) for question in questions]
    without = [measure(question, floor=False) for question in questions]
    # A result that fits on the first page shows everybody whatever the order.
    pairs = [(a, b) for a, b in zip(with_floor, without, strict=True) if a and b]
    ours, reference = [a for a, _ in pairs], [b for _, b in pairs]

    def ratio(rows: list[tuple[float, float, float]]) -> float:
        return sum(row[0] for row in rows) / sum(row[1] for row in rows)

    return {
        "listings": listings,
        "searches": len(pairs),
        "exposure_ratio": round(ratio(ours), 4),
        "exposure_ratio_without_floor": round(ratio(reference), 4),
        "ndcg_loss": round(sum(1 - a[2] / b[2] for a, b in pairs) / len(pairs), 4),
    }


def measure(question: str, *, floor: bool) -> tuple[float, float, float] | None:
    """Return exposure of grass-roots groups, the exposure owed them, and DCG of the first ten."""
    from organizations.enums import Kind
    from organizations.search import engine, fairness
    from organizations.viewers import ANONYMOUS

    kept = fairness.FLOOR
    fairness.FLOOR = kept if floor else 0.0
    try:
        answer = engine.search(engine.Criteria(question), ANONYMOUS, limit=TEN)
    finally:
        fairness.FLOOR = kept
    if answer.total <= TEN:
        return None
    grassroots = answer.index.having(f"kind:{Kind.GRASSROOTS}")
    share = grassroots.intersection_cardinality(answer.found) / answer.total
    grades = (3, 3, 2, 1)
    tiers = answer.understood.found.tiers
    exposure = relevance = 0.0
    for place, number in enumerate(answer.numbers, start=1):
        weight = 1 / log2(place + 1)
        exposure += weight * (number in grassroots)
        relevance += weight * next(g for g, t in zip(grades, tiers, strict=True) if number in t)
    owed = share * sum(1 / log2(place + 1) for place in range(1, TEN + 1))
    return exposure, owed, relevance


if __name__ == "__main__":
    raise SystemExit(main())
