"""One listing with all of a side: the very scores of the pairs, from either end."""

import numpy as np
import pytest

from partnerships.matching.engine import open_gate
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.facets import scores_with_all, sort_facets
from partnerships.matching.pool import Pool, encode
from partnerships.matching.single import SHUT, scores_of
from partnerships.matching.statistics import measure
from partnerships.matching.weights import Weights
from tests.partnerships.matching.pools import profiles, vocabulary

V = vocabulary()


@pytest.mark.parametrize("density", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("from_partners", [True, False])
@pytest.mark.parametrize("to_partners", [True, False])
def test_the_same_scores_as_pair_by_pair(
    density: float, from_partners: bool, to_partners: bool
) -> None:
    sources = encode(profiles(150, seed=1, density=density, partners=from_partners), V)
    targets = encode(profiles(130, seed=2, density=density, partners=to_partners, first=900), V)
    statistics = measure(Pool.concat([sources, targets]))
    from_sources, from_targets = sort_facets(sources), sort_facets(targets)
    for weights in (Weights.partners(), Weights.diaspora()):
        given = {"weights": weights, "statistics": statistics}
        pairs = np.array(
            [
                scores_of(one, targets, gate=open_gate(one, targets), **given)
                for one in map(sources.take, np.arange(len(sources))[:, None])
            ]
        )
        assert (pairs != SHUT).all()
        for u in range(0, len(sources), 7):
            found = scores_with_all(
                sources.take([u]), targets, from_targets, is_source=True, **given
            )
            assert found.tolist() == pairs[u].tolist()
        for v in range(0, len(targets), 7):
            found = scores_with_all(
                targets.take([v]), sources, from_sources, is_source=False, **given
            )
            assert found.tolist() == pairs[:, v].tolist()


def test_what_is_said_alike_is_sorted_together() -> None:
    pool = encode(profiles(200, seed=3, density=0.5), V)
    facets = sort_facets(pool)
    needs = pool.columns.listing["needs"]
    assert (needs[facets.needs[facets.said[:, 3]]] == needs).all()
    assert facets.needs.size == len(set(needs.tolist()))
    for facet, name in enumerate(("sectors", "home", "residence")):
        tags = pool.columns.tags(name)
        told = [
            (tags.code[i:j].tolist(), tags.halves[i:j].tolist())
            for i, j in zip(tags.start, tags.start[1:], strict=False)
        ]
        sets = facets[1 + facet]
        found = [
            (sets.code[i:j].tolist(), sets.halves[i:j].tolist())
            for i, j in zip(sets.start, sets.start[1:], strict=False)
        ]
        assert [found[said] for said in facets.said[:, facet]] == told
        assert len(found) == len({str(one) for one in told})


def test_what_cannot_be_asked() -> None:
    pool = encode(profiles(3, seed=1, density=0.7), V)
    bodies = encode(profiles(2, seed=1, density=0.7, partners=True, first=9), V)
    facets, statistics = sort_facets(pool), measure(pool)
    given = {"is_source": True, "weights": Weights.partners(), "statistics": statistics}
    with pytest.raises(InvalidRequest, match="one listing is asked for, 3 were given"):
        scores_with_all(pool, pool, facets, **given)
    with pytest.raises(InvalidRequest, match="facets are of another side"):
        scores_with_all(pool.take([0]), bodies, facets, **given)
    with pytest.raises(InvalidRequest, match="either groups or partners"):
        sort_facets(Pool.concat([pool, bodies]))
    nobody = pool.take(np.zeros(0, np.int64))
    assert scores_with_all(pool.take([0]), nobody, sort_facets(nobody), **given).size == 0
