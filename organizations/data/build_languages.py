"""Write languages.json: working languages by BCP 47 tag, their names and their own name.

`python -m organizations.data.build_languages`. The same inputs (language_names.json and the
installed Babel) always give the same file.
"""

from babel import Locale, UnknownLocaleError

from organizations.data.files import LANGUAGES, Row, english_order, read_json, write_json


def build() -> list[Row]:
    """Return the languages most asked for first, sign languages last, else by English label."""
    names = read_json("language_names.json")
    first, others, sign = (
        [_row(tag, names) for tag in names[part]] for part in ("first", "others", "sign")
    )
    # International Sign stays before the national sign languages.
    return [*first, *sorted(others, key=english_order), *sign]


def _row(tag: str, names: Row) -> Row:
    cldr = names["cldr"].get(tag, tag)
    ours = names["labels"].get(tag, {})
    labels = {lang: ours.get(lang) or Locale.parse(lang).languages[cldr] for lang in LANGUAGES}
    return {
        "code": tag,
        "labels": {lang: _capital(label.strip()) for lang, label in labels.items()},
        "autonym": names["autonyms"].get(tag) or _own_name(tag),
    }


def _own_name(tag: str) -> str:
    """The language's name in itself, or "" where CLDR has none."""
    try:
        name = Locale.parse(tag).languages.get(tag, "").strip()
    except UnknownLocaleError:
        return ""
    # "isiZulu" has its capital where its speakers want it.
    return _capital(name) if name.islower() else name


def _capital(name: str) -> str:
    """Titlecase the first letter, since a label stands alone (Georgian has no titlecase)."""
    return name[:1].title() + name[1:]


if __name__ == "__main__":
    write_json("languages.json", build())
