"""What a run has scored: its listings as they were read, stored beside it.

Whoever works on the run reads them from here, so all see the same; a listing that has another time
of change by now is stale, and scored again.
"""

from collections.abc import Collection, Iterator
from hashlib import blake2b

import numpy as np
from django.db import connection

from organizations.models import Organization
from partnerships.copying import Columns, copy_rows
from partnerships.match_arrays import Ids
from partnerships.match_everyone import read_everyone
from partnerships.match_listings import (
    ORGANIZATION_COLUMNS,
    PARTNER_COLUMNS,
    read_organizations,
    read_partners,
    rows_of,
)
from partnerships.match_sides import FACTS, Side, country_words
from partnerships.matching.pool import FACETS, LISTING, Pool, ranges
from partnerships.matching.pool import Columns as PoolColumns
from partnerships.matching.profiles import Vocabulary
from partnerships.models import MatchRun, Partner, ScoredListing

TAG = np.dtype([("code", np.int16), ("halves", np.int8)])
SIDES = ("organization", "partner")
TABLES: tuple[type[Organization | Partner], ...] = (Organization, Partner)


def codes_of(vocabulary: Vocabulary) -> str:
    """Tells whether stored listings were written in these code lists, and in this layout."""
    written = repr((vocabulary.identity, _layout(vocabulary), TAG))
    return blake2b(written.encode(), digest_size=16).hexdigest()


def read_now(
    vocabulary: Vocabulary,
    organization_ids: Collection[int] | None = None,
    partner_ids: Collection[int] | None = None,
) -> tuple[Side, Side]:
    """The published organizations and the verified partners as they are; all, or those of these."""
    if organization_ids is None and partner_ids is None:
        return read_everyone(vocabulary)
    organizations, partners = Organization.objects.published(), Partner.objects.verified()
    if organization_ids is not None:
        organizations = organizations.filter(pk__in=organization_ids)
    if partner_ids is not None:
        partners = partners.filter(pk__in=partner_ids)
    return (
        read_organizations(rows_of(organizations, ORGANIZATION_COLUMNS), vocabulary),
        read_partners(rows_of(partners, PARTNER_COLUMNS), vocabulary),
    )


def mark(run: MatchRun, sides: tuple[Side, Side], vocabulary: Vocabulary) -> None:
    """Store what the run scores."""
    for name, side in zip(SIDES, sides, strict=True):
        copy_rows(ScoredListing, _parts(run, name, side, vocabulary))


def mark_again(
    run: MatchRun, sides: tuple[Side, Side], ids: tuple[Ids, Ids], vocabulary: Vocabulary
) -> None:
    """Store these listings anew, at the run's present edit; those that have left as empty rows."""
    for name, table, side, wanted in zip(SIDES, TABLES, sides, ids, strict=True):
        ScoredListing.objects.filter(run=run, **{f"{name}__in": wanted.tolist()}).delete()
        copy_rows(ScoredListing, _parts(run, name, side, vocabulary))
        gone = table._default_manager.filter(pk__in=np.setdiff1d(wanted, side.ids).tolist())
        ScoredListing.objects.bulk_create(
            ScoredListing(run=run, edit=run.edits, **{f"{name}_id": pk})
            for pk in gone.values_list("pk", flat=True)
        )


def marked(run: MatchRun, vocabulary: Vocabulary, *, since: int | None = None) -> tuple[Side, Side]:
    """The listings of a run; only those stored after the edit `since`, if it is given."""
    organizations, partners = (_read(run, name, vocabulary, since) for name in SIDES)
    return organizations, partners


def count_marked(run: MatchRun) -> tuple[int, int]:
    """How many organizations and partners are stored with a run, those that have left apart."""
    # All are counted in the index that holds them, and those that have left in a small one.
    stored, counts = ScoredListing.objects.filter(run=run), []
    for name in SIDES:
        mine = stored.filter(**{f"{name}__isnull": False})
        counts.append(mine.count() - mine.filter(edit__gt=0, listing=None).count())
    return counts[0], counts[1]


