"""A synthetic directory of any size, skewed like a real one, written with COPY.

Not for show: names are made of invented words. Everything is drawn from the seed.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from numpy.random import Generator

from organizations import codebook
from organizations.models import Generation, Language, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.search.documents import COLUMNS, STEMMERS, write_from

CHUNK = 20_000
SYLLABLES = [
    "ba",
    "ko",
    "mi",
    "ra",
    "te",
    "lu",
    "sha",
    "ne",
    "du",
    "pi",
    "gor",
    "wel",
    "zan",
    "fi",
    "mou",
]
LANGUAGES, LANGUAGE_SHARES = ["en", "fr", "es", "ar", "pt"], [0.5, 0.2, 0.15, 0.1, 0.05]
KINDS, KIND_SHARES = ["grassroots", "formal", "network"], [0.6, 0.28, 0.12]
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = (
    "organizations_organizationsector",
    "organizations_organizationplace",
    "organizations_organizationgeneration",
    "organizations_organizationsupport",
    "organizations_organization_roles",
    "organizations_organization_languages",
    "organizations_organizationdescription",
    "organizations_searchdocument",
    "organizations_organization",
)


def vocabulary(size: int = 20_000) -> list[str]:
    """Return invented words; the first ones are the common ones."""
    chance = np.random.default_rng(0)
    words: dict[str, None] = {}
    while len(words) < size:
        parts = chance.choice(SYLLABLES, size=chance.integers(2, 5))
        words["".join(parts)] = None
    return list(words)


def zipf(chance: Generator, size: int, of: int, exponent: float = 1.0) -> np.ndarray:
    """Draw `size` ranks below `of`, the lower the likelier."""
    weights = 1.0 / np.arange(1, of + 1) ** exponent
    return chance.choice(of, size=size, p=weights / weights.sum())


class Directory:
    """Fills the tables of the directory with `size` published listings."""

    def __init__(self, size: int, seed: int = 1, *, office_words: int = 0) -> None:
        self.size = size
        # How many more words formal organizations have in their texts, and half as many in names.
        self.office_words = office_words
        self.chance = np.random.default_rng(seed)
        self.words = vocabulary()
        self.countries = [p.pk for p in codebook.countries()]
        self.chance.shuffle(self.countries)
        self.sectors = [s.pk for s in codebook.entries(Sector).values() if s.parent_id]
        self.supports = list(codebook.entries(SupportType))
        self.generations = list(codebook.entries(Generation))
        self.roles = list(codebook.entries(Role))
        self.spoken = list(codebook.entries(Language))

    def fill(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
            cursor.execute("DROP TABLE IF EXISTS staged")
            columns = ", ".join(
                f"{name} {kind}"
                for name, kind in zip(
                    COLUMNS,
                    [
                        "bigint",
                        "boolean",
                        "text[]",
                        "text",
                        "text",
                        *["text"] * len(STEMMERS),
                        "text",
                        "timestamptz",
                        "timestamptz",
                    ],
                    strict=True,
                )
            )
            cursor.execute(f"CREATE UNLOGGED TABLE staged ({columns})")
            for start in range(1, self.size + 1, CHUNK):
                self._chunk(cursor, range(start, min(start + CHUNK, self.size + 1)))
            cursor.execute(write_from("SELECT * FROM staged"))
            cursor.execute(
                "INSERT INTO organizations_searchword SELECT unnest(%s::text[])"
                " ON CONFLICT DO NOTHING",
                [[word for word in self.words if len(word) > 3]],
            )
            cursor.execute("DROP TABLE staged")
            # As a database that has been running is: without it the first writes pay for the fill.
            cursor.execute("VACUUM ANALYZE")

    def _chunk(self, cursor: object, numbers: range) -> None:
        many = len(numbers)
        draw = self._drawn
        heritage, residence = draw(many, self.countries, 2), draw(many, self.countries, 2)
        works_in = draw(many, self.countries, 1, chance_of_none=0.6)
        sectors = draw(many, self.sectors, 3, exponent=0.6)
        offers, needs = draw(many, self.supports, 3, 0.5), draw(many, self.supports, 3, 0.5)
        generations = draw(many, self.generations, 2, 0.5)
        roles, spoken = draw(many, self.roles, 2, 0.5), draw(many, self.spoken, 2)
        kinds = self.chance.choice(KINDS, size=many, p=KIND_SHARES)
        languages = self.chance.choice(LANGUAGES, size=many, p=LANGUAGE_SHARES)
        public = self.chance.random(many) < 0.92
        led = self.chance.random((many, 2)) < (0.25, 0.35)
        in_names, in_texts = 3 + self.office_words // 2, 22 + self.office_words
        names = zipf(self.chance, many * in_names, len(self.words), 0.8).reshape(many, in_names)
        texts = zipf(self.chance, many * in_texts, len(self.words)).reshape(many, in_texts)
        rows: dict[str, list[str]] = {name: [] for name in TABLES}
        staged: list[str] = []
        for at, number in enumerate(numbers):
            more = self.office_words if kinds[at] != "grassroots" else 0
            name = " ".join(self.words[w] for w in names[at][: 3 + more // 2])
            text = " ".join(self.words[w] for w in texts[at][: 22 + more])
            when = (EPOCH + timedelta(minutes=number)).isoformat()
            audience = "public" if public[at] else "members"
            yes = ["t" if flag else "\\N" for flag in led[at]]
            rows["organizations_organization"].append(
                "\t".join(
                    [
                        str(number),
                        f"00000000-0000-0000-0000-{number:012x}",
                        f"group-{number}",
                        "published",
                        name.title(),
                        "",
                        kinds[at],
                        "none",
                        yes[0],
                        yes[1],
                        audience,
                        "{}",
                        "t",
                        "f",
                        "self",
                        "",
                        when,
                        when,
                        when,
                        "",
                        "",
                        "",
                        "",
                    ]
                )
            )
            links: list[tuple[str, str, Sequence[str]]] = [
                ("sector", "sector", sectors[at]),
                ("heritage", "place", heritage[at]),
                ("residence", "place", residence[at]),
                ("works_in", "place", works_in[at]),
                ("offers", "support", offers[at]),
                ("needs", "support", needs[at]),
                ("made_of", "generation", generations[at]),
            ]
            for relation, table, codes in links:
                for code in codes:
                    row = f"{number}\t{code}" if table != "sector" else f"{number}\t{code}\tt"
                    if table in ("place", "support", "generation"):
                        row += f"\t{relation}"
                    rows[f"organizations_organization{table}"].append(row)
            rows["organizations_organization_roles"] += [f"{number}\t{c}" for c in roles[at]]
            rows["organizations_organization_languages"] += [f"{number}\t{c}" for c in spoken[at]]
            rows["organizations_organizationdescription"].append(
                f"{number}\t{languages[at]}\t{text}"
            )
            tokens = {
                f"audience:{audience}",
                f"kind:{kinds[at]}",
                "legal_status:none",
                *(["leadership:youth"] if led[at][0] else []),
                *(["leadership:women"] if led[at][1] else []),
                *_up("sector", Sector, sectors[at]),
                *_up("heritage", Place, heritage[at]),
                *_up("residence", Place, residence[at]),
                *_up("works_in", Place, works_in[at]),
                *(f"generation:{c}" for c in generations[at]),
                *(f"offers:{c}" for c in offers[at]),
                *(f"needs:{c}" for c in needs[at]),
                *(f"role:{c}" for c in roles[at]),
                *(f"language:{c}" for c in spoken[at]),
            }
            by_stemmer = [
                text if LANGUAGES[i] == languages[at] else "" for i in range(len(STEMMERS))
            ]
            staged.append(
                "\t".join(
                    [
                        str(number),
                        "t",
                        "{" + ",".join(f'"{t}"' for t in tokens) + "}",
                        name,
                        text,
                        *by_stemmer,
                        name,
                        when,
                        when,
                    ]
                )
            )
        self._copy(cursor, "staged", COLUMNS, staged)
        for table, columns in _COPIED.items():
            self._copy(cursor, table, columns, rows[table])

    def _drawn(
        self,
        many: int,
        codes: Sequence[str],
        most: int,
        exponent: float = 1.0,
        chance_of_none: float = 0.0,
    ) -> list[list[str]]:
        ranks = zipf(self.chance, many * most, len(codes), exponent).reshape(many, most)
        sizes = self.chance.integers(1, most + 1, size=many)
        sizes[self.chance.random(many) < chance_of_none] = 0
        return [
            [codes[r] for r in dict.fromkeys(row[:size])]
            for row, size in zip(ranks.tolist(), sizes.tolist(), strict=True)
        ]

    @staticmethod
    def _copy(cursor: object, table: str, columns: Sequence[str], rows: list[str]) -> None:
        body = io.StringIO("\n".join(rows) + "\n" if rows else "")
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", body)  # type: ignore[attr-defined]


_COPIED: dict[str, list[str]] = {
    "organizations_organization": [
        "id",
        "uuid",
        "slug",
        "status",
        "name",
        "name_language",
        "kind",
        "legal_status",
        "is_youth_led",
        "is_women_led",
        "audience",
        "hidden_from",
        "is_open_to_matching",
        "matches_heritage_state",
        "source",
        "source_citation",
        "published_at",
        "created_at",
        "updated_at",
        "website",
        "logo",
        "size_band",
        "budget_band",
    ],
    "organizations_organizationsector": ["organization_id", "sector_id", "is_primary"],
    "organizations_organizationplace": ["organization_id", "place_id", "relation"],
    "organizations_organizationgeneration": ["organization_id", "generation_id", "relation"],
    "organizations_organizationsupport": ["organization_id", "support_type_id", "direction"],
    "organizations_organization_roles": ["organization_id", "role_id"],
    "organizations_organization_languages": ["organization_id", "language_id"],
    "organizations_organizationdescription": ["organization_id", "language_id", "text"],
}


def _up(facet: str, model: type[CodeList], codes: Sequence[str]) -> Iterator[str]:
    entries: dict[str, Any] = codebook.entries(model)
    for code in codes:
        step = code
        while step:
            yield f"{facet}:{step}"
            step = entries[step].parent_id
