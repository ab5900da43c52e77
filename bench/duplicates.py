"""Duplicates: how many of the true ones are found, how many found ones are true, and how fast.

The quality is measured on bench/data/name_pairs.csv (see the README beside it): thresholds and
rules were made on its part "tuning", the figures that count are those of "held out". A pair counts
as found only if the search would compare it at all (it shares a key) and its score reaches the
threshold. The speed is measured on a directory of invented groups whose names are made like real
ones: common words in five languages, places, and a word of their own.

    python -m bench.duplicates --listings 100000 --json
"""

import argparse
import csv
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdve_portal.local_services import throwaway_services
from organizations.duplicates.keys import keys_of
from organizations.duplicates.names import WORDS, names_in
from organizations.duplicates.scoring import AUTOMATIC, REVIEW, Facts, likeness

PAIRS = Path(__file__).parent / "data" / "name_pairs.csv"
ASKED = 100
# One listing in so many is written a second time, with a change such as people make.
TWICE = 50


@dataclass(frozen=True)
class Judged:
    """A labelled pair and what is said of it."""

    row: dict[str, str]
    score: float
    is_compared: bool

    @property
    def is_same(self) -> bool:
        return self.row["same"] == "1"

    def found(self, threshold: float) -> bool:
        return self.is_compared and self.score >= threshold


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="print the pairs judged wrongly")
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = {}
    for part in ("tuning", "held out"):
        judged = [judge(row) for row in rows() if row["part"] == part]
        figures[part.replace(" ", "_")] = quality(judged)
        if options.misses:
            show_misses(judged)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures |= speed(options.listings)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


# --- quality ----------------------------------------------------------------------------------


def rows() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judge(row: dict[str, str]) -> Judged:
    one, other = (
        Facts(tuple(names_in(row[side])), residence=frozenset(row[f"residence_of_{side}"].split()))
        for side in ("one", "other")
    )
    shared = set(keys_of(one)) & set(keys_of(other))
    return Judged(row, likeness(one, other).score, bool(shared))


def quality(judged: Sequence[Judged]) -> dict[str, Any]:
    same = [pair for pair in judged if pair.is_same]
    figures: dict[str, Any] = {"pairs": len(judged), "same": len(same)}
    for name, threshold in (("review", REVIEW), ("automatic", AUTOMATIC)):
        found = [pair for pair in judged if pair.found(threshold)]
        true = [pair for pair in found if pair.is_same]
        figures[name] = {
            "threshold": threshold,
            "found": len(found),
            "recall": round(len(true) / len(same), 3),
            "precision": round(len(true) / len(found), 3) if found else None,
        }
    return figures


def show_misses(judged: Sequence[Judged]) -> None:
    for pair in judged:
        if pair.is_same != pair.found(REVIEW):
            row = pair.row
            sys.stdout.write(
                f"  {pair.score:.2f} same={row['same']} {row['one']} | {row['other']}\n"
            )


# --- speed ------------------------------------------------------------------------------------


def speed(size: int) -> dict[str, Any]:
    from bench.directory_data import Directory
    from organizations.actions import find_all_duplicates, find_duplicates_of, similar
    from organizations.codelists import load_codelists
    from organizations.models import DuplicateCandidate, Organization
    from organizations.viewers import ANONYMOUS

    load_codelists()
    Directory(size).fill()
    copies = rename(size)
    began, worked = time.perf_counter(), time.process_time()
    pairs = find_all_duplicates()
    whole, work = time.perf_counter() - began, time.process_time() - worked
    noted = set(DuplicateCandidate.objects.values_list("first_id", "second_id"))
    vacuum()
    chance = random.Random(3)
    asked = list(Organization.objects.filter(pk__in=chance.sample(range(1, size + 1), ASKED)))
    registering = [timed(similar, listing, ANONYMOUS) for listing in asked]
    submitting = [timed(find_duplicates_of, listing) for listing in asked]
    return {
        "listings": size,
        "all_seconds": round(whole, 1),
        # Of this process alone, whatever else the machine does; PostgreSQL's share comes on top.
        "all_cpu_seconds": round(work, 1),
        "pairs": pairs,
        "copies_found": round(sum(pair in noted for pair in copies) / len(copies), 3),
        **milliseconds("registering", registering),
        **milliseconds("one_listing", submitting),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }


def rename(size: int) -> list[tuple[int, int]]:
    """Give the listings names made like real ones; return the pairs that are one group."""
    from django.db import connection
    from psycopg2.extras import execute_values

    names = list(invented(size))
    copies = []
    chance = random.Random(2)
    for number in range(TWICE, size, TWICE):
        names[number] = misspelt(names[number - 1], chance)
        copies.append((number, number + 1))
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "UPDATE organizations_organization SET name = new.name"
            " FROM (VALUES %s) AS new (pk, name) WHERE id = new.pk",
            list(enumerate(names, start=1)),
            page_size=5_000,
        )
        # Copies tell of the same people.
        for relation in ("heritage", "residence"):
            cursor.execute(
                "DELETE FROM organizations_organizationplace WHERE relation = %s"
                " AND organization_id = ANY(%s)",
                [relation, [other for _, other in copies]],
            )
            cursor.execute(
                "INSERT INTO organizations_organizationplace (organization_id, place_id, relation)"
                " SELECT organization_id + 1, place_id, relation"
                " FROM organizations_organizationplace"
                " WHERE relation = %s AND organization_id = ANY(%s)",
                [relation, [one for one, _ in copies]],
            )
    vacuum()
    return copies


def invented(size: int) -> Iterator[str]:
    """Yield names: a word of their own, common words, a place; in changing order and company."""
    from bench.directory_data import SYLLABLES, vocabulary

    data = json.loads(WORDS.read_text(encoding="utf-8"))
    common = [word for words in data["generic"].values() for word in words.split()]
    places = [word for words in data["places"].values() for word in words.split()]
    stems = vocabulary()
    chance = random.Random(1)

    def own() -> str:
        return chance.choice(stems) + chance.choice(SYLLABLES)

    for _ in range(size):
        words = [own(), chance.choice(common)]
        if chance.random() < 0.5:
            words.append(chance.choice(common))
        if chance.random() < 0.5:
            words.append(chance.choice(places))
        if chance.random() < 0.3:
            words.append(own())
        chance.shuffle(words)
        yield " ".join(words).title()


def misspelt(name: str, chance: random.Random) -> str:
    """Return `name` with one letter dropped, doubled or exchanged, past its first two."""
    at = chance.randrange(2, len(name))
    kind = chance.randrange(3)
    return name[:at] + ("", name[at] * 2, chance.choice("aeiou"))[kind] + name[at + 1 :]


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def timed(work: Any, *arguments: Any) -> float:
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def milliseconds(name: str, times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        f"{name}_median_ms": round(statistics.median(ordered) * 1000, 1),
        f"{name}_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


if __name__ == "__main__":
    raise SystemExit(main())
