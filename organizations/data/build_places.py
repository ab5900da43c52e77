"""Write places.json: the M49 tree, its countries and areas, their names and other names.

`python -m organizations.data.build_places`. The same inputs (countries_m49.csv,
place_names.json and the installed Babel) always give the same file.
"""

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from organizations.data.files import (
    LANGUAGES,
    Row,
    english_order,
    read_csv,
    read_json,
    write_json,
)

# Other names come from what large diasporas read and write, beside each country's own languages.
ALIAS_LOCALES = (
    *LANGUAGES, "pt_PT", "de", "it", "nl", "el", "tr", "vi", "so", "sw", "ru", "uk", "he", "fa",
    "ur", "hi", "bn", "ne", "ta", "am", "ti", "zh", "zh_Hant", "ja", "ko",
)  # fmt: skip
WORLD = "001"
LEVELS = ("region", "subregion", "intermediate")


def build() -> list[Row]:
    """Return the rows in tree order, siblings by their English label."""
    names = read_json("place_names.json")
    source = read_csv("countries_m49.csv")
    rows = [*_regions(source, names), *_countries(source, names)]
    return [{**row, "aliases": _aliases(row, names)} for row in _tree_order(rows)]


def _regions(source: list[dict[str, str]], names: Row) -> Iterator[Row]:
    """The world, and every M49 group that some country belongs to."""
    yield _row(WORLD, "world", None, WORLD, "", names["regions"][WORLD])
    seen: set[str] = set()
    for country in source:
        parent = WORLD
        for level, code in _groups(country):
            if code not in seen:
                seen.add(code)
                yield _row(code, level, parent, code, "", names["regions"][code])
            parent = code


def _countries(source: list[dict[str, str]], names: Row) -> Iterator[Row]:
    portuguese = Locale.parse("pt").territories
    for country in source:
        code = country["iso2"]
        labels = {lang: country[f"name_{lang}"] for lang in LANGUAGES if lang != "pt"}
        labels["pt"] = portuguese[code]
        labels |= names["labels"].get(code, {})
        groups = [WORLD, *(group for _, group in _groups(country))]
        yield _row(code, "country", groups[-1], country["m49"], country["iso3"], labels)


def _groups(country: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The M49 groups of a country, widest first; the source has lost their leading zeros."""
    for level in LEVELS:
        if code := country[f"{level}_m49"]:
            yield level, code.zfill(3)


def _row(
    code: str, level: str, parent: str | None, m49: str, iso3: str, labels: dict[str, str]
) -> Row:
    return {
        "code": code,
        "level": level,
        "parent": parent,
        "m49": m49.zfill(3),
        "iso3": iso3,
        # One apostrophe throughout: the source mixes two.
        "labels": {lang: labels[lang].strip().replace("'", "’") for lang in LANGUAGES},
    }


def _tree_order(rows: list[Row], parent: str | None = None) -> Iterator[Row]:
    children = [row for row in rows if row["parent"] == parent]
    for row in sorted(children, key=english_order):
        yield row
        yield from _tree_order(rows, row["code"])


def _aliases(row: Row, names: Row) -> list[str]:
    """Names beside the labels, each once: ours, the alpha-3 code, and those of CLDR."""
    code = row["code"]
    candidates = [*names["aliases"].get(code, []), row["iso3"]]
    if code not in names["without_cldr"]:
        candidates += _cldr_names(code)
    known = {label.casefold() for label in row["labels"].values()}
    aliases: dict[str, str] = {}
    for name in map(str.strip, candidates):
        if name and name.casefold() not in known:
            aliases.setdefault(name.casefold(), name)
    return [aliases[key] for key in sorted(aliases)]


def _cldr_names(code: str) -> Iterator[str]:
    own = get_official_languages(code, regional=True, de_facto=True) if code.isalpha() else ()
    for tag in (*ALIAS_LOCALES, *own):
        try:
            name = Locale.parse(tag).territories.get(code)
        except UnknownLocaleError:
            continue  # an official language that CLDR has no names in
        if name and name != code:
            yield name


if __name__ == "__main__":
    write_json("places.json", build())
