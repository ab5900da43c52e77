"""The same word, however it is written."""

import pytest

from organizations.search.normalize import fold, words


@pytest.mark.parametrize(
    "spellings",
    [
        ("Perú", "peru", "PERÚ", "Peru\u0301"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("مُنَظَّمَة", "منظمة", "منظمه", "منـظمة"),
        ("أطفال", "اطفال", "آطفال", "إطفال"),
        ("مستشفى", "مستشفي", "مستشفی"),
        ("كردستان", "کردستان"),
        ("٢٠٢٤", "2024", "۲۰۲۴", "２０２４"),
        ("Ｄａｎａｋｅｒ", "danaker"),
        ("cœur", "coeur"),
    ],
)
def test_one_spelling(spellings: tuple[str, ...]) -> None:
    assert len({fold(text) for text in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("कि", "क"), ("が", "か"), ("ب", "ت"), ("é", "i")])
def test_what_makes_another_letter_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_words() -> None:
    assert words("L'école_de Kirghizistan: n° 12!") == [
        "l",
        "ecole",
        "de",
        "kirghizistan",
        "n",
        "12",
    ]
    assert words("… — ") == []
