import numpy as np
import pytest

from partnerships.matching.components import (
    UNKNOWN,
    capacity,
    generation,
    harmonic,
    language,
    needs_met,
    set_coverage,
    tree_coverage,
    tree_match,
)
from partnerships.matching.pool import LISTING, Columns
from partnerships.matching.taxonomy import Taxonomy

TREE = Taxonomy({"root": None, "a": "root", "b": "root", "a1": "a", "a2": "a"})
IDF = np.full(len(TREE), 1e6)


def tags(weighted):
    return Columns(
        np.zeros(1, LISTING),
        np.array([TREE.index[code] for code in weighted], np.int16),
        np.array([int(2 * q) for q in weighted.values()], np.int8),
        np.zeros((1, 1), np.uint64),
    )


def cov(own, others, idf=IDF):
    return tree_coverage(tags(own), 0, len(own), tags(others), 0, len(others), idf, TREE.closeness)


def match(own, others):
    return tree_match(tags(own), 0, len(own), tags(others), 0, len(others), IDF, TREE.closeness)


def bits(*positions):
    return np.uint64(sum(1 << position for position in positions))


def test_harmonic_mean_needs_both():
    assert harmonic(1.0, 1.0) == 1
    assert harmonic(1.0, 0.5) == pytest.approx(2 / 3)
    assert harmonic(1.0, 0.0) == 0
    assert harmonic(0.0, 0.0) == 0


def test_coverage_takes_the_closest_tag():
    assert cov({"a1": 1}, {"a1": 1}) == 1
    assert cov({"a1": 1}, {"a2": 1, "b": 1}) == pytest.approx(2 * 2 / 6)
    assert cov({"a1": 1, "b": 1}, {"b": 1}) == pytest.approx((2 * 1 / 5 + 1) / 2)


def test_a_secondary_tag_counts_half():
    assert cov({"a1": 1, "b": 0.5}, {"a1": 1}) == pytest.approx((1 + 0.5 * 2 / 5) / 1.5)


def test_a_rare_tag_counts_more():
    idf = IDF.copy()
    idf[TREE.index["b"]] = 3e6
    assert cov({"a1": 1, "b": 1}, {"b": 1}, idf) == pytest.approx((2 / 5 + 3) / 4)


def test_a_match_needs_both_to_be_covered():
    one, both = {"a1": 1}, {"a1": 1, "b": 1}
    expected = harmonic(1.0, (1 + 2 / 5) / 2)
    for u, v in ((one, both), (both, one)):
        assert match(u, v) == pytest.approx(expected)
    assert match({}, one) == UNKNOWN


def test_no_tags_are_unknown_not_zero():
    assert cov({}, {"a": 1}) == UNKNOWN
    assert cov({"a": 1}, {}) == UNKNOWN
    assert set_coverage(bits(), bits(1), IDF) == UNKNOWN
    assert set_coverage(bits(1), bits(), IDF) == UNKNOWN


def test_needs_covered_by_offers():
    assert set_coverage(bits(0, 1), bits(1, 2), IDF) == 0.5
    assert set_coverage(bits(0), bits(1), IDF) == 0
    idf = IDF.copy()
    idf[1] = 3e6
    assert set_coverage(bits(0, 1), bits(1, 2), idf) == 0.75


def test_exchange_in_one_direction_is_worth_half():
    assert needs_met(1.0, 1.0) == 1
    assert needs_met(1.0, 0.0) == 0.5
    assert needs_met(0.0, 1.0) == 0.5
    assert needs_met(0.0, 0.0) == 0


def test_generation_is_directed():
    first, second = bits(0), bits(1)
    assert generation(first, bits(0, 1), 0, False) == 1.0
    assert generation(first, second, 1, True) == 0.8
    assert generation(first, second, 0, True) == 0.3
    assert generation(first, second, -1, True) == 0.3
    assert generation(bits(), second, 0, False) == UNKNOWN
    assert generation(bits(), bits(), 1, True) == 0.8


def test_language():
    def words(*positions):
        return np.array([bits(*positions), bits()], np.uint64)

    assert language(words(1, 2), words(2), False) == 1.0
    assert language(words(1), words(2), True) == 0.5
    assert language(words(1), words(2), False) == 0.2
    assert language(words(), words(2), False) == UNKNOWN
    assert language(words(), words(), True) == 0.5
    assert language(np.array([0, 4], np.uint64), np.array([0, 4], np.uint64), False) == 1.0


@pytest.mark.parametrize(
    ("accepts", "legal_status", "expected"),
    [
        (1, 0, 1.0),
        (1, 1, 1.0),
        (2, 3, 1.0),
        (2, 1, 0.3),
        (2, 2, 0.3),
        (2, 0, UNKNOWN),
        (0, 3, UNKNOWN),
    ],
)
def test_capacity(accepts, legal_status, expected):
    assert capacity(accepts, legal_status) == expected
