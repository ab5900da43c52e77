import numpy as np
import pytest

from partnerships.matching.evenness import discount, exposure_ratio, exposures, gini, ndcg_loss


def test_gini_by_hand():
    assert gini(np.full(5, 3.0)) == 0
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(0.75)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert np.isnan(gini(np.zeros(3)))
    assert np.isnan(gini(np.zeros(0)))


def test_ndcg_loss_by_hand():
    score = np.array([[800, 600]])
    assert ndcg_loss(score, np.array([[0, 1]])) == 0
    second = 1 / np.log2(3)
    expected = 1 - (600 + 800 * second) / (800 + 600 * second)
    assert ndcg_loss(score, np.array([[1, 0]])) == pytest.approx(expected)
    assert np.isnan(ndcg_loss(np.zeros((2, 2), int), np.full((2, 2), -1)))


def test_ratio_by_hand():
    group = np.array([True, True, False, False])
    exposure, merit = np.array([1.0, 1.0, 2.0, 2.0]), np.array([0.5, 0.5, 0.5, 0.5])
    assert exposure_ratio(exposure, merit, group) == 0.5
    assert exposure_ratio(exposure, np.array([0.25, 0.25, 0.5, 0.5]), group) == 1
    assert discount(3).tolist() == pytest.approx([1, 0.63093, 0.5], abs=1e-5)


def test_exposures_by_hand():
    target = np.array([[4, 2, 0], [2, 3, -1]], np.int32)
    columns = np.array([[1, 0], [0, -1]], np.int16)
    exposure, lists = exposures(target, columns, 5)
    assert exposure.tolist() == pytest.approx([0, 0, 2, 0, 1 / np.log2(3)])
    assert lists.tolist() == [0, 0, 2, 0, 1]
