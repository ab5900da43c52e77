"""The pages of curators over a large directory: the work queue and the table of listings.

Whole responses through the test client, templates included, with the queries they ask.

    python -m bench.curation --listings 100000 --json
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from gdve_portal.local_services import throwaway_services

QUEUE = "/admin/organizations/organization/queue/"
TABLE = "/admin/organizations/organization/"
# Of a hundred listings so many wait for review, are reported, want a change.
WAIT, REPORTED, CHANGING = 4, 2, 2
ROUNDS = 15


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = run(options.listings)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(size: int) -> dict[str, Any]:
    from django.db import connection

    from bench.directory_data import Directory
    from organizations.codelists import load_codelists

    load_codelists()
    say(f"filling {size:,} listings …")
    Directory(size).fill()
    waiting = let_wait()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = signed_in()
    pages = {
        "queue": QUEUE,
        "queue_region": f"{QUEUE}?region=002",
        "queue_language": f"{QUEUE}?language=ar&first_time=on",
        "queue_changes": f"{QUEUE}?source=change",
        "queue_last_page": f"{QUEUE}?page={waiting // 50}",
        "table": TABLE,
        "table_filtered": f"{TABLE}?status=submitted",
        "table_searched": f"{TABLE}?q=ba",
    }
    found = {name: measure(client, path) for name, path in pages.items()}
    figures = {"listings": size, "waiting": waiting, "pages": found}
    say(json.dumps(figures, indent=1))
    return figures


def let_wait() -> int:
    """Put a share of the listings into the queue; return how many items wait."""
    from django.db.models import F
    from django.db.models.functions import Mod

    from organizations.models import ListingReport, Organization, PendingChange

    numbered = Organization.objects.annotate(rest=Mod("pk", 100)).order_by("pk")
    waits = numbered.filter(rest__lt=WAIT).unrecorded(because="a benchmark")
    submitted = waits.update(status="submitted", published_at=None, submitted_at=F("created_at"))
    shown = numbered.filter(status="published", rest__gte=50)
    reports = ListingReport.objects.bulk_create(
        ListingReport(organization=row, kind="spam", origin=str(row.pk))
        for row in shown.filter(rest__lt=50 + REPORTED)
    )
    changes = PendingChange.objects.bulk_create(
        PendingChange(organization=row, wanted={"name": "New"}, before={"name": row.name})
        for row in shown.filter(rest__gte=100 - CHANGING)
    )
    return submitted + len(reports) + len(changes)


def signed_in() -> Any:
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("bench@example.org", name="Bench"))
    return client


def measure(client: Any, path: str) -> dict[str, float]:
    """Return the median and worst time of a page, and how many queries it asks."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    client.get(path)
    with connection.execute_wrapper(note):
        response = client.get(path)
    if response.status_code != 200:
        raise AssertionError(f"{path}: {response.status_code}")
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    return {
        "queries": len(asked),
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
    }


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
