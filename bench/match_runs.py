"""A whole match run, and single edits, through real workers and a real database.

    python -m bench.match_runs --organizations 100000 --partners 20000 --json

A throwaway database is filled with the fictional sample, unless `--here` names the one of
DATABASE_URL and REDIS_URL, whose listings are taken as they are. Then: one full run by the workers;
edits of single listings, each from the moment it is saved until its new lists can be read; and what
of an edit is spent in the kernels, in this process and on one thread. Beside the clock stands the
processor time of the workers and of the database, which other work on the machine moves less.
"""

import argparse
import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from bench.processes import children, cpu_seconds, database, family, peak_mb
from gdve_portal.local_services import die_with_parent, throwaway_services

LOOK_EVERY, LOOK_AT_RUN_EVERY = 0.02, 0.1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--partners", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--edits", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help="on the database of the environment")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = {}
    with nullcontext() if options.here else throwaway_services() as environment:
        os.environ.update(environment or {})
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gdve_portal.settings.test")
        import django

        django.setup()
        if not options.here:
            figures |= fill(options.organizations, options.partners, options.seed)
        with workers(options.workers) as pids:
            figures |= full_run(pids)
            figures |= edits(options.edits, options.seed)
            figures["peak_mb_after_edits"] = max(peak_mb(pid) for pid in pids())
        figures |= kernels(options.edits, options.seed)
    for name, value in figures.items():
        say(f"  {name:>22}  {value}")
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def fill(organizations: int, partners: int, seed: int) -> dict[str, Any]:
    from django.core.management import call_command

    from bench import sample_copy

    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("load_gdve", verbosity=0, stdout=sys.stderr)
    sample_copy.fill(organizations, partners, seed)
    return {"fill_seconds": round(time.perf_counter() - began, 1)}


@contextmanager
def workers(count: int) -> Iterator[Callable[[], list[int]]]:
    """Run a pool of workers; gives a function that lists the processes that do the work."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--app=gdve_portal", "worker", "-O", "fair"),
            *(f"--concurrency={count}", "--loglevel=WARNING"),
            *("--without-gossip", "--without-mingle"),
        ],
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )

    try:
        while len(children(process.pid)) < count:
            time.sleep(0.1)
        yield partial(children, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def full_run(pids: Callable[[], list[int]]) -> dict[str, Any]:
    """Seconds of each step as the database tells them, and what the workers' memory peaked at."""
    from django.db.models import Sum

    from partnerships.actions.runs import start_match_run
    from partnerships.enums import BlockState, RunState

    server = database()

    def used() -> tuple[float, float]:
        return cpu_seconds(pids()), cpu_seconds(family(server)) if server else math.nan

    before_run = used()
    run, _ = start_match_run()
    began = time.perf_counter()
    ends: dict[str, float] = {}

    def ended(step: str, is_over: bool) -> bool:
        if is_over and step not in ends:
            ends[step] = time.perf_counter()
        return is_over

    while run.state == RunState.RUNNING:
        time.sleep(LOOK_AT_RUN_EVERY)
        run.refresh_from_db()
        if ended("prepare", bool(run.statistics)):
            waiting = run.blocks.filter(state=BlockState.WAITING).exists()
            if ended("score", not waiting) and ended("order", run.ordered_at is not None):
                ended("write", not run.blocks.exclude(state=BlockState.DONE).exists())
    if run.state != RunState.CURRENT:
        raise SystemExit(f"the run ended as {run.state}")
    # A step that was over between two looks took no time that could be seen.
    ends["finish"] = time.perf_counter()
    steps, before = {}, began
    for step in ("prepare", "score", "order", "write", "finish"):
        steps[step] = round(ends.get(step, before) - before, 2)
        before = ends.get(step, before)
    workers_cpu, database_cpu = (
        round(after - then, 1) for then, after in zip(before_run, used(), strict=True)
    )
    lists = run.lists.aggregate(total=Sum("targets__len"))
    return {
        "organizations": run.organizations,
        "partners": run.partners,
        "workers": len(pids()),
        "run_seconds": round(ends["finish"] - began, 1),
        "step_seconds": steps,
        "workers_cpu_seconds": workers_cpu,
        "database_cpu_seconds": None if server is None else database_cpu,
        "lists": run.lists.count(),
        "matches": lists["total"],
        "stored_mb": table_mb(),
        "peak_mb": max(peak_mb(pid) for pid in pids()),
    }


