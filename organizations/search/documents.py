"""From listings to search documents, in the transaction that changes the listing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from anyascii import anyascii
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from psycopg2.extras import execute_values

from organizations import codebook
from organizations.enums import Status
from organizations.models import Organization, Place, SearchDocument, Sector
from organizations.models.codelists import CodeList
from organizations.search.normalize import fold
from organizations.search.vocabulary import learn

# PostgreSQL's stemmers for the languages of the interface; any other text is taken as it is.
STEMMERS = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "ar": "arabic",
}
BATCH = 1_000

COLUMNS = [
    "organization_id",
    "is_listed",
    "tokens",
    "names",
    "texts",
    *STEMMERS.values(),
    "sort_name",
    "published_at",
    "confirmed_at",
]
_CASTS = [
    "bigint",
    "boolean",
    "text[]",
    "text",
    "text",
    *["text"] * len(STEMMERS),
    "text",
    "timestamptz",
    "timestamptz",
]
_ROW = "(" + ", ".join(f"%s::{cast}" for cast in _CASTS) + ")"
# Names are stemmed in every language, since theirs is seldom known; texts in their own. The plain
# words stand beside the stems, so that a phrase is found to the letter.
_WRITE = f"""
INSERT INTO organizations_searchdocument
    (organization_id, is_listed, tokens, name_words, text, sort_name, published_at, confirmed_at,
     changed_in)
SELECT organization_id, is_listed, tokens,
    tsvector_to_array(to_tsvector('simple', names)
        {"".join(f" || to_tsvector('{stemmer}', names)" for stemmer in STEMMERS.values())}),
    setweight(to_tsvector('simple', names), 'A') || to_tsvector('simple', texts)
        {"".join(f" || to_tsvector('{stemmer}', {stemmer})" for stemmer in STEMMERS.values())},
    sort_name, published_at, confirmed_at, pg_current_xact_id()::text::bigint
FROM (%(source)s) AS listing ({", ".join(COLUMNS)})
ON CONFLICT (organization_id) DO UPDATE SET
    is_listed = excluded.is_listed, tokens = excluded.tokens, name_words = excluded.name_words,
    text = excluded.text, sort_name = excluded.sort_name, published_at = excluded.published_at,
    confirmed_at = excluded.confirmed_at, changed_in = excluded.changed_in
"""  # noqa: S608 - the stemmers are our own constants


def write_from(source: str) -> str:
    """Return the statement that writes documents from `source`, a query that yields COLUMNS."""
    return _WRITE.replace("%(source)s", source)


def refresh(organization_ids: Iterable[int]) -> int:
    """Write the documents of these listings anew; return how many there were."""
    ids = iter(organization_ids)
    written = 0
    while batch := list(islice(ids, BATCH)):
        listings = (
            Organization.objects.filter(pk__in=batch)
            .with_tags()
            .prefetch_related("names", "descriptions")
        )
        written += _write([_row(listing) for listing in listings])
    return written


def forget(organization_id: int) -> None:
    """Empty the document of a listing that was deleted; nothing of it stays but that it left."""
    SearchDocument.objects.filter(pk=organization_id).update(
        is_listed=False,
        tokens=[],
        name_words=[],
        text=None,
        sort_name="",
        published_at=None,
        confirmed_at=None,
        changed_in=RawSQL("pg_current_xact_id()::text::bigint", ()),
    )


def refresh_all() -> int:
    """Write every document anew, batch by batch."""
    return refresh(Organization.objects.order_by("pk").values_list("pk", flat=True).iterator())


@transaction.atomic
def _write(rows: list[dict[str, Any]]) -> int:
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            write_from("VALUES %s"),
            [[row[name] for name in COLUMNS] for row in rows],
            template=_ROW,
            page_size=BATCH,
        )
    learn(f"{row['names']} {row['texts']}" for row in rows if row["is_listed"])
    return len(rows)


def _row(listing: Organization) -> dict[str, Any]:
    """Return the columns of a listing that carries `with_tags`, its names and descriptions."""
    names = [listing.name, *(row.name for row in listing.names.all())]
    spellings = dict.fromkeys(
        spelling for name in names for spelling in (fold(name), fold(anyascii(name)))
    )
    texts: dict[str, list[str]] = defaultdict(list)
    for row in listing.descriptions.all():
        texts[STEMMERS.get(row.language_id, "")].append(fold(row.text))
    return {
        "organization_id": listing.pk,
        "is_listed": listing.status == Status.PUBLISHED,
        "tokens": sorted(set(tokens(listing))),
        "names": "\n".join(spellings),
        "texts": "\n".join(text for group in texts.values() for text in group),
        **{stemmer: "\n".join(texts[stemmer]) for stemmer in STEMMERS.values()},
        "sort_name": fold(listing.name)[:200],
        "published_at": listing.published_at,
        "confirmed_at": listing.last_confirmed_at,
    }


def tokens(listing: Organization) -> Iterator[str]:
    """Yield the listing's facet values, wider places and sectors included, and its audience."""
    yield f"audience:{listing.audience}"
    yield from (f"hidden_from:{code}" for code in listing.hidden_from)
    if listing.kind:
        yield f"kind:{listing.kind}"
    if listing.legal_status:
        yield f"legal_status:{listing.legal_status}"
    yield f"level:{listing.trust_level}"
    for flag in ("youth", "women", "refugee"):
        if getattr(listing, f"is_{flag}_led"):
            yield f"leadership:{flag}"
    sectors = [*listing.primary_sector_codes, *listing.secondary_sector_codes]
    yield from _with_ancestors("sector", Sector, sectors)
    yield from _with_ancestors("heritage", Place, listing.heritage_codes)
    yield from _with_ancestors("residence", Place, listing.residence_codes)
    yield from _with_ancestors("works_in", Place, listing.works_in_codes)
    for facet, codes in (
        ("generation", [*listing.made_of_codes, *listing.serves_codes]),
        ("offers", listing.offer_codes),
        ("needs", listing.need_codes),
        ("role", listing.role_codes),
        ("language", listing.language_codes),
    ):
        yield from (f"{facet}:{code}" for code in codes)


def _with_ancestors(facet: str, model: type[CodeList], codes: Iterable[str]) -> Iterator[str]:
    entries: dict[str, Any] = codebook.entries(model)
    for code in codes:
        step: str | None = code
        while step:
            yield f"{facet}:{step}"
            step = entries[step].parent_id if step in entries else None
