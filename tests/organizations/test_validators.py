"""What people type, and what is kept of it."""

import pytest
from django.core.exceptions import ValidationError

from organizations.validators import clean_text, validate_public_url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Casa Perú ", "Casa Perú"),
        ("Cafe\u0301", "Café"),
        ("Kivu\u202egnp.exe", "Kivugnp.exe"),
        ("I\u200bO\ufeffM", "IOM"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\x07b", "ab"),
        ("line one\nline two", "line one\nline two"),
    ],
)
def test_clean_text(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize("url", ["https://example.org", "http://sub.example.org/path?q=1"])
def test_public_addresses_pass(url: str) -> None:
    validate_public_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://localhost",
        "https://user@example.org",
        "//example.org",
        "",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_public_url(url)
    assert caught.value.code == "invalid_url"
