import numpy as np
import pytest

from partnerships.matching.audit import audit, completeness, report
from partnerships.matching.evenness import gini
from partnerships.matching.exposure import rerank
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile

from .pools import profiles, vocabulary
from .test_exposure import SEED, candidates, targets

V = vocabulary()


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


def test_the_report_of_a_route():
    rng = np.random.default_rng(3)
    found = candidates(rng.normal(0.6, 0.02, (50, 80)))
    listed = targets(80, grassroots=np.arange(80) < 40)
    shown = rerank(*found, listed, seed=SEED)
    complete = np.where(np.arange(80) % 2, 1.0, 0.5)
    labels = {
        "kind:grassroots": listed.grassroots,
        "kind:formal": ~listed.grassroots,
        "led_by:youth": np.arange(80) < 19,
        "led_by:women": np.zeros(80, bool),
    }
    told = report(found[0], found[1], shown, listed, complete, labels)
    assert told["all"]["tag_completeness"] == 0.75
    assert told["complete"]["targets"] == 40
    assert told["complete"]["tag_completeness"] == 1
    assert told["complete"]["gini"] == gini(shown.exposure[1::2])
    assert told["cap"] == shown.soft.max()
    assert list(told["labels"]) == ["kind:grassroots", "kind:formal", "led_by:youth"]
    of = told["labels"]
    assert of["kind:grassroots"]["exposure_ratio"] == shown.ratio
    assert of["kind:formal"]["exposure_ratio"] == pytest.approx(1 / shown.ratio)
    # 19 are too few to compare.
    assert of["led_by:youth"]["exposure_ratio"] is None
    assert of["led_by:youth"]["targets"] == 19
    assert of["led_by:youth"]["never_shown"] == (shown.lists[:19] == 0).mean()
