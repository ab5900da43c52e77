"""The pages of a person whose group is in very many partnerships and conversations.

`median_ms` and `p95_ms` are of whole responses: session, rules, rows, template. `facts_ms` is what
finding out what the page has to say takes of it, `reference_ms` what it takes plain Django
(`bench/partnership_reference.py`) on the same rows; both must find the same. `few` is somebody with
a dozen of them in the same database. `growth` is how much longer our pages take at the last size
than at the first, the geometric mean.

    python -m bench.partnerships --sizes 1000 10000 --json
"""

import argparse
import gc
import json
import logging
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.search import ms, say
from gdve_portal.local_services import throwaway_services

ROUNDS = 20
# Beyond so many seconds a reference is not asked a second time.
PATIENCE = 2.0
BAR_MS, BAR_QUERIES = 100, 12


@dataclass(frozen=True)
class Page:
    """A page, whose it is, and its facts found in two ways."""

    addresses: list[str]
    who: Any
    ours: Callable[[], Any] | None = None
    reference: Callable[[], Any] | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partnerships", type=int, default=10_000)
    parser.add_argument(
        "--sizes", type=int, nargs="+", help="instead: these sizes, the smallest first"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--ours", action="store_true", help="leave plain Django out: it is slow")
    parser.add_argument("--explain", action="store_true", help="print the slowest query of a page")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = options.sizes or [options.partnerships // 10, options.partnerships]
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        from organizations.codelists import load_codelists

        call_command("migrate", verbosity=0)
        load_codelists()
        logging.disable(logging.CRITICAL)
        found = [
            run(size, options.rounds, ours=options.ours, explain=options.explain) for size in sizes
        ]
    first, last = found[0]["pages"], found[-1]["pages"]
    steps = [last[name]["median_ms"] / first[name]["median_ms"] for name in last]
    figures = {
        **found[-1],
        "growth": round(statistics.geometric_mean(steps), 2),
        "growth_of": {name: round(step, 2) for name, step in zip(last, steps, strict=True)},
        "most_queries": max(row["most_queries"] for row in last.values()),
        "slowest_p95_ms": max(row["p95_ms"] for row in last.values()),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "bar_ms": BAR_MS,
        "bar_queries": BAR_QUERIES,
        "sizes": found,
    }
    say(f"growth {figures['growth']}, {figures['peak_mb']} MB, {figures['growth_of']}")
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(size: int, rounds: int, *, ours: bool, explain: bool) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from bench import partnership_reference as plain
    from bench.pages import measure
    from bench.partnership_data import fill
    from partnerships.models import Introduction, Partnership
    from partnerships.viewers import viewer_for

    began = time.perf_counter()
    reader, colleague = fill(size, f"S{size}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(f"{size:,} partnerships, filled in {time.perf_counter() - began:.0f} s")
    viewer, few = viewer_for(reader), viewer_for(colleague)
    chosen = list(Partnership.objects.of(viewer).order_by("pk")[:: max(1, size // rounds)][:rounds])
    talks = Introduction.objects.visible_to(viewer).order_by("pk")
    talk = list(talks[5 :: max(1, size // rounds)][:rounds])
    own = [f"/partnerships/{row.uuid}/" for row in chosen]
    far = f"?page={size // 40}"
    one = chosen[0]
    pages: dict[str, Page] = {
        "partnership": Page(
            own, reader, lambda: _detail(_fresh(one), viewer), lambda: plain.detail(_fresh(one))
        ),
        "results": Page(
            [f"{url}results/" for url in own],
            reader,
            lambda: _results(_fresh(one)),
            lambda: plain.results(_fresh(one)),
        ),
        "print": Page([f"{url}results/print/" for url in own], reader),
        "reports due": Page(["/partnerships/reports/"], reader),
        "conversation": Page([row.get_absolute_url() for row in talk], reader),
        "conversations": Page(["/introductions/"], reader),
        "partnerships, half way": Page([f"/partnerships/{far}"], reader),
        "partnerships, few": Page(
            ["/partnerships/"],
            colleague,
            lambda: _list(few),
            lambda: plain.partnership_list(few),
        ),
        "dashboard, few": Page(
            ["/dashboard/"], colleague, lambda: _waiting(few), lambda: plain.waiting(few)
        ),
        "partnerships": Page(
            ["/partnerships/"],
            reader,
            lambda: _list(viewer),
            lambda: plain.partnership_list(viewer),
        ),
        "new messages": Page(
            ["/introductions/?show=unread"],
            reader,
            lambda: _unread(viewer),
            lambda: plain.new_messages(viewer),
        ),
        "dashboard": Page(
            ["/dashboard/"], reader, lambda: _waiting(viewer), lambda: plain.waiting(viewer)
        ),
    }
    gc.collect()
    gc.freeze()  # as gdve_portal.wsgi does
    found: dict[str, dict[str, float]] = {}
    for name, page in pages.items():
        client = Client()
        client.force_login(page.who)
        asked = (page.addresses * rounds)[:rounds]
        row = found[name] = measure(asked, client=client)
        if page.ours and page.reference and not ours:
            took, said = _timed(page.ours)
            theirs, same = _timed(page.reference)
            assert said == same, name
            row |= {"facts_ms": ms(took), "reference_ms": ms(theirs)}
            row["ratio"] = round(theirs / took, 1)
        say(f"  {name:22} {row}")
        if explain:
            _explain(client, asked[0])
    return {"partnerships": size, "pages": found}


def _fresh(partnership: Any) -> Any:
    """The row without what was fetched along with it before."""
    return type(partnership).objects.get(pk=partnership.pk)


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """The median of some rounds, of one where that takes long; and what was found."""
    taken: list[float] = []
    found = None
    while len(taken) < ROUNDS and sum(taken) < PATIENCE:
        began = time.perf_counter()
        found = ask()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), found


def _waiting(viewer: Any) -> list[Any]:
    from partnerships.waiting import waiting_for

    return [(line.due, line.about) for line in waiting_for(viewer)]


def _list(viewer: Any) -> list[Any]:
    from bench.partnership_reference import PAGE
    from partnerships.models import Partnership

    own = Partnership.objects.of(viewer)
    in_order: Any = own.with_waiting(viewer)
    keys = list(in_order.values_list("pk", "waits_for_me")[:PAGE])
    rows = own.with_names().in_bulk([key for key, _waits in keys])
    return [(key, rows[key].party_names, waits) for key, waits in keys]


def _unread(viewer: Any) -> tuple[int, list[int]]:
    from bench.partnership_reference import PAGE
    from partnerships.models import Introduction

    unread = Introduction.objects.visible_to(viewer).unread(viewer)
    return unread.count(), list(unread.values_list("pk", flat=True)[:PAGE])


def _detail(partnership: Any, viewer: Any) -> tuple[Any, ...]:
    from partnerships.models import AgreementVersion

    parties = partnership.parties.told().with_deeds().with_sight(viewer)
    versions = AgreementVersion.objects.visible_to(viewer).filter(partnership=partnership)
    texts = sorted((row.number, row.text.goals) for row in versions)
    events = partnership.events.told_to(viewer).select_related("party")[:30]
    return (
        [
            (row.name, row.organization_slug, row.accepted, row.has_reflected, row.has_draft)
            for row in parties
        ],
        texts,
        [(event.kind, event.party.name) for event in events],
    )


def _results(partnership: Any) -> tuple[Any, ...]:
    from partnerships.result_pages import results_of

    found = results_of(partnership)
    parties = list(partnership.parties.joined())
    names = {party.pk: party.name for party in parties}
    kpis = [
        (
            view.kpi.title,
            [(row.on, row.value) for row in view.kpi.targets.all()],
            [
                (
                    actual.report.ends_on,
                    actual.value,
                    [(part.dimension, part.category, part.value) for part in actual.known_parts],
                )
                for actual in view.actuals
            ],
        )
        for view in found.kpis
    ]
    reports = [
        (row.starts_on, row.state, row.party and row.party.name)
        for row in partnership.reports.select_related("party")
    ]
    checks = [
        (row.days, [names[pk] for pk in row.answered]) for row in partnership.checks.with_answered()
    ]
    return (
        kpis,
        reports,
        checks,
        list(names.values()),
        [row.milestone.title for row in found.milestones],
    )


def _explain(client: Any, address: str) -> None:
    """Print the plan of the query that took longest."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    rows = sorted(asked.captured_queries, key=lambda row: -float(row["time"]))
    say("    " + ", ".join(row["time"] for row in rows))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {rows[0]['sql']}")
        say("    " + "\n    ".join(line for (line,) in cursor.fetchall()))


if __name__ == "__main__":
    sys.exit(main())
