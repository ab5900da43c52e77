"""Orders that sort a part as they would sort the whole."""

import random
from datetime import date

import numpy as np
import pytest

from organizations.search.orders import LARGE, ByKey, ByName, Order, Rotation, first, letters

DAY, SECRET = date(2026, 11, 24), b"a secret key"


def all_of(order: Order, numbers: np.ndarray) -> list[int]:
    return first(numbers, order, len(numbers))


@pytest.mark.parametrize("many", [1, 20, 300, LARGE])
def test_the_first_of_many_are_those_of_all(many: int) -> None:
    numbers = np.arange(1, LARGE * 2, dtype=np.int64)
    chance = np.random.default_rng(1)
    few_keys = chance.integers(0, 7, LARGE * 2)
    for order in (
        Rotation.of(DAY, SECRET),
        ByKey(chance.permutation(LARGE * 2)),
        ByKey(few_keys),
        ByKey(np.arange(LARGE * 2)[::-1].copy()),
    ):
        assert first(numbers, order, many) == all_of(order, numbers)[:many]


def test_one_key_for_all_is_settled_by_number() -> None:
    numbers = np.array([5, 3, 9], dtype=np.int64)
    assert first(numbers, ByKey(np.zeros(10, np.int64)), 2) == [3, 5]


def test_nobody_comes_first_of_nobody() -> None:
    assert first(np.zeros(0, np.int64), Rotation.of(DAY, SECRET), 20) == []


@pytest.mark.parametrize("arabic_first", [True, False])
def test_names_as_python_sorts_them(arabic_first: bool) -> None:
    chance = random.Random(3)
    alphabets = ["abc", "éßz", "ابتدي", "дом", "東京", "0-' ", "ټڅ"]
    names = {
        number: "".join(chance.choices(alphabets[number % 7], k=chance.randrange(12)))
        for number in range(400)
    }
    keys = np.array([letters(names[number]) for number in range(400)], dtype=np.int64)

    def expected(number: int) -> tuple[bool, str, int]:
        is_arabic = "\u0600" <= names[number][:1] < "\u0700"
        return is_arabic != arabic_first, names[number], number

    found = all_of(ByName(keys, names, arabic_first), np.arange(400))
    assert found == sorted(range(400), key=expected)
