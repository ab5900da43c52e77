import numpy as np
import pytest

from partnerships.matching.errors import InvalidProfile, InvalidRequest, UnknownCode
from partnerships.matching.pool import Pool, encode
from partnerships.matching.profiles import Profile, Vocabulary
from partnerships.matching.taxonomy import Taxonomy

from .pools import PLACES, SECTORS, profiles, vocabulary

V = vocabulary()


def same(a, b):
    return a.keys.tolist() == b.keys.tolist() and all(
        np.array_equal(x, y) for x, y in zip(a.columns, b.columns, strict=True)
    )


def test_heritage_and_works_in_are_one_axis():
    pool = encode(
        [Profile(key=1, heritage=frozenset({"VE"}), works_in=frozenset({"VE", "419"}))], V
    )
    assert [V.places.codes[code] for code in pool.columns.tags("home").code] == ["419", "VE"]
    assert pool.columns.tag_counts("home").tolist() == [2]
    assert pool.columns.tag_counts("residence").tolist() == [0]


def test_a_row_depends_on_its_own_profile_alone():
    listed = profiles(40, seed=1, density=0.6)
    whole = encode(listed, V)
    assert same(whole.take([7]), encode([listed[7]], V))
    assert same(whole.take([9, 3]), encode([listed[9], listed[3]], V))
    assert same(Pool.concat([encode(listed[:11], V), encode(listed[11:], V)]), whole)


def test_take_by_mask():
    whole = encode(profiles(10, seed=2, density=0.5), V)
    assert whole.take(np.arange(10) % 2 == 1).keys.tolist() == [1, 3, 5, 7, 9]


def test_empty():
    pool = encode([], V)
    assert len(pool) == 0
    assert pool.columns.tags("sectors").start.tolist() == [0]


@pytest.mark.parametrize(
    "profile",
    [
        Profile(key="x", kind="kingdom"),
        Profile(key="x", sectors={"alchemy": 1}),
        Profile(key="x", heritage=frozenset({"ZZ"})),
        Profile(key="x", residence=frozenset({"ZZ"})),
        Profile(key="x", works_in=frozenset({"ZZ"})),
        Profile(key="x", made_of=frozenset({"ninth"})),
        Profile(key="x", serves=frozenset({"ninth"})),
        Profile(key="x", offers=frozenset({"gold"})),
        Profile(key="x", needs=frozenset({"gold"})),
        Profile(key="x", languages=frozenset({"tlh"})),
        Profile(key="x", legal_status="pending"),
        Profile(key="x", accepts="nobody"),
    ],
)
def test_an_unknown_code_names_the_profile(profile):
    with pytest.raises(UnknownCode, match="'x'"):
        encode([profile], V)


@pytest.mark.parametrize("weight", [0, 2, 0.7, float("nan")])
def test_a_sector_is_primary_or_secondary(weight):
    with pytest.raises(InvalidProfile):
        encode([Profile(key=1, sectors={"health": weight})], V)


def test_keys_come_once():
    with pytest.raises(InvalidProfile):
        encode([Profile(key=1), Profile(key=1)], V)
    with pytest.raises(InvalidProfile):
        Pool.concat([encode([Profile(key=1)], V), encode([Profile(key=1)], V)])
    assert len(set(encode([Profile(key=1), Profile(key="1")], V).columns.tie.tolist())) == 2


def test_pools_of_two_vocabularies_do_not_mix():
    other = Vocabulary(
        sectors=Taxonomy(SECTORS),
        places=Taxonomy(PLACES),
        supports=["funding"],
        generations=["first"],
        languages=["en"],
    )
    with pytest.raises(InvalidRequest):
        Pool.concat([encode([Profile(key=1)], V), encode([Profile(key=2)], other)])


def test_more_languages_than_one_word_holds():
    many = [f"l{i}" for i in range(150)]
    wide = Vocabulary(
        sectors=Taxonomy(SECTORS),
        places=Taxonomy(PLACES),
        supports=["funding"],
        generations=["first"],
        languages=many,
    )
    pool = encode([Profile(key=1, languages=frozenset({"l0", "l149-XX"}))], wide)
    assert pool.columns.languages.shape == (1, 3)
    assert np.bitwise_count(pool.columns.languages).sum() == 2
