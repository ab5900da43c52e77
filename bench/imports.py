"""How long does a file of listings take, from the first look to the last row?

A file of new listings with every tag is checked and written as the worker does it, taken out
again, changed and brought back. The reference writes the same listings the plain way: each row,
each tag and each search document by itself, on a sample of the rows.

    python -m bench.imports --rows 5000 --json
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from typing import Any

from gdve_portal.local_services import throwaway_services

SAMPLE = 200


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        small, figures = run(max(options.rows // 10, 1)), run(options.rows)
    figures["growth"] = round(figures["seconds"] / small["seconds"], 2)
    sys.stderr.write(json.dumps(figures, indent=1) + "\n")
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(rows: int) -> dict[str, Any]:
    from accounts.models import User
    from organizations.actions import imports
    from organizations.codelists import load_codelists
    from organizations.models import ListingImport, Organization
    from organizations.tables.columns import known, names_for
    from organizations.tables.files import csv_parts
    from organizations.tables.plan import with_all

    load_codelists()
    staff = User.objects.filter(email="staff@example.org").first()
    staff = staff or User.objects.create_superuser("staff@example.org")
    header, lines = table(rows)

    def bring_in(header: list[str], lines: list[list[str]]) -> tuple[float, float]:
        started = time.perf_counter()
        found = imports.start_import(
            file_name="bench.csv",
            content=b"".join(csv_parts(header, lines)),
            citation="Invented",
            by=staff,
        )
        imports.check(found.pk)
        found.refresh_from_db()
        checked = time.perf_counter()
        imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)
        imports.write(found.pk)
        state = ListingImport.objects.get(pk=found.pk).state
        if state != "done":
            raise RuntimeError(state)
        return checked - started, time.perf_counter() - checked

    new = bring_in(header, lines)
    columns = known(names_for(["en"]))
    mine = with_all(Organization.objects.order_by("-pk"))[:rows]
    out = [[column.write(column.value(one)) for column in columns.values()] for one in mine]
    for line in out:
        line[list(columns).index("name")] += " again"
    changed = bring_in(list(columns), out)
    seconds = sum(new)
    each = plain_way(lines[:SAMPLE])
    return {
        "rows": rows,
        "seconds": round(seconds, 2),
        "check_new_seconds": round(new[0], 2),
        "write_new_seconds": round(new[1], 2),
        "check_changed_seconds": round(changed[0], 2),
        "write_changed_seconds": round(changed[1], 2),
        "ratio_to_reference": round(each * rows / seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024,
    }


HEADER = [
    *("name", "kind", "heritage", "residence", "works_in", "primary_sectors"),
    *("offers", "needs", "languages", "contacts", "description_en"),
]


def table(rows: int) -> tuple[list[str], list[list[str]]]:
    countries = ["SN", "GM", "KE", "SO", "ET", "VE", "PH", "LB"]
    return HEADER, [
        [
            f"Circle {number}",
            "grassroots",
            f"{countries[number % 8]}; {countries[(number + 3) % 8]}",
            "IT; FR",
            countries[number % 8],
            "education; health",
            "mentoring; volunteers",
            "funding",
            "en; fr",
            f"email | circle{number}@example.org |  | iom",
            "We meet on Sundays and help newcomers with school and papers. " * 3,
        ]
        for number in range(rows)
    ]


def plain_way(lines: list[list[str]]) -> float:
    """Return the seconds a row takes when everything is written by itself."""
    from organizations.actions.registration import new_slug
    from organizations.enums import ContactKind, Direction, PlaceRelation
    from organizations.models import Language, Organization
    from organizations.search.documents import refresh

    started = time.perf_counter()
    for line in lines:
        cells = dict(zip(HEADER, line, strict=True))
        listing = Organization.objects.create(
            name=cells["name"], slug=new_slug(cells["name"]), kind=cells["kind"]
        )
        for relation in PlaceRelation:
            for code in cells[relation.value].split("; "):
                listing.place_links.create(place_id=code, relation=relation)
        for code in cells["primary_sectors"].split("; "):
            listing.sector_links.create(sector_id=code)
        for direction in Direction:
            for code in cells[direction.value].split("; "):
                listing.support_links.create(support_type_id=code, direction=direction)
        listing.languages.set(Language.objects.filter(pk__in=cells["languages"].split("; ")))
        listing.contacts.create(kind=ContactKind.EMAIL, value=cells["contacts"].split(" | ")[1])
        listing.descriptions.create(language_id="en", text=cells["description_en"])
        refresh([listing.pk])
    return (time.perf_counter() - started) / len(lines)


if __name__ == "__main__":
    raise SystemExit(main())
