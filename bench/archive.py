"""The archive of the exchanges: whole pages, and a search against plain Django.

Ours: folded words of a session in one row with trigrams, people asked through the one door. The
reference: plain Django, `icontains` over texts, people and organizations, and a count; it folds no
accents, so that only questions which it can answer rightly are put to both, and what they find must
be the same.

Beside the clock stands what the process and the database's server have used (`cpu`), which other
work on the machine moves less.

    python -m bench.archive --sessions 5000 --json
"""

import argparse
import gc
import json
import logging
import os
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bench.processes import cpu_seconds, database, family
from bench.search import ms, peak_mb, say, timed
from gdve_portal.local_services import throwaway_services

PAGE = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=5_000)
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
        logging.disable(logging.CRITICAL)
        figures = run(options.sessions, options.rounds)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(sessions: int, rounds: int) -> dict[str, Any]:
    """Measure a tenth of the size, then the size; return the figures of the latter."""
    from bench.archive_data import Archive

    medians = []
    for size in (sessions // 10, sessions):
        archive = Archive(size)
        say(f"{size:,} sessions, filled in {timed(archive.fill):.0f} s")
        gc.collect()
        figures = {
            "sessions": size,
            "appearances": archive.appearances,
            "people": archive.people,
            "pages": pages(archive, rounds),
            **compare(archive, rounds),
        }
        medians.append(figures["search_median_ms"])
    figures |= {"growth": round(medians[-1] / medians[0], 2), "peak_mb": round(peak_mb())}
    say(json.dumps(figures, indent=1))
    return figures


def pages(archive: Any, rounds: int) -> dict[str, Any]:
    from bench.pages import measure

    chance = random.Random(4)
    addresses: dict[str, Callable[[], str]] = {
        "list": lambda: "/sessions/",
        "list in Arabic": lambda: "/ar/sessions/",
        **{
            f"search: {kind}": lambda make=make: (  # type: ignore[misc]
                "/sessions/?" + "&".join(f"{key}={value}" for key, value in make(chance).items())
            )
            for kind, make in archive.questions().items()
        },
        "search: last page": lambda: f"/sessions/?q={archive.common(chance)}&page=1000",
        "exchange": lambda: f"/sessions/{archive.year(chance)}/",
        "session": lambda: archive.session(chance),
        "people": lambda: "/sessions/people/",
        "people: last page": lambda: "/sessions/people/?page=100000",
        "people: a name": lambda: f"/sessions/people/?q={archive.name(chance)}",
        "person": lambda: f"/sessions/people/{archive.person(chance)}/",
        "person of a hundred sessions": lambda: "/sessions/people/person-0/",
        "calendar": lambda: "/sessions/calendar.ics",
    }
    figures = {}
    for name, address in addresses.items():
        asked = [address() for _ in range(rounds)]
        before = database_seconds()
        figures[name] = measure(asked)
        # One more was asked to warm up.
        figures[name]["database_cpu_ms"] = ms((database_seconds() - before) / (rounds + 1))
    for name, row in figures.items():
        say(f"  {name:30} {row}")
    return figures


def database_seconds() -> float:
    """What the server of the database has used, on whatever machine: no other work counts."""
    server = database()
    return cpu_seconds(family(server)) if server else 0.0


def compare(archive: Any, rounds: int) -> dict[str, Any]:
    """Put the same questions to both ways, one after the other."""
    chance = random.Random(6)
    mine, theirs = [], []
    for kind, make in archive.questions().items():
        pair: tuple[list[float], list[float]] = ([], [])
        for _ in range(max(1, rounds // 5)):
            wanted = make(chance)
            found: list[tuple[int, list[int]]] = []
            pair[0].append(timed(lambda: found.append(ours(wanted))))  # noqa: B023 - at once
            pair[1].append(timed(lambda: found.append(reference(wanted))))  # noqa: B023
            assert found[0] == found[1], (kind, wanted, found)
        say(
            f"  {kind:20} ours {ms(statistics.median(pair[0])):8} ms   plain"
            f" {ms(statistics.median(pair[1])):8} ms"
        )
        mine += pair[0]
        theirs += pair[1]
    return {
        "search_questions": len(mine),
        "search_median_ms": ms(statistics.median(mine)),
        "reference_median_ms": ms(statistics.median(theirs)),
        "ratio_to_reference": round(statistics.median(theirs) / statistics.median(mine), 1),
        "ratio_of_totals": round(sum(theirs) / sum(mine), 1),
    }


def ours(wanted: dict[str, Any]) -> tuple[int, list[int]]:
    from organizations.viewers import ANONYMOUS
    from sessions_archive.search import Wanted, find

    found = find(Wanted(**wanted), ANONYMOUS)
    rows = found.select_related("edition").with_speaker_names(ANONYMOUS)[:PAGE]
    return found.count(), [row.pk for row in rows]


def reference(wanted: dict[str, Any]) -> tuple[int, list[int]]:
    from django.db.models import Q

    from organizations import codebook
    from organizations.models import Sector
    from sessions_archive.models import (
        Appearance,
        ExchangeSession,
        GuidingQuestion,
        Insight,
        InsightSection,
    )

    found = ExchangeSession.objects.filter(is_published=True)
    if year := wanted.get("edition"):
        found = found.filter(edition__year=year)
    if code := wanted.get("sector"):
        below = [row.pk for row in codebook.entries(Sector).values() if row.parent_id == code]
        found = found.filter(sectors__in=[code, *below])
    if code := wanted.get("place"):
        found = found.filter(places__in=codebook.within(code))
    if slug := wanted.get("person"):
        found = found.filter(appearances__person__slug=slug, appearances__person__is_public=True)
    seen = Appearance.objects.filter(person__is_public=True, session__edition__people_mode="all")
    for word in wanted.get("q", "").split():
        # One subquery a table: joined together, two words take minutes.
        found = found.filter(
            Q(themes__icontains=word)
            | Q(pk__in=GuidingQuestion.objects.filter(texts__icontains=word).values("session"))
            | Q(pk__in=InsightSection.objects.filter(titles__icontains=word).values("session"))
            | Q(pk__in=Insight.objects.filter(texts__icontains=word).values("section__session"))
            | Q(pk__in=seen.filter(person__name__icontains=word).values("session"))
            | Q(pk__in=seen.filter(organization_name__icontains=word).values("session"))
        )
    found = found.distinct().order_by("-starts_at", "-pk")
    page = list(found[:PAGE].select_related("edition").prefetch_related("appearances__person"))
    return found.count(), [row.pk for row in page]


if __name__ == "__main__":
    raise SystemExit(main())
