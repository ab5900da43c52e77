"""How often kinds of bodies work together, against what chance would give: learned from pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from partnerships.matching.priors import HIGHEST, LOWEST, NEUTRAL

Table = npt.NDArray[np.float64]

# Pairs that are added to both what is seen and what chance would give, so that a kind that
# hardly occurs says nothing.
SMOOTHING = 2.0
# How far a log ratio of 1 moves the prior. Half again as often as by chance already reaches the end
# of its range: the table says which kinds fit rather than how much.
SLOPE = 0.38
_ROUNDS = 50


def log_ratios(
    kinds: Sequence[int], partners: npt.NDArray[np.bool_], size: int, *, centred: bool = True
) -> Table:
    """[size, size] ln(pairs seen / pairs by chance), symmetric.

    `centred`: each row averages 0 over the organizations there are. A kind that has many
    partners with every kind then gets nothing for it: the table says which, never whether.
    """
    one_of = np.eye(size)[np.asarray(kinds)]
    seen = one_of.T @ partners @ one_of
    count = one_of.sum(axis=0)
    possible = np.outer(count, count) - np.diag(count)
    chance = possible * (partners.sum() / max(1.0, possible.sum()))
    table: Table = np.log((seen + SMOOTHING) / (chance + SMOOTHING))
    if centred:
        share = count / count.sum()
        for _ in range(_ROUNDS):
            rows = table @ share
            table = table - (rows[:, None] + rows[None, :]) / 2
    return table


def as_prior(table: Table) -> Table:
    """The same as the engine has it: .5 for as often as chance, clipped to its range."""
    return np.clip(NEUTRAL + SLOPE * table, LOWEST, HIGHEST)
