"""Addresses of this portal for readers of another language, and for readers of an e-mail."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language_from_path, override


def in_language(url: str, language: str) -> str:
    """Return `url` with the prefix of `language`; unchanged where it exists in one form only."""
    written_in = get_language_from_path(urlsplit(url).path) or settings.LANGUAGE_CODE
    with override(written_in):
        return translate_url(url, language)


def absolute(path: str, language: str) -> str:
    """Return the whole address of `path`: from SITE_URL, never from a request's Host header."""
    return settings.SITE_URL.rstrip("/") + in_language(path, language)
