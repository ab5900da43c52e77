"""A whole result page of the directory: listings, total and every facet's counts.

Ours (index in memory, rows from PostgreSQL) against plain Django: M2M filters, one query for the
page, one for the total, one for each facet. Same data, same process, same questions.

    python -m bench.search --sizes 100000 1000000 --json
"""

import argparse
import gc
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.search_reference import PAGE, reference
from gdve_portal.local_services import throwaway_services

# Plain Django takes seconds a question: of ten kinds each is asked this many times.
KINDS = 10
REFERENCE_ROUNDS = {10_000: 5, 100_000: 3}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument(
        "--sizes", type=int, nargs="+", help="instead: these sizes, the smallest first"
    )
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = sorted(options.sizes or [options.listings // 10, options.listings])
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = run(sizes, options.questions)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(sizes: Sequence[int], questions: int) -> dict[str, Any]:
    """Return the figures of the largest size, the growth towards it, and those of each size."""
    from organizations.codelists import load_codelists
    from organizations.search.vocabulary import learn_code_lists

    load_codelists()
    learn_code_lists()
    medians, by_size = [], []
    for size in sizes:
        figures, by_kind = measure(size, questions)
        medians.append(by_kind)
        by_size.append(figures)
    filtered = [kind for kind in medians[0] if "facet" in kind and "text" not in kind]
    growth = statistics.median(medians[-1][k] / medians[0][k] for k in filtered)
    figures = {**by_size[-1], "growth": round(growth, 2), "sizes": by_size}
    say(json.dumps(figures, indent=1))
    return figures


def measure(size: int, questions: int) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the figures of a directory of `size` listings, and our median by kind of question."""
    from bench.directory_data import Directory
    from organizations.search.live import live_index

    say(f"{size:,} listings")
    directory = Directory(size)
    say(f"  filled in {timed(directory.fill):.0f} s")
    live_index.forget()
    gc.collect()
    before = memory_mb()
    load = timed(live_index.current)
    held = memory_mb() - before
    say(f"  index read in {load:.1f} s, {held:.0f} MB")
    asked = invent(directory, questions)
    times = [(kind, timed(partial(ours, q))) for kind, q in asked]
    by_kind = report(times)
    rounds = next((many for most, many in REFERENCE_ROUNDS.items() if size <= most), 1)
    figures = {
        "listings": size,
        "median_ms": ms(statistics.median(t for _, t in times)),
        "p95_ms": ms(percentile([t for _, t in times], 95)),
        "p95_without_text_ms": ms(percentile([t for kind, t in times if "text" not in kind], 95)),
        "p95_common_word_ms": ms(percentile([t for kind, t in times if "common" in kind], 95)),
        "index_load_seconds": round(load, 1),
        "index_mb": round(held),
        **compare(asked[: rounds * KINDS]),
        **costs(size),
        "peak_mb": round(peak_mb()),
    }
    return figures, by_kind


def compare(questions: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, float]:
    """Ask both ways, one after the other, and hold what they found against each other."""
    mine, theirs = [], []
    for kind, question in questions:
        answers: list[tuple[int, dict[str, dict[str, int]]]] = []
        mine.append(timed(lambda: answers.append(ours(question))))  # noqa: B023 - called at once
        theirs.append(timed(lambda: answers.append(reference(question))))  # noqa: B023
        say(f"  {kind:30} ours {mine[-1] * 1000:7.1f} ms   plain {theirs[-1] * 1000:9.1f} ms")
        # Substring search finds other things than words: only the rest must be the same.
        if "text" not in kind:
            check(question, *answers)
    return {
        "reference_questions": len(questions),
        "reference_median_ms": ms(statistics.median(theirs)),
        "ratio_to_reference": round(statistics.median(theirs) / statistics.median(mine), 1),
        "ratio_p95": round(percentile(theirs, 95) / percentile(mine, 95), 1),
    }


def invent(directory: Any, many: int) -> list[tuple[str, dict[str, Any]]]:
    """Return questions in the proportions in which readers ask them."""
    chance = random.Random(5)
    country = lambda: directory.countries[min(int(chance.paretovariate(0.7)) - 1, 240)]  # noqa: E731
    sector = lambda: chance.choice(directory.sectors)  # noqa: E731
    rare = lambda: directory.words[chance.randrange(2_000, 15_000)]  # noqa: E731
    common = lambda: directory.words[chance.randrange(5)]  # noqa: E731
    makers: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        ("nothing chosen", dict),
        ("one facet", lambda: {"heritage": [country()]}),
        ("one facet, region", lambda: {"residence": [chance.choice(["002", "150", "419"])]}),
        ("two facets", lambda: {"heritage": [country()], "sector": [sector()]}),
        ("two facets, or", lambda: {"sector": [sector(), sector()], "kind": ["grassroots"]}),
        (
            "three facets",
            lambda: {"residence": [country()], "needs": ["funding"], "kind": ["grassroots"]},
        ),
        ("text, rare word", lambda: {"q": rare()}),
        ("text, common word", lambda: {"q": common()}),
        ("text, common word and facet", lambda: {"q": common(), "heritage": [country()]}),
        ("text, two words", lambda: {"q": f"{rare()} {common()}"}),
    ]
    return [
        (kind, make()) for number in range(many) for kind, make in [makers[number % len(makers)]]
    ]


def ours(question: dict[str, Any]) -> tuple[int, dict[str, dict[str, int]]]:
    from organizations.models import Organization
    from organizations.search.engine import Criteria, search
    from organizations.viewers import ANONYMOUS

    chosen = {facet: codes for facet, codes in question.items() if facet != "q"}
    answer = search(
        Criteria(question.get("q", ""), chosen), ANONYMOUS, limit=PAGE, count=facet_values()
    )
    rows = Organization.objects.visible_to(ANONYMOUS).with_tags().prefetch_related("descriptions")
    list(rows.filter(pk__in=answer.numbers))
    return answer.total, answer.counts


def check(
    question: dict[str, Any],
    ours: tuple[int, dict[str, dict[str, int]]],
    plain: tuple[int, dict[str, dict[str, int]]],
) -> None:
    """Both ways must find the same: a quick wrong answer is worth nothing."""
    assert ours[0] == plain[0], (question, ours[0], plain[0])
    for facet in ("kind", "needs", "language", "generation"):
        counted = {code: n for code, n in ours[1][facet].items() if n}
        assert counted == plain[1][facet], (question, facet)


def facet_values() -> dict[str, list[str]]:
    from organizations import facets
    from organizations.filters import OrganizationFilter
    from organizations.models import Organization
    from organizations.viewers import ANONYMOUS

    if not _values:
        blank = OrganizationFilter({}, queryset=Organization.objects.none(), viewer=ANONYMOUS)
        _values.update(facets.values(blank))
    return _values


_values: dict[str, list[str]] = {}


def costs(size: int) -> dict[str, float]:
    """What the documents weigh, and what one change costs its writer and each index."""
    from django.db import connection

    from organizations.search.documents import refresh
    from organizations.search.live import live_index

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('organizations_searchdocument'),"
            " pg_indexes_size('organizations_searchdocument')"
        )
        table, indexes = cursor.fetchone()
    chance = random.Random(3)
    times = [timed(lambda: refresh([chance.randrange(1, size)])) for _ in range(50)]
    taking_in = []
    for _ in range(20):
        refresh([chance.randrange(1, size)])
        taking_in.append(timed(live_index.current))
    return {
        "document_bytes": round(table / size),
        "index_bytes": round(indexes / size),
        "write_ms": ms(statistics.median(times)),
        "take_in_ms": ms(statistics.median(taking_in)),
    }


def report(times: list[tuple[str, float]]) -> dict[str, float]:
    kinds = dict.fromkeys(kind for kind, _ in times)
    medians = {}
    for kind in kinds:
        mine = [t for k, t in times if k == kind]
        medians[kind] = statistics.median(mine)
        say(
            f"  {kind:30} median {medians[kind] * 1000:7.2f} ms   p95"
            f" {percentile(mine, 95) * 1000:7.2f} ms"
        )
    return medians


def percentile(values: Sequence[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def memory_mb() -> float:
    """Return what this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
