"""Learning from decisions that follow known weights."""

import numpy as np
import pytest

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.learning import (
    LEAST_WEIGHT,
    Decisions,
    TooFewDecisions,
    _auc,
    learn,
)
from partnerships.matching.weights import Weights

PRIOR = Weights.partners()


def decisions(count: int, truth: list[float], *, seed: int = 1, sources: int = 60) -> Decisions:
    """People who find relevant what scores well by `truth`, with some noise."""
    rng = np.random.default_rng(seed)
    components = rng.random((count, 7))
    odds = 14 * (components @ np.array(truth)) - 7 * sum(truth)
    relevant = rng.random(count) < 1 / (1 + np.exp(-odds))
    return Decisions(components, relevant, [int(i) for i in rng.integers(0, sources, count)])


def test_weights_move_towards_what_people_say():
    truth = [0.05, 0.05, 0.05, 0.70, 0.05, 0.05, 0.05]
    learned = learn(decisions(3000, truth), PRIOR, version="partners-2")
    weights = learned.weights
    assert weights.version == "partners-2"
    assert sum(weights.values) == pytest.approx(1, abs=1e-9)
    assert min(weights.values) >= LEAST_WEIGHT - 1e-4
    assert weights.needs > 0.5
    assert learned.after.loss < learned.before.loss
    assert learned.after.auc > learned.before.auc > 0.5


def test_weights_stay_where_people_agree_with_them():
    learned = learn(decisions(3000, list(PRIOR.values)), PRIOR, version="partners-2")
    apart = np.abs(np.array(learned.weights.values) - np.array(PRIOR.values))
    assert apart.max() < 0.05


def test_noise_teaches_little():
    learned = learn(decisions(600, [0.0] * 7), PRIOR, version="partners-2")
    assert learned.after.loss <= learned.before.loss + 0.01


def test_the_same_decisions_give_the_same_weights():
    truth = [0.2, 0.2, 0.1, 0.2, 0.1, 0.1, 0.1]
    first, second = (learn(decisions(800, truth), PRIOR, version="v") for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("count", "accepts"), [(0, 0), (499, 250), (500, 99), (500, 401), (5000, 99)]
)
def test_too_little_is_refused(count: int, accepts: int):
    relevant = np.arange(count) < accepts
    few = Decisions(np.full((count, 7), 0.5), relevant, list(range(count)))
    with pytest.raises(TooFewDecisions, match=f"{count} decisions, {accepts} of them accepts"):
        learn(few, PRIOR, version="v")


def test_as_little_as_may_be_is_enough():
    relevant = np.arange(500) < 100
    components = np.where(relevant[:, None], 0.8, 0.3) * np.ones((500, 7))
    assert learn(Decisions(components, relevant, list(range(500))), PRIOR, version="v").weights


def test_what_speaks_against_every_component_teaches_nothing():
    relevant = np.arange(1000) < 500
    components = np.where(relevant[:, None], 0.1, 0.9) * np.ones((1000, 7))
    with pytest.raises(InvalidRequest, match="no component speaks for a match"):
        learn(Decisions(components, relevant, list(range(1000))), PRIOR, version="v")


def test_auc_counts_equals_half():
    relevant = np.array([True, True, False, False])
    assert _auc(np.array([3.0, 2.0, 1.0, 0.0]), relevant) == 1
    assert _auc(np.array([0.0, 1.0, 2.0, 3.0]), relevant) == 0
    assert _auc(np.zeros(4), relevant) == 0.5
    assert _auc(np.array([2.0, 1.0, 1.0, 0.0]), relevant) == 0.875
