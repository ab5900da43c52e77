"""Texts in several languages."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from sessions_archive.models import Edition
from sessions_archive.templatetags.archive import translated
from sessions_archive.translations import TranslationsFormField, validate_translations


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ("text", "invalid"),
        ({"en": 3}, "invalid"),
        ({"en": "a", "xx": "b"}, "unknown_language"),
        ({"fr": "a"}, "english_missing"),
        ({"en": "  "}, "english_missing"),
        ({"en": "a", "ar": "b" * 1001}, "too_long"),
    ],
)
def test_refused(texts: object, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_translations(texts)
    assert refused.value.code == code


def test_accepted() -> None:
    validate_translations({"en": "a", "ar": "ب"})


def test_form_field_cleans_and_leaves_out_what_is_empty() -> None:
    field = TranslationsFormField()
    # In the order of LANGUAGES: en, fr, es, ar, pt.
    assert field.clean([" A\n b\u202e", "", "C", "", ""]) == {"en": "A b", "es": "C"}


@pytest.mark.parametrize("data", [["", "Un", "", "", ""], ["", "", "", "", ""]])
def test_form_field_needs_english(data: list[str]) -> None:
    with pytest.raises(ValidationError):
        TranslationsFormField().clean(data)


def test_optional_form_field() -> None:
    field = TranslationsFormField(required=False)
    assert field.clean(["", "", "", "", ""]) == {}
    # The model's own check tells of the missing English text.
    assert field.clean(["", "Un", "", "", ""]) == {"fr": "Un"}
    with pytest.raises(ValidationError):
        Edition._meta.get_field("notes").clean({"fr": "Un"}, None)


def test_widget_shows_english_first_and_counts_the_others() -> None:
    html = TranslationsFormField().widget.render("t", {"en": "Hello", "ar": "مرحبا"}, {"id": "t"})
    assert "Translations: 1 of 4" in html
    assert html.index(">\nHello</textarea>") < html.index("<details>") < html.index("مرحبا")
    assert 'lang="ar" dir="rtl"' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("language", "texts", "html"),
    [
        ("en", {"en": "report <1>"}, "Report &lt;1&gt;"),
        ("fr", {"en": "report", "fr": "rapport"}, "Rapport"),
        ("ar", {"en": "report"}, '<span lang="en" dir="ltr">Report</span>'),
        ("ar", {}, ""),
    ],
)
def test_translated_filter(language: str, texts: dict[str, Any], html: str) -> None:
    with override(language):
        assert translated(texts) == html
