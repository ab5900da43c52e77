"""Texts of the archive in templates."""

from datetime import datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from organizations.models.codelists import in_readers_language

register = template.Library()


@register.filter
def translated(texts: dict[str, str]) -> SafeString:
    """The text in the reader's language; English, marked as such, where there is none."""
    text = in_readers_language(texts)
    text = conditional_escape(text[:1].upper() + text[1:])
    if text and not texts.get(get_language() or "en"):
        return format_html('<span lang="en" dir="ltr">{}</span>', text)
    return text


@register.filter
def in_words(texts: dict[str, str]) -> str:
    """The text in the reader's language, else in English: for letters, which have no markup."""
    return in_readers_language(texts)


@register.filter
def moment(written: str) -> datetime:
    """The instant that a letter's facts hold as text."""
    return datetime.fromisoformat(written)
