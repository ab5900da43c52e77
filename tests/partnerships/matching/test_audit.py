import numpy as np
import pytest

from partnerships.matching.audit import audit, completeness, gini, ndcg_loss, ratios
from partnerships.matching.exposure import rerank
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile

from .pools import profiles, vocabulary
from .test_exposure import SEED, candidates, targets

V = vocabulary()


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


def test_completeness():
    whole = profiles(5, seed=1, density=1.0)
    pool = encode([*whole, Profile(key="silent"), Profile(key="some", kind="formal")], V)
    assert completeness(pool).tolist() == pytest.approx([1] * 5 + [0, 1 / 9])
    partner = encode(profiles(1, seed=1, density=1.0, partners=True), V)
    assert completeness(partner).tolist() == [1]


def test_the_figures_of_a_run():
    rng = np.random.default_rng(2)
    found = candidates(rng.normal(0.6, 0.02, (200, 60)))
    listed = targets(60, grassroots=np.arange(60) < 30)
    shown = rerank(*found, listed, seed=SEED)
    report = audit(found[0], found[1], shown, listed, np.full(60, 0.5))
    assert (report.sources, report.targets, report.floor) == (200, 60, 0)
    assert report.exposure_ratio == shown.ratio
    assert 0.95 < report.exposure_ratio < 1.05
    assert report.gini < 0.1
    assert report.never_shown == 0
    assert report.largest_share == pytest.approx(shown.lists.max() / 200)
    assert 0 < report.ndcg_loss < 0.02
    assert report.tag_completeness == 0.5
    half = audit(found[0], found[1], shown, listed, np.full(60, 0.5), among=listed.grassroots)
    assert (half.targets, half.exposure_ratio) == (30, None)


def test_an_empty_run_has_no_figures():
    shown = rerank(
        np.zeros((0, 5), np.int32), np.zeros((0, 5), np.int32), np.zeros(0, np.uint64),
        targets(0), seed=SEED,
    )  # fmt: skip
    report = audit(np.zeros((0, 5), np.int32), np.zeros((0, 5), np.int32), shown, targets(0),
                   np.zeros(0))  # fmt: skip
    assert report.as_dict() == {
        "sources": 0, "targets": 0, "exposure_ratio": None, "gini": None, "never_shown": None,
        "largest_share": None, "floor": 0.0, "ndcg_loss": None, "tag_completeness": None,
    }  # fmt: skip


def test_ratio_of_each_label():
    found = candidates(np.full((50, 40), 0.5))
    listed = targets(40)
    shown = rerank(*found, listed, seed=SEED)
    labels = [frozenset({"youth_led"} if i % 4 == 0 else {"419"}) for i in range(40)]
    found_ratios = ratios(shown, listed, labels)
    assert set(found_ratios) == {"419", "youth_led"}
    assert found_ratios["419"] * found_ratios["youth_led"] == pytest.approx(1)
