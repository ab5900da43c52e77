"""Whole responses of the directory's pages, in one process; of files their first part.

Beside the seconds on the clock those of this process (`cpu`): other work on the machine moves them
less. `hostile` are the inputs that nobody types.

    python -m bench.pages --listings 100000 --json
"""

import argparse
import gc
import json
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from bench.search import ms, percentile, say
from gdve_portal.local_services import throwaway_services

HOSTILE = (
    "q=" + "x" * 10_000,
    "&".join(["kind=network"] * 500),
    "page=1000000000",
    "page=1000000000&sort=name",
    "heritage=XX",
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "(a%2B)%2B" * 20,
    "q=%27%3B+DROP+TABLE+--",
    "q=" + "%25" * 200,
    "q=" + "+".join(f"wrod{n}" for n in range(24)),
    "q=" + "+".join(f"-word{n}" for n in range(20)),
    "q=" + "+OR+".join("abcdefgh"),
    "q=" + quote('"' + "a b " * 40 + '"'),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        logging.disable(logging.CRITICAL)  # what is refused is logged
        figures = run(options.listings, options.rounds)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(listings: int, rounds: int) -> dict[str, Any]:
    from bench.directory_data import Directory
    from organizations.codelists import load_codelists
    from organizations.models import Organization
    from organizations.search.live import live_index
    from organizations.search.vocabulary import learn_code_lists

    load_codelists()
    learn_code_lists()
    directory = Directory(listings)
    directory.fill()
    chance = random.Random(4)
    public = Organization.objects.filter(audience="public").values_list("slug", flat=True)
    slugs = list(public.order_by("pk")[:: max(1, listings // 1_000)])

    def slug() -> str:
        return chance.choice(slugs)

    def word() -> str:
        return directory.words[chance.randrange(200)]

    def country() -> str:
        return directory.countries[chance.randrange(30)]

    pages: dict[str, Callable[[], str]] = {
        "list": lambda: "/organizations/",
        "list, filtered": lambda: f"/organizations/?heritage={country()}&kind=grassroots",
        "list, words": lambda: f"/organizations/?q={word()}",
        "list, by name": lambda: f"/organizations/?sort=name&heritage={country()}",
        "list in Arabic": lambda: f"/ar/organizations/?heritage={country()}",
        "map": lambda: f"/organizations/map/?heritage={country()}",
        "compare": lambda: (
            "/organizations/compare/?" + "&".join(f"group={slug()}" for _ in range(4))
        ),
        "listing": lambda: f"/organizations/{slug()}/",
        "count": lambda: f"/organizations/count/?heritage={country()}",
    }
    live_index.current()
    gc.collect()
    gc.freeze()  # as gdve_portal.wsgi does
    figures = {name: measure([address() for _ in range(rounds)]) for name, address in pages.items()}
    places = ("", "map/", "count/", "export.csv")
    hostile = [f"/organizations/{place}?{query}" for query in HOSTILE for place in places]
    figures["hostile"] = measure(hostile, hostile=True)
    for name, row in figures.items():
        say(f"  {name:16} {row}")
    return {"listings": listings, "pages": figures}


def measure(
    addresses: Sequence[str], *, hostile: bool = False, client: Any = None
) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = client or Client()
    client.get(addresses[0])
    seconds, cpu, queries = [], [], []
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            began, used = time.perf_counter(), time.process_time()
            response = client.get(address)
            next(iter(getattr(response, "streaming_content", ())), b"")
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
            response.close()
        assert response.status_code < 500, address
        assert hostile or response.status_code == 200, (address, response.status_code)
        queries.append(len(asked))
    return {
        "median_ms": ms(statistics.median(seconds)),
        "p95_ms": ms(percentile(seconds, 95)),
        "cpu_median_ms": ms(statistics.median(cpu)),
        "cpu_p95_ms": ms(percentile(cpu, 95)),
        "most_queries": max(queries),
    }


if __name__ == "__main__":
    raise SystemExit(main())
