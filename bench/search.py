"""A whole result page of the directory: listings, total and every facet's counts.

Ours (index in memory, rows from PostgreSQL) against plain Django: M2M filters, one query for the
page, one for the total, one for each facet. Same data, same process, same questions.

    python -m bench.search --listings 100000 --json
"""

import argparse
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

from gdve_portal.local_services import throwaway_services

PAGE = 20
REFERENCE_QUESTIONS = 24


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = run(options.listings, options.questions)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(size: int, questions: int) -> dict[str, Any]:
    from bench.directory_data import Directory
    from organizations.codelists import load_codelists
    from organizations.search.live import live_index
    from organizations.search.vocabulary import learn_code_lists

    load_codelists()
    learn_code_lists()
    medians = {}
    figures: dict[str, Any] = {}
    for listings in (size // 10, size):
        say(f"{listings:,} listings")
        directory = Directory(listings)
        seconds = timed(directory.fill)
        say(f"  filled in {seconds:.0f} s")
        live_index.forget()
        before = memory_mb()
        load = timed(live_index.current)
        held = memory_mb() - before
        say(f"  index read in {load:.1f} s, {held:.0f} MB")
        asked = invent(directory, questions)
        times = [(kind, timed(partial(ours, q))) for kind, q in asked]
        by_kind = report(times)
        medians[listings] = by_kind
        figures = {
            "listings": listings,
            "median_ms": round(statistics.median(t for _, t in times) * 1000, 2),
            "p95_ms": round(percentile([t for _, t in times], 95) * 1000, 2),
            "p95_without_text_ms": round(
                percentile([t for kind, t in times if "text" not in kind], 95) * 1000, 2
            ),
            "p95_common_word_ms": round(
                percentile([t for kind, t in times if "common" in kind], 95) * 1000, 2
            ),
            "index_load_seconds": round(load, 2),
            "index_mb": round(held),
        }
    filtered = [kind for kind in medians[size] if "facet" in kind and "text" not in kind]
    figures["growth"] = round(
        statistics.median(medians[size][k] / medians[size // 10][k] for k in filtered), 2
    )
    compared = asked[:REFERENCE_QUESTIONS]
    check(compared)
    our_times = [timed(partial(ours, q)) for _, q in compared]
    reference_times = [timed(partial(reference, q)) for _, q in compared]
    figures["reference_median_ms"] = round(statistics.median(reference_times) * 1000, 1)
    figures["ratio_to_reference"] = round(
        statistics.median(reference_times) / statistics.median(our_times), 1
    )
    figures["ratio_p95"] = round(percentile(reference_times, 95) / percentile(our_times, 95), 1)
    figures |= costs(size)
    figures["peak_mb"] = round(peak_mb())
    say(json.dumps(figures, indent=1))
    return figures


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


def reference(question: dict[str, Any]) -> tuple[int, dict[str, dict[str, int]]]:
    """The same page with Django's M2M filters and one count query for each facet."""
    from django.db.models import Count, Q

    from organizations import codebook
    from organizations.models import Organization

    columns = {
        "kind": "kind",
        "legal_status": "legal_status",
        "sector": "sector_links__sector",
        "role": "roles",
        "language": "languages",
        "generation": "generation_links__generation",
    }
    relations = {
        facet: ("place_links__place", Q(place_links__relation=facet))
        for facet in ("heritage", "residence", "works_in")
    } | {
        facet: ("support_links__support_type", Q(support_links__direction=facet))
        for facet in ("offers", "needs")
    }

    def narrowed(but: str = "") -> Any:
        found = Organization.objects.filter(status="published", audience="public")
        if word := question.get("q"):
            for part in word.split():
                found = found.filter(
                    Q(name__icontains=part) | Q(descriptions__text__icontains=part)
                )
        for facet, codes in question.items():
            if facet in ("q", but):
                continue
            if facet in relations:
                column, condition = relations[facet]
                inside = set().union(*(codebook.within(code) for code in codes)) or codes
                if facet in ("offers", "needs"):
                    inside = codes
                found = found.filter(condition, **{f"{column}__in": list(inside)})
            else:
                found = found.filter(**{f"{columns[facet]}__in": codes})
        return found.distinct()

    list(
        narrowed()
        .order_by("-published_at")[:PAGE]
        .prefetch_related("descriptions", "sectors", "places")
    )
    total = narrowed().count()
    counts = {}
    for facet in (*columns, *relations):
        column, condition = relations.get(facet, (columns.get(facet, ""), Q()))
        found = Organization.objects.filter(pk__in=narrowed(but=facet).values("pk"))
        rows = found.filter(condition).values_list(column).annotate(n=Count("pk", distinct=True))
        counts[facet] = {code: number for code, number in rows.order_by() if code}
    return total, counts


def check(questions: list[tuple[str, dict[str, Any]]]) -> None:
    """Both ways must find the same: a quick wrong answer is worth nothing."""
    for kind, question in questions:
        if "text" in kind:
            continue  # plain substring search finds other things
        (total, counts), (expected, expected_counts) = ours(question), reference(question)
        assert total == expected, (question, total, expected)
        for facet in ("kind", "needs", "language", "generation"):
            mine = {code: n for code, n in counts[facet].items() if n}
            assert mine == expected_counts[facet], (question, facet)


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
    """What the search documents weigh, and what writing one costs."""
    from django.db import connection

    from organizations.search.documents import refresh

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('organizations_searchdocument'),"
            " pg_indexes_size('organizations_searchdocument')"
        )
        table, indexes = cursor.fetchone()
    chance = random.Random(3)
    times = [timed(lambda: refresh([chance.randrange(1, size)])) for _ in range(50)]
    return {
        "document_bytes": round(table / size),
        "index_bytes": round(indexes / size),
        "write_ms": round(statistics.median(times) * 1000, 2),
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
