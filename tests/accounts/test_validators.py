"""What people type about themselves."""

import pytest

from accounts.validators import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Amal Haddad", "Amal Haddad"),
        ("  Amal \t\r\n Haddad ", "Amal Haddad"),
        ("Amal\u202eddaH\u2066", "AmalddaH"),
        ("A\u200bmal\ufeff", "Amal"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("e\u0301", "é"),
        ("\x07", ""),
    ],
)
def test_one_line_keeps_what_is_visible(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
