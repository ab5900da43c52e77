"""Which listings are compared, and that the search for all finds what the search for one does."""

import pytest

from organizations.duplicates.keys import MOST_SHARING, keys_of
from organizations.duplicates.names import names_in
from organizations.duplicates.pairs import pairs
from organizations.duplicates.scoring import Facts

NAMES = {
    1: "Kivu Circle",
    2: "Kivu Cirle",
    3: "Iftiin Foundation",
    4: "Iftin Foundation",
    5: "Women of Darfur Network",
    6: "Darfur Women's Network",
    7: "Juba Foundation",
    8: "darfurwomensnetwork",
}


def facts(name: str) -> Facts:
    return Facts(tuple(names_in(name)))


def test_pairs_are_found_once_and_in_order() -> None:
    found = [(one, other) for one, other, _ in pairs({n: facts(t) for n, t in NAMES.items()})]
    assert found == [(1, 2), (3, 4), (5, 6), (6, 8)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kivu Circle", "Circle of Kivu"),
        ("Shabelle Community", "Shabeelle Comunity"),
        ("Al-Amal Association", "Alamal Association"),
        ("theifrahfoundation", "The Ifrah Foundation"),
        ("Weaver Women", "Weavers Women's Group"),
        ("ADNJ", "Africa Diaspora Network Japan"),
        ("مؤسسة قنديل", "Qandil Foundation"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert set(keys_of(facts(one))) & set(keys_of(facts(other)))


def test_a_key_that_everybody_has_costs_nothing() -> None:
    assert list(pairs(dict.fromkeys(range(MOST_SHARING + 1), facts("Baobab")))) == []
    few = list(pairs(dict.fromkeys(range(MOST_SHARING), facts("Baobab"))))
    assert len(few) == MOST_SHARING * (MOST_SHARING - 1) // 2


def test_nothing_and_nameless_listings() -> None:
    assert list(pairs({})) == []
    assert list(pairs({1: Facts(()), 2: Facts(())})) == []
    assert keys_of(Facts(())) == []
