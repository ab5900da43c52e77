"""The fictional sample with what matching reads of it, written with COPY.

The same listings as `load_sample` draws: same ids of their own, same tags. Left out is what only
pages and curators read: texts, search documents, contacts, evidence, history, keys of duplicates.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from organizations.enums import Direction, GenerationRelation, PlaceRelation
from organizations.models import (
    Organization,
    OrganizationGeneration,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from organizations.sample.inventor import Draft, Inventor
from partnerships.models import Partner, PartnerPlace, PartnerSupport
from partnerships.sample import PartnerInventor

AT_ONCE = 10_000

Rows = dict[Any, list[models.Model]]


def fill(organizations: int, partners: int, seed: int) -> None:
    """Write both sides beside the real records, and make them known to the planner."""
    invent, draw = Inventor(seed), PartnerInventor(seed)
    groups, bodies = next_id(Organization), next_id(Partner)
    for start in range(0, organizations, AT_ONCE):
        rows: Rows = defaultdict(list)
        for number in range(start, min(start + AT_ONCE, organizations)):
            add_group(rows, groups + number, invent.listing(number))
        copy(rows)
    for start in range(0, partners, AT_ONCE):
        rows = defaultdict(list)
        for number in range(start, min(start + AT_ONCE, partners)):
            add_partner(rows, bodies + number, *draw.partner(number))
        copy(rows)
    with connection.cursor() as cursor:
        for model in (Organization, Partner):
            # The ids were given by hand.
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}",  # noqa: S608
                [table],
            )
        cursor.execute("VACUUM ANALYZE")


def next_id(model: type[models.Model]) -> int:
    highest: int | None = model._default_manager.aggregate(highest=models.Max("pk"))["highest"]
    return (highest or 0) + 1


def add_group(rows: Rows, pk: int, draft: Draft) -> None:
    rows[Organization].append(Organization(pk=pk, **draft.columns))
    own = {"organization_id": pk}
    for primary, codes in ((True, draft.primary_sectors), (False, draft.secondary_sectors)):
        rows[OrganizationSector] += [
            OrganizationSector(**own, sector_id=code, is_primary=primary) for code in codes
        ]
    for relation in PlaceRelation:
        rows[OrganizationPlace] += [
            OrganizationPlace(**own, place_id=code, relation=relation)
            for code in getattr(draft, relation)
        ]
    for generations in GenerationRelation:
        rows[OrganizationGeneration] += [
            OrganizationGeneration(**own, generation_id=code, relation=generations)
            for code in getattr(draft, generations)
        ]
    for direction in Direction:
        rows[OrganizationSupport] += [
            OrganizationSupport(**own, support_type_id=code, direction=direction)
            for code in getattr(draft, direction)
        ]
    link(rows, Organization.languages.through, own, "language_id", draft.languages)


def add_partner(rows: Rows, pk: int, columns: dict[str, Any], tags: dict[str, list[str]]) -> None:
    rows[Partner].append(Partner(pk=pk, **columns))
    own = {"partner_id": pk}
    for relation in PlaceRelation:
        rows[PartnerPlace] += [
            PartnerPlace(**own, place_id=code, relation=relation) for code in tags[relation]
        ]
    for direction in Direction:
        rows[PartnerSupport] += [
            PartnerSupport(**own, support_type_id=code, direction=direction)
            for code in tags[direction]
        ]
    link(rows, Partner.sectors.through, own, "sector_id", tags["sectors"])
    link(rows, Partner.generations.through, own, "generation_id", tags["generations"])
    link(rows, Partner.languages.through, own, "language_id", tags["languages"])


def link(rows: Rows, through: Any, own: dict[str, int], column: str, codes: Iterable[str]) -> None:
    rows[through] += [through(**own, **{column: code}) for code in codes]


def copy(rows: Rows) -> None:
    """Listings first, then what belongs to them."""
    for model, instances in rows.items():
        fields = [
            field
            for field in model._meta.concrete_fields
            if not field.generated and (field.attname != "id" or instances[0].pk)
        ]
        file = io.StringIO()
        writer = csv.writer(file)
        for one in instances:
            writer.writerow([told(field, one) for field in fields])
        file.seek(0)
        names = ", ".join(field.column for field in fields)
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {model._meta.db_table} ({names}) FROM STDIN WITH (FORMAT CSV, NULL '\\N')",
                file,
            )


def told(field: Any, one: models.Model) -> Any:
    value = field.get_db_prep_save(field.pre_save(one, True), connection)
    if value is None:
        return "\\N"
    return "{" + ",".join(value) + "}" if isinstance(value, list) else value
