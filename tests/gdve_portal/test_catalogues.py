"""Translations are compiled when, and only when, their text is newer."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from gdve_portal.catalogues import compile_stale_catalogues

ARABIC = """
#, fuzzy
msgid ""
msgstr ""
"Language: \\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
"n%100>=11 && n%100<=99 ? 4 : 5;\\n"

msgid "%(n)s group"
msgid_plural "%(n)s groups"
msgstr[0] "zero"
msgstr[1] "one"
msgstr[2] "two"
msgstr[3] "few"
msgstr[4] "many"
msgstr[5] "غيرها"

msgid "%(n)s partner"
msgid_plural "%(n)s partners"
msgstr[0] ""
msgstr[1] ""

#, fuzzy
msgid "Partner"
msgstr "a guess"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "ar" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(ARABIC)
    return path


def test_a_new_catalogue_is_compiled_without_guesses(catalogue: Path) -> None:
    target = catalogue.with_suffix(".mo")
    assert compile_stale_catalogues(catalogue.parents[2]) == [target]
    with target.open("rb") as binary:
        translations = gettext.GNUTranslations(binary)
    numbers = [
        translations.ngettext("%(n)s group", "%(n)s groups", n) for n in (0, 1, 2, 5, 11, 100)
    ]
    assert numbers == ["zero", "one", "two", "few", "many", "غيرها"]
    assert "partner" not in str(translations._catalog)  # type: ignore[attr-defined]
    assert translations.gettext("Partner") == "Partner"


def test_only_a_newer_text_is_compiled_again(catalogue: Path) -> None:
    compile_stale_catalogues(catalogue.parents[2])
    assert compile_stale_catalogues(catalogue.parents[2]) == []
    target = catalogue.with_suffix(".mo")
    os.utime(catalogue, (target.stat().st_atime + 10, target.stat().st_mtime + 10))
    assert compile_stale_catalogues(catalogue.parents[2]) == [target]


def test_a_broken_text_leaves_the_compiled_one(catalogue: Path) -> None:
    compile_stale_catalogues(catalogue.parents[2])
    target = catalogue.with_suffix(".mo")
    before = target.read_bytes()
    catalogue.write_text(ARABIC + 'msgid "Group"\nnonsense\n')
    os.utime(catalogue, (target.stat().st_atime + 10, target.stat().st_mtime + 10))
    with pytest.raises(PoFileError):
        compile_stale_catalogues(catalogue.parents[2])
    assert target.read_bytes() == before
    assert sorted(path.name for path in catalogue.parent.iterdir()) == ["django.mo", "django.po"]
