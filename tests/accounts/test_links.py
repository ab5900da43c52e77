"""Addresses for other languages, and for e-mails."""

import pytest
from django.utils.translation import override

from accounts.links import absolute, in_language


@pytest.mark.parametrize(
    ("url", "language", "expected"),
    [
        ("/accounts/profile/", "ar", "/ar/accounts/profile/"),
        ("/ar/accounts/profile/", "en", "/accounts/profile/"),
        ("/fr/accounts/profile/", "es", "/es/accounts/profile/"),
        ("/accounts/login/?next=/x/#top", "fr", "/fr/accounts/login/?next=/x/#top"),
        ("/livez", "fr", "/livez"),
        ("/no/such/page/", "fr", "/no/such/page/"),
        ("//elsewhere.example/x", "fr", "//elsewhere.example/x"),
    ],
)
def test_in_language_changes_the_prefix_only(url: str, language: str, expected: str) -> None:
    assert in_language(url, language) == expected


def test_in_language_does_not_depend_on_the_language_spoken() -> None:
    with override("pt"):
        assert in_language("/fr/accounts/profile/", "ar") == "/ar/accounts/profile/"


@pytest.mark.parametrize("site_url", ["https://portal.example", "https://portal.example/"])
def test_absolute_starts_with_site_url(settings, site_url: str) -> None:
    settings.SITE_URL = site_url
    assert absolute("/sessions/", "ar") == "https://portal.example/ar/sessions/"
