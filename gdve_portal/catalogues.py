"""Compile the translations with Babel: no gettext program is needed to run the portal."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_stale_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Every django.po that is newer than its django.mo; the new files are returned."""
    compiled = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
            compiled.append(target)
    return compiled


def _compile(source: Path, target: Path) -> None:
    language = source.parts[-3]
    with source.open("rb") as text:
        catalogue = read_po(text, locale=language, abort_invalid=True)
    # A new file's header says "Language: ", and a catalogue of no language has no plural forms.
    catalogue.locale = language
    for message in list(catalogue):
        # Babel would write the English forms, and hide those of a library's own catalogue.
        if message.pluralizable and not any(message.string or ()):
            catalogue.delete(message.id, message.context)
    # A reader must never meet half a file.
    partial = target.with_suffix(f".{os.getpid()}")
    with partial.open("wb") as binary:
        write_mo(binary, catalogue)
    partial.replace(target)


if __name__ == "__main__":
    try:
        for path in compile_stale_catalogues():
            sys.stdout.write(f"Compiled {path.parent.parent.name}\n")
    except PoFileError as error:
        sys.exit(f"{error}")
