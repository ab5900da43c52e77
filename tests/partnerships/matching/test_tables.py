"""The bounds must hold: never below the exact score, never more than SLACK above it."""

import numpy as np
import pytest

from partnerships.matching.engine import SCALE, describe_lists
from partnerships.matching.patterns import sort_targets
from partnerships.matching.pool import encode
from partnerships.matching.statistics import measure, model
from partnerships.matching.tables import SLACK, fill, new_room, new_tables
from partnerships.matching.tree_tables import LANES, UNITS
from partnerships.matching.weights import COMPONENTS, Weights

from .pools import profiles, vocabulary

V = vocabulary()
ALONE = [
    Weights(**{**dict.fromkeys(COMPONENTS, 0.0), name: 1.0}, version=name) for name in COMPONENTS
]


def slack(sources, targets, weights):
    """[targets, sources] the upper bound less the exact score, in units of the tables."""
    statistics = measure(encode([*sources, *targets], V))
    a, b = encode(sources, V), encode(targets, V)
    plain = model(V, statistics, weights)
    patterns, classes = sort_targets(b, statistics)
    tables = new_tables(patterns)
    partners = int(b.columns.is_partner[0])
    rows = np.arange(LANES)
    fill(plain, a.columns, rows, patterns, partners, new_room(plain, patterns), tables)
    parts = [table[classes.pattern[:, i]].astype(np.int64) for i, table in enumerate(tables)]
    sector, home, residence, r1, r2, standing, language = parts
    needs = 2 * r1 * r2 // (r1 + r2) + 1 + np.maximum(r1, r2)
    upper = sector + home + residence + needs + standing + language
    assert upper.max() < 32767
    of_target = np.empty(len(b), np.int64)
    of_target[classes.member] = np.repeat(np.arange(len(classes.pattern)), np.diff(classes.start))
    everyone = np.tile(np.arange(len(b), dtype=np.int32), (LANES, 1))
    exact = describe_lists(a, b, everyone, weights=weights, statistics=statistics).score
    return upper[of_target].T - exact.astype(np.float64) * UNITS / SCALE


@pytest.mark.parametrize("density", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("weights", [Weights.partners(), Weights.diaspora(), *ALONE])
def test_bounds_hold(density, weights):
    groups = profiles(LANES, seed=51, density=density)
    for partners in (False, True):
        targets = profiles(300, seed=52, density=density, partners=partners, first=1000)
        found = slack(groups, targets, weights)
        assert found.min() > 0
        assert found.max() < SLACK
        found = slack(profiles(LANES, seed=53, density=density, partners=True, first=5000),
                      profiles(300, seed=54, density=density), weights)  # fmt: skip
        assert found.min() > 0
        assert found.max() < SLACK
