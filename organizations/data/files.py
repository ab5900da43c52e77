"""How the files of this folder are read and written, and in which order their rows stand."""

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "fr", "es", "ar", "pt")

Row = dict[str, Any]


def english_order(row: Row) -> str:
    """The key that sorts rows by English label, accents aside: Åland before Denmark."""
    letters = unicodedata.normalize("NFKD", row["labels"]["en"])
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def read_json(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_json(name: str, rows: list[Row]) -> None:
    """Write one row a line, so that a change shows as one line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