def left(run: MatchRun, *, since: int) -> tuple[Ids, Ids]:
    """The ids of all that were stored anew since, whether they are still there or not."""
    found = []
    for name in SIDES:
        ids = ScoredListing.objects.filter(run=run, edit__gt=since, **{f"{name}__isnull": False})
        found.append(np.array(sorted(ids.values_list(f"{name}_id", flat=True)), np.int64))
    return found[0], found[1]


def _layout(vocabulary: Vocabulary) -> np.dtype[np.void]:
    """One listing without its tags, which are of any number."""
    words = (country_words(vocabulary),)
    return np.dtype(
        [
            ("listing", LISTING),
            ("facts", FACTS),
            ("languages", np.uint64, (vocabulary.language_words,)),
            ("states", np.uint64, words),
            ("hidden_from", np.uint64, words),
            ("unmatched", np.uint64, words),
        ]
    )


def _parts(run: MatchRun, name: str, side: Side, vocabulary: Vocabulary) -> Iterator[Columns]:
    columns = side.pool.columns
    stored = np.zeros(len(side), _layout(vocabulary))
    stored["listing"], stored["facts"] = columns.listing, side.facts
    stored["languages"] = columns.languages
    for words in ("states", "hidden_from", "unmatched"):
        stored[words] = getattr(side, words)
    begins = columns.listing["sectors"].astype(np.int64)
    counts = columns.listing["end"].astype(np.int64) - begins
    for bound in (*FACETS, "end"):
        stored["listing"][bound] -= begins.astype(np.int32)
    for count in np.unique(counts).tolist():
        rows = np.flatnonzero(counts == count)
        positions, _ = ranges(begins[rows], counts[rows])
        tags = np.zeros(positions.size, TAG)
        tags["code"], tags["halves"] = columns.code[positions], columns.halves[positions]
        yield {
            "run_id": np.full(rows.size, run.pk, np.int64),
            f"{name}_id": side.ids[rows],
            "edit": np.full(rows.size, run.edits, np.int32),
            "changed_at": side.facts["changed_at"][rows],
            "listing": stored[rows].view(f"V{stored.itemsize}"),
            "tags": np.frombuffer(tags.tobytes(), f"V{count * TAG.itemsize}", rows.size)
            if count
            else np.zeros(rows.size, "V0"),
        }


def _read(run: MatchRun, name: str, vocabulary: Vocabulary, since: int | None) -> Side:
    """Two long values for all listings, which numpy takes as they are."""
    table = connection.ops.quote_name(ScoredListing._meta.db_table)
    newer = "" if since is None else "AND edit > %(since)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(listing, '' ORDER BY {name}_id),"  # noqa: S608 - names of ours
            f" string_agg(tags, '' ORDER BY {name}_id) FROM {table}"
            f" WHERE run_id = %(run)s AND {name}_id IS NOT NULL AND listing IS NOT NULL {newer}",
            {"run": run.pk, "since": since},
        )
        listings, tags = (bytes(value or b"") for value in cursor.fetchone())
    stored = np.frombuffer(listings, _layout(vocabulary))
    tag = np.frombuffer(tags, TAG)
    listing = np.array(stored["listing"])
    begins = np.concatenate(([0], np.cumsum(listing["end"])))[:-1].astype(np.int32)
    for bound in (*FACETS, "end"):
        listing[bound] += begins
    columns = PoolColumns(
        listing, np.array(tag["code"]), np.array(tag["halves"]), np.array(stored["languages"])
    )
    facts = np.array(stored["facts"])
    sign = -1 if name == "partner" else 1
    return Side(
        Pool(vocabulary, sign * facts["id"], columns),
        facts,
        *(np.array(stored[words]) for words in ("states", "hidden_from", "unmatched")),
    )
