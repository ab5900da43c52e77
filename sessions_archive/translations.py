"""A short text in the interface languages: how it is stored, checked and typed in.

Stored as JSON, {"en": "…", "fr": "…"}; English is always there, as what every other language
falls back to.
"""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from organizations.validators import clean_text

MAX_LENGTH = 1_000
WHITE = re.compile(r"[ \t\r\n]+")


def validate_translations(texts: object) -> None:
    """Raise ValidationError unless `texts` maps interface languages to text, English included."""
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ValidationError(_("Enter one text a language."), code="invalid")
    unknown = sorted(set(texts) - {code for code, _name in settings.LANGUAGES})
    if unknown:
        raise ValidationError(
            _("“%(code)s” is not a language of this portal."),
            code="unknown_language",
            params={"code": unknown[0]},
        )
    if not texts.get("en", "").strip():
        raise ValidationError(_("Enter the English text."), code="english_missing")
    if any(len(text) > MAX_LENGTH for text in texts.values()):
        raise ValidationError(
            _("Use at most %(limit)d characters a language."),
            code="too_long",
            params={"limit": MAX_LENGTH},
        )


class TranslationsWidget(forms.MultiWidget):
    """English first; the other languages behind a disclosure."""

    template_name = "sessions_archive/widgets/translations.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {}
        for code, _name in settings.LANGUAGES:
            direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
            widgets[code] = forms.Textarea({"rows": 2, "lang": code, "dir": direction})
        super().__init__(widgets, attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        first, *others = context["widget"]["subwidgets"]
        for widget in (first, *others):
            widget["language"] = get_language_info(widget["attrs"]["lang"])["name_local"]
        context["widget"] |= {
            "english": first,
            "others": others,
            "translated": sum(bool(widget["value"]) for widget in others),
        }
        return context


class TranslationsFormField(forms.MultiValueField):
    """One text area a language; gives the mapping of the languages that were filled in."""

    widget = TranslationsWidget

    def __init__(self, *, required: bool = True, **options: Any) -> None:
        fields = [
            forms.CharField(required=required and code == "en", max_length=MAX_LENGTH)
            for code, _name in settings.LANGUAGES
        ]
        super().__init__(fields=fields, required=required, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        codes = [code for code, _name in settings.LANGUAGES]
        # These are single paragraphs: a line break in one came with the pasting. The space that
        # French sets before a colon is no such break, and stays.
        texts = {
            code: WHITE.sub(" ", clean_text(text))
            for code, text in zip(codes, data_list, strict=False)
        }
        return {code: text for code, text in texts.items() if text}


class TranslationsField(models.JSONField):
    """A text in the interface languages. Name it in the plural, beside a singular property."""

    default_validators = [validate_translations]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"default": dict, **options})

    def formfield(self, **options: Any) -> forms.Field:
        return TranslationsFormField(
            required=not self.blank, label=capfirst(self.verbose_name), help_text=self.help_text
        )


def has_english(field: str, *, name: str, required: bool = True) -> models.CheckConstraint:
    """The rule that `field` holds English text, or nothing at all where it is not `required`."""
    condition = models.Q(**{f"{field}__has_key": "en"})
    if not required:
        condition |= models.Q(**{field: {}})
    return models.CheckConstraint(condition=condition, name=name)
