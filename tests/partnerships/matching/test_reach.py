"""Whose lists a target would enter, against scoring every pair."""

import numpy as np
import pytest

from partnerships.matching.engine import reaches, top_k
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, grant
from partnerships.matching.pool import Pool, encode
from partnerships.matching.statistics import measure
from partnerships.matching.weights import Weights

from .pools import profiles, vocabulary

V = vocabulary()


@pytest.mark.parametrize("density", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("from_partners", [True, False])
@pytest.mark.parametrize("to_partners", [True, False])
def test_a_source_is_reached_by_what_scores_enough(
    density: float, from_partners: bool, to_partners: bool
) -> None:
    sources = encode(profiles(300, seed=1, density=density, partners=from_partners), V)
    some = encode(profiles(3, seed=2, density=density, partners=to_partners, first=900), V)
    statistics = measure(Pool.concat([sources, some]))
    closed = np.random.default_rng(3).random(300) < 0.2
    gate = Gate(sources=grant(sources, matchable=~closed), targets=grant(some))
    for weights in (Weights.partners(), Weights.diaspora()):
        given = {"weights": weights, "statistics": statistics, "gate": gate}
        best = top_k(sources, some, k=1, **given).score[:, 0].astype(np.int64)
        for more in (-1, 0, 1):
            least = np.maximum(best + more, 1)
            reached = reaches(sources, some, least, **given)
            assert reached.tolist() == ((best >= least) & ~closed).tolist()
        # A least of 0 is reached by whoever may be met at all.
        assert reaches(sources, some, 0 * best, **given).tolist() == (~closed).tolist()
        assert (
            reaches(sources, some, best, threads=2, **given).tolist()
            == reaches(sources, some, best, **given).tolist()
        )


def test_every_source_needs_its_least() -> None:
    some = encode(profiles(5, seed=1, density=0.5), V)
    with pytest.raises(InvalidRequest):
        reaches(
            some, some, np.zeros(4, np.int64),
            weights=Weights.partners(), statistics=measure(some),
        )  # fmt: skip