def edits(count: int, seed: int) -> dict[str, Any]:
    """Each from the save of a listing until the worker's new lists of it are there to be read."""
    from django.db import transaction

    from organizations.models import Organization, Sector
    from organizations.signals import listing_changed
    from partnerships.models import MatchList, MatchRun

    chance = random.Random(seed)
    ids = list(Organization.objects.published().order_by("pk").values_list("pk", flat=True))
    sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))
    spent = []
    for _ in range(count):
        listing = Organization.objects.get(pk=chance.choice(ids))
        edit = MatchRun.objects.get(state="current").edits
        began = time.perf_counter()
        with transaction.atomic():
            listing.sector_links.all().delete()
            for code in chance.sample(sectors, 3):
                listing.sector_links.create(sector_id=code)
            listing.save()
        listing_changed.send_robust(type(listing), organization_id=listing.pk)
        mine = MatchList.objects.current().filter(source_organization=listing)
        while not mine.filter(edit__gt=edit).exists():
            time.sleep(LOOK_EVERY)
        spent.append(time.perf_counter() - began)
    return {
        "edits": count,
        # The first one finds a worker that has not read the lists of this run yet.
        "edit_first_s": round(spent[0], 3),
        "edit_median_s": round(statistics.median(spent), 3),
        "edit_most_s": round(max(spent[1:], default=spent[0]), 3),
    }


def kernels(count: int, seed: int) -> dict[str, Any]:
    """Milliseconds in the kernels for one changed group: its own lists, whose lists it would enter
    as it is and as it was, and those lists found again. Each the median over `count` groups.
    """
    import numpy as np

    from partnerships.actions import rescoring
    from partnerships.match_finding import find
    from partnerships.match_lists import remembered
    from partnerships.match_routes import ROUTES
    from partnerships.match_runs import snapshot_for
    from partnerships.matching.statistics import PoolStatistics
    from partnerships.models import MatchRun

    run = MatchRun.objects.get(state="current")
    snapshot, lists = snapshot_for(run), remembered(run)
    counted = PoolStatistics.from_json(run.statistics)
    nobody = np.zeros(0, np.int64)
    spent: dict[str, list[float]] = {"own": [], "reached": [], "found_again": []}
    rows = np.random.default_rng(seed).choice(len(snapshot.organizations), count + 1)
    for row in rows.tolist():
        ids = snapshot.organizations.ids[[row]]
        changed = rescoring.Changed(ids, nobody, snapshot.organizations, snapshot.partners)
        took = dict.fromkeys(spent, 0.0)
        for route in ROUTES:
            if not route.from_partners:
                took["own"] += timed(partial(find, snapshot, route, np.array([row]), counted))
            if not route.to_partners:
                began = time.perf_counter()
                reached = rescoring.reached_sources(
                    snapshot, route, counted, changed, lists[route.name]
                )
                took["reached"] += time.perf_counter() - began
                again = route.sources(snapshot).positions(reached)
                took["found_again"] += timed(partial(find, snapshot, route, again, counted))
        for name, seconds in took.items():
            spent[name].append(seconds)
    # The first one sorts the targets, which are then kept.
    medians = {name: 1000 * statistics.median(times[1:]) for name, times in spent.items()}
    return {
        "kernel_ms": round(medians["own"] + medians["reached"], 1),
        **{f"kernel_{name}_ms": round(median, 1) for name, median in medians.items()},
    }


def table_mb() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('partnerships_matchlist')")
        return int(cursor.fetchone()[0]) // 2**20


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
