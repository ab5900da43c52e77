"""Weights learned from what people said of matches: non-negative ridge logistic to the priors.

log-odds of "relevant" = a + θ·c with θ ≥ 0. The loss is the mean log-loss plus
ridge · ‖θ − s·w₀‖², where w₀ are the weights in force and s the one scale that fits them best: with
little to learn from, the weights stay what they are. Plain numpy, no compiled code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.weights import COMPONENTS, Weights

LEAST_DECISIONS = 500
LEAST_ACCEPTS = 100
# A weight of 0 would hide its component for good.
LEAST_WEIGHT = 0.005
RIDGES = (0.001, 0.01, 0.1, 1.0)
SCALE_RIDGE = 1e-5
FOLDS = 5
MOST_STEPS, TOLERANCE = 200, 1e-9
DIGITS = 4

Floats = npt.NDArray[np.float64]


class TooFewDecisions(InvalidRequest):
    """Fewer decisions than anything may be learned from."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """n decisions: the seven components of each match, whether it was found relevant, by whom."""

    components: Floats  # [n, 7]
    relevant: npt.NDArray[np.bool_]  # [n]
    source: Sequence[object]  # [n]

    def __len__(self) -> int:
        return len(self.relevant)

    @property
    def accepts(self) -> int:
        return int(self.relevant.sum())


@dataclass(frozen=True, slots=True)
class Fit:
    """On decisions of listings that were left out while learning: log-loss and AUC."""

    loss: float
    auc: float


@dataclass(frozen=True, slots=True)
class Learned:
    weights: Weights
    ridge: float
    before: Fit
    after: Fit


def learn(decisions: Decisions, prior: Weights, *, version: str) -> Learned:
    """New weights, and how they and the old ones do on listings that they were not learned from.

    Raises TooFewDecisions below LEAST_DECISIONS, LEAST_ACCEPTS, or as many refusals.
    """
    refusals = len(decisions) - decisions.accepts
    if (
        len(decisions) < LEAST_DECISIONS
        or decisions.accepts < LEAST_ACCEPTS
        or refusals < LEAST_ACCEPTS
    ):
        raise TooFewDecisions(
            f"{len(decisions)} decisions, {decisions.accepts} of them accepts: at least "
            f"{LEAST_DECISIONS} are needed, {LEAST_ACCEPTS} of them accepts and as many refusals"
        )
    start = np.array(prior.values)
    tried = [(_held_out(decisions, start, ridge).loss, ridge) for ridge in RIDGES]
    # Of equals, what stays nearest to the priors.
    ridge = min(tried, key=lambda item: (round(item[0], 6), -item[1]))[1]
    theta = _coefficients(decisions.components, decisions.relevant, start, ridge)[1]
    return Learned(
        weights=_as_weights(theta, version),
        ridge=ridge,
        before=_held_out(decisions, start, None),
        after=_held_out(decisions, start, ridge),
    )


def _held_out(decisions: Decisions, prior: Floats, ridge: float | None) -> Fit:
    """With `ridge` None, the old weights, of which only the scale is fitted."""
    fold_of = _folds(decisions.source)
    odds = np.zeros(len(decisions))
    for fold in range(FOLDS):
        kept, left_out = fold_of != fold, fold_of == fold
        known = decisions.components[kept], decisions.relevant[kept]
        if ridge is None:
            intercept, scale = _scaled(*known, prior)
            theta = scale * prior
        else:
            intercept, theta = _coefficients(*known, prior, ridge)
        odds[left_out] = intercept + decisions.components[left_out] @ theta
    return Fit(
        round(_log_loss(odds, decisions.relevant), 6), round(_auc(odds, decisions.relevant), 6)
    )


def _folds(sources: Sequence[object]) -> npt.NDArray[np.int64]:
    """All decisions of a listing in one fold, so that none is judged by its own."""
    names = sorted({str(source) for source in sources})
    number = {name: i % FOLDS for i, name in enumerate(names)}
    return np.array([number[str(source)] for source in sources], np.int64)


def _scaled(
    components: Floats, relevant: npt.NDArray[np.bool_], prior: Floats
) -> tuple[float, float]:
    """The intercept and the scale with which the prior fits best."""
    # A trace of ridge keeps the scale finite where the scores tell all decisions apart.
    found = _minimum((components @ prior)[:, None], relevant, ridge=SCALE_RIDGE, centre=np.zeros(1))
    return float(found[0]), float(found[1])


def _coefficients(
    components: Floats, relevant: npt.NDArray[np.bool_], prior: Floats, ridge: float
) -> tuple[float, Floats]:
    _intercept, scale = _scaled(components, relevant, prior)
    found = _minimum(components, relevant, ridge=ridge, centre=scale * prior)
    return float(found[0]), found[1:]


def _minimum(
    features: Floats, relevant: npt.NDArray[np.bool_], *, ridge: float, centre: Floats
) -> Floats:
    """Intercept and coefficients ≥ 0 of the least loss, by projected Newton steps.

    Coefficients that are 0 and would go below stay out of a step; it is halved until the loss
    falls. The loss is convex and has few variables, so some ten steps are enough.
    """
    rows = np.column_stack([np.ones(len(relevant)), features])
    pull = np.concatenate([[0.0], np.full(centre.size, ridge)])
    towards = np.concatenate([[0.0], centre])
    lowest = np.concatenate([[-np.inf], np.zeros(centre.size)])

    def loss(x: Floats) -> float:
        return _log_loss(rows @ x, relevant) + float(pull @ (x - towards) ** 2)

    x, value = towards.copy(), loss(towards)
    for _ in range(MOST_STEPS):
        chance = _logistic(rows @ x)
        gradient = rows.T @ (chance - relevant) / len(relevant) + 2 * pull * (x - towards)
        free = np.flatnonzero((x > lowest) | (gradient < 0))
        if np.abs(gradient[free]).max() < TOLERANCE:
            break
        part = rows[:, free]
        curve = (part * (chance * (1 - chance))[:, None]).T @ part / len(relevant)
        curve += np.diag(2 * pull[free] + TOLERANCE)
        direction = np.zeros(x.size)
        direction[free] = np.linalg.solve(curve, gradient[free])
        length = 1.0
        while length > TOLERANCE:
            tried = np.maximum(x - length * direction, lowest)
            tried_value = loss(tried)
            if tried_value < value:
                break
            length /= 2
        else:
            break
        x, value = tried, tried_value
    return x


def _as_weights(theta: Floats, version: str) -> Weights:
    """Shares of 1 with few digits, none below LEAST_WEIGHT."""
    if theta.sum() <= 0:
        raise InvalidRequest("no component speaks for a match: nothing is learned")
    shares = np.maximum(theta / theta.sum(), LEAST_WEIGHT)
    shares = np.round(shares / shares.sum(), DIGITS)
    shares[np.argmax(shares)] += 1 - shares.sum()
    values = [round(float(share), DIGITS) for share in shares]
    return Weights(version=version, **dict(zip(COMPONENTS, values, strict=True)))


def _logistic(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -500, 500)))


def _log_loss(odds: Floats, relevant: npt.NDArray[np.bool_]) -> float:
    return float(np.mean(np.logaddexp(0, np.where(relevant, -odds, odds))))


def _auc(odds: Floats, relevant: npt.NDArray[np.bool_]) -> float:
    """The chance that a relevant match scores above one that is not; equal ones count half."""
    _values, place, counts = np.unique(odds, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    good = int(relevant.sum())
    bad = len(relevant) - good
    return float((ranks[relevant].sum() - good * (good + 1) / 2) / (good * bad))
