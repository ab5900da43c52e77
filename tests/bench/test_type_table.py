import numpy as np
import pytest

from bench.type_table import SMOOTHING, as_prior, log_ratios


def worked(size, *pairs):
    flags = np.zeros((size, size), bool)
    for a, b in pairs:
        flags[a, b] = flags[b, a] = True
    return flags


def test_seen_over_chance_smoothed():
    # Two of kind 0 and two of kind 1; two of the four mixed pairs, none of the others.
    table = log_ratios([0, 0, 1, 1], worked(4, (0, 2), (1, 3)), 2, centred=False)
    # 4 directed pairs over 12 possible; 2 within each kind and 4 across are possible.
    assert table[0, 1] == pytest.approx(np.log((2 + SMOOTHING) / (4 / 3 + SMOOTHING)))
    assert table[0, 0] == pytest.approx(np.log(SMOOTHING / (2 / 3 + SMOOTHING)))
    assert np.array_equal(table, table.T)


def test_centred_no_kind_is_better_off_as_a_whole():
    chance = np.random.default_rng(3)
    kinds = chance.integers(0, 4, 60)
    flags = np.triu(chance.random((60, 60)) < 0.1 + 0.2 * (kinds == 2), 1)
    table = log_ratios(kinds, flags | flags.T, 4)
    share = np.bincount(kinds) / 60
    assert table @ share == pytest.approx(np.zeros(4), abs=1e-9)
    assert table == pytest.approx(table.T)


def test_a_popular_kind_gains_nothing_from_it():
    kinds = [0] * 10 + [1] * 10
    # Everybody of kind 1 works with everybody; those of kind 0 never with each other.
    flags = ~np.eye(20, dtype=bool)
    flags[:10, :10] = False
    uncentred = log_ratios(kinds, flags, 2, centred=False)
    assert uncentred[0, 1] > 0
    assert uncentred[1, 1] > 0
    centred = log_ratios(kinds, flags, 2)
    assert centred.sum(axis=1) == pytest.approx(np.zeros(2), abs=1e-9)


def test_nobody_works_with_anybody():
    assert log_ratios([0, 1], worked(2), 3, centred=False).tolist() == [[0] * 3] * 3


def test_as_a_prior_in_its_range():
    assert as_prior(np.array([-9.0, 0.0, 0.1, 9.0])).tolist() == [0.35, 0.5, 0.538, 0.65]
