"""A saved search in the reader's words."""

import pytest
from django.utils.translation import override

from organizations.models import SavedSearch
from organizations.saved_words import SearchWords

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["All groups"]),
        ("sort=name", ["All groups"]),
        ("q=two+words", ["Search: two words"]),
        (
            "q=a&kind=network&sector=education&heritage=002&heritage=SO&leadership=women",
            [
                "Search: a",
                "Kind: Network or federation",
                "Sector: Education and skills",
                "Heritage: Africa",
                "Heritage: Somalia",
                "Leadership: Led by women",
            ],
        ),
        ("sector=gone", ["Sector: gone"]),
    ],
)
def test_words(query: str, words: list[str]) -> None:
    assert SearchWords().of(query) == words


def test_words_follow_the_reader() -> None:
    with override("fr"):
        worded = SearchWords().worded(SavedSearch(name="A", query="heritage=SO"))
    assert worded.words[0].endswith("Somalie")
    assert worded.url == "/fr/organizations/?heritage=SO"
