"""Every text of the interface in every language, whole, with its placeholders in place."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[a-z]+[^>]*>|</[a-z]+>|\{\w*\}")
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
# One, two and none may be said in a word.
PLURAL_FORMS = {"fr": 2, "es": 2, "pt": 2, "ar": 6}


def catalogue(language: str) -> Catalog:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_doubtful(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert len(messages) > 1_000
    assert [m.id for m in messages if not all(texts(m))] == []
    assert [m.id for m in messages if m.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(PLACEHOLDER.findall(sources[-1]))
        for text in texts(message):
            found = set(PLACEHOLDER.findall(text))
            if found - wanted or (len(sources) == 1 and found != wanted):
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_complete(language: str) -> None:
    for message in catalogue(language):
        if isinstance(message.id, tuple):
            assert len(texts(message)) == PLURAL_FORMS[language], message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_catalogues_are_of_one_size(language: str) -> None:
    ids = {message.id for message in catalogue(language) if message.id}
    assert ids == {message.id for message in catalogue("ar") if message.id}
