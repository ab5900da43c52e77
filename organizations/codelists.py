"""The code lists, from the files in organizations/data to the database."""

from typing import Any

from django.db import transaction

from organizations import codebook
from organizations.data.files import read_json
from organizations.models.codelists import (
    CodeList,
    Generation,
    Language,
    Place,
    Role,
    Sector,
    SupportType,
)

# What each list's codes are: a standard's where there is one, else our own.
ISO, M49, BCP47, OWN = "ISO 3166-1", "UN M49", "BCP 47", "GDVE"

FILES: dict[type[CodeList], str] = {
    Place: "places.json",
    Sector: "sectors.json",
    Role: "roles.json",
    Generation: "generations.json",
    SupportType: "support_types.json",
    Language: "languages.json",
}


def read_rows(model: type[CodeList]) -> list[dict[str, Any]]:
    """Return the list as its file has it, ready for the model; a parent precedes its children."""
    return [
        {**row, "vocabulary": _vocabulary(model, row), "position": position}
        for position, row in enumerate(read_json(FILES[model]))
    ]


@transaction.atomic
def load_codelists() -> int:
    """Write every list to the database and return how many entries there are.

    May run any number of times: an entry that is there gets the file's texts. One that has left
    the files stays, because listings may point to it.
    """
    loaded = 0
    for model in FILES:
        rows = read_rows(model)
        model._default_manager.bulk_create(
            [model(**_columns(row)) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[name for name in rows[0] if name != "code"],
        )
        loaded += len(rows)
    # Only once the rows are there for all: a reader in between would keep the old ones.
    transaction.on_commit(codebook.forget)
    return loaded


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    """The file names a parent by its code, which is its key."""
    return {"parent_id" if name == "parent" else name: value for name, value in row.items()}


def _vocabulary(model: type[CodeList], row: dict[str, Any]) -> str:
    if model is Place:
        return ISO if row["level"] == Place.Level.COUNTRY else M49
    return BCP47 if model is Language else OWN
