import json
import math
from dataclasses import replace

import numpy as np
import pytest

from partnerships.matching.errors import InvalidRequest, InvalidStatistics
from partnerships.matching.kernel import FACTS
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile
from partnerships.matching.statistics import LEAST_KNOWN, PoolStatistics, measure, model
from partnerships.matching.weights import Weights

from . import reference
from .pools import PLACES, SECTORS, SUPPORTS, profiles, vocabulary

V = vocabulary()


def test_idf_is_counted_over_listings_that_state_the_fact_and_capped():
    listed = profiles(200, seed=3, density=0.5)
    statistics = measure(encode(listed, V))
    expected = reference.idf(SECTORS, [set(p.sectors) for p in listed])
    assert statistics.sectors == tuple(round(expected[c] * 1e6) for c in V.sectors.codes)
    expected = reference.idf(PLACES, [p.heritage | p.works_in for p in listed])
    assert statistics.home == tuple(round(expected[c] * 1e6) for c in V.places.codes)
    expected = reference.idf(SUPPORTS, [p.needs for p in listed])
    assert statistics.needs == tuple(round(expected[c] * 1e6) for c in V.supports)


def test_a_code_that_nobody_uses_is_capped_too():
    listed = [Profile(key=i, sectors={"health": 1}) for i in range(9)]
    statistics = measure(encode(listed, V))
    assert set(statistics.sectors) == {1_000_000}  # 1 + ln(10/10), the highest in use
    assert set(measure(encode([], V)).sectors) == {1_000_000}


def test_a_hidden_listing_changes_nothing():
    shown = profiles(120, seed=4, density=0.7)
    hidden = profiles(30, seed=5, density=1.0, first=500)
    mixed = [p for pair in zip(shown, hidden * 4, strict=False) for p in pair]
    unique = list({p.key: p for p in mixed}.values())
    mask = np.array([p.key < 500 for p in unique])
    assert measure(encode(unique, V), mask) == measure(encode(shown, V))


def test_order_does_not_matter():
    listed = profiles(90, seed=6, density=0.6) + profiles(
        60, seed=7, density=0.6, partners=True, first=1000
    )
    assert measure(encode(listed, V)) == measure(encode(listed[::-1], V))


def test_means_are_those_of_all_pairs():
    groups = profiles(45, seed=8, density=0.9)
    partners = profiles(50, seed=9, density=0.9, partners=True, first=1000)
    statistics = measure(encode(groups + partners, V))
    loop = reference.Reference(
        sectors=SECTORS,
        places=PLACES,
        supports=SUPPORTS,
        public=groups + partners,
        prior=lambda a, b: 0.5,
        weights={},
        means=lambda s, t: {},
    )
    known = [
        value for u in groups for v in partners if (value := loop.facts(u, v)["sector"]) is not None
    ]
    mean = statistics.means[0][1][FACTS.index("sector")]
    assert mean == pytest.approx(math.fsum(known) / len(known), abs=1e-9)


def test_too_few_known_means_one_half():
    few = [Profile(key=i, sectors={"health": 1}) for i in range(LEAST_KNOWN - 1)]
    silent = [Profile(key=100 + i) for i in range(50)]
    sector = FACTS.index("sector")
    assert measure(encode(few + silent, V)).means[0][0][sector] == 0.5
    one_more = [*few, Profile(key=99, sectors={"health": 1})]
    assert measure(encode(one_more + silent, V)).means[0][0][sector] == 1.0


def test_it_survives_json():
    statistics = measure(encode(profiles(50, seed=10, density=0.5), V))
    assert PoolStatistics.from_json(statistics.to_json()) == statistics


def test_statistics_of_another_vocabulary_are_refused():
    statistics = measure(encode([], V))
    with pytest.raises(InvalidRequest):
        model(V, replace(statistics, sectors=(1_000_000,)), Weights.partners())


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -0.1, 1.1])
def test_a_mean_is_a_number_from_0_to_1(wrong):
    stored = json.loads(measure(encode([], V)).to_json())
    stored["means"][1][0][FACTS.index("receives")] = wrong
    with pytest.raises(InvalidStatistics, match="mean"):
        PoolStatistics.from_json(json.dumps(stored))


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -1, 0, 999_999])
@pytest.mark.parametrize("facet", ["sectors", "home", "residence", "needs"])
def test_an_idf_is_a_number_from_1_on(facet, wrong):
    stored = json.loads(measure(encode([], V)).to_json())
    stored[facet][0] = wrong
    with pytest.raises(InvalidStatistics, match=facet):
        PoolStatistics.from_json(json.dumps(stored))


def test_means_of_another_shape():
    statistics = measure(encode([], V))
    with pytest.raises(InvalidStatistics, match="shape"):
        replace(statistics, means=statistics.means[:1])
