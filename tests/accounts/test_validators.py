"""What people type about themselves."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.validators import GuessablePasswordValidator, one_line


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


@pytest.mark.parametrize(
    "password",
    [
        "Password2024!",
        "P@ssw0rd1234",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaaaaaa",
        "amal@example.org",
        "amal haddad",
        "x" * 5000,
    ],
)
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    amal = User(email="amal@example.org", name="Amal Haddad")
    with pytest.raises(ValidationError, match="easily guessed"):
        GuessablePasswordValidator().validate(password, amal)


@pytest.mark.parametrize(
    "password", ["three quiet rivers", "a long passphrase", "مرحبا يا صديقي العزيز", "k7#Vq2!mZpw9"]
)
def test_words_that_have_nothing_to_do_with_each_other_pass(password: str) -> None:
    GuessablePasswordValidator().validate(password, User(email="amal@example.org"))
    GuessablePasswordValidator().validate(password)


def test_a_guessable_password_makes_no_account(client: Client, db: None) -> None:
    response = client.post(
        "/accounts/signup/", {"email": "amal@example.org", "password1": "Password2024!"}
    )
    assert "easily guessed" in str(response.context["form"].errors["password1"])
    assert not User.objects.exists()
