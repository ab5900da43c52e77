from typing import NamedTuple

import numpy as np
import pytest

from bench.new_partners import (
    FOLDS,
    LEAST_COMPARABLE,
    NEGATIVES,
    Fold,
    Outcome,
    Query,
    fold_of,
    outcome,
    queries,
    split,
    without_reporter,
)


class Work(NamedTuple):
    key: str
    bodies: tuple[str, ...]
    reporter: str = ""


def pairs_in(flags, keys):
    return {(keys[a], keys[b]) for a, b in np.argwhere(flags)}


def ring(size, neighbours=1):
    """`size` organizations, each a partner of the next ones around a circle."""
    flags = np.zeros((size, size), bool)
    for step in range(1, neighbours + 1):
        for one in range(size):
            flags[one, (one + step) % size] = flags[(one + step) % size, one] = True
    return flags


def fold(partners, new=(), together=()):
    size = len(partners)
    blank = np.zeros((size, size), bool)
    found, told = blank.copy(), blank.copy()
    for flags, pairs in ((found, new), (told, together)):
        for a, b in pairs:
            flags[a, b] = flags[b, a] = True
    return Fold(tuple(f"o{i:03}" for i in range(size)), partners, found, told)


class TestSplit:
    works = tuple(Work(f"a{i}", (f"o{i}", "hub")) for i in range(23))

    def test_every_activity_is_held_out_once_and_never_in_its_own_training(self):
        held = []
        for training, held_out in split(self.works, 1):
            assert not set(training) & set(held_out)
            assert set(training) | set(held_out) == set(self.works)
            held += held_out
        assert sorted(held) == sorted(self.works)

    def test_sizes_differ_by_one_at_most(self):
        assert [len(held_out) for _, held_out in split(self.works, 1)] == [5, 5, 5, 4, 4]

    def test_the_seed_decides_not_the_order(self):
        first = list(split(self.works, 1))
        assert list(split(self.works[::-1], 1)) == first
        assert list(split(self.works, 2)) != first
        assert len(first) == FOLDS


class TestFold:
    made = fold_of(
        [Work("1", ("a", "b"), "r"), Work("2", ("b", "c"), "s"), Work("3", ("d", "e"), "r")],
        [Work("4", ("a", "b", "c"), "t"), Work("5", ("a", "unseen"), "t")],
    )

    def test_only_training_is_known(self):
        assert self.made.keys == ("a", "b", "c", "d", "e")
        assert pairs_in(self.made.partners, self.made.keys) == {
            ("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("d", "e"), ("e", "d"),
        }  # fmt: skip
        assert self.made.degree.tolist() == [1, 2, 1, 1, 1]

    def test_new_pairs_are_those_of_the_held_out_that_training_has_not(self):
        assert pairs_in(self.made.new, self.made.keys) == {("a", "c"), ("c", "a")}

    def test_reporters_of_training_alone(self):
        together = pairs_in(self.made.reported_together, self.made.keys)
        assert ("a", "d") in together
        assert ("a", "c") not in together

    def test_an_unnamed_reporter_joins_nobody(self):
        made = fold_of([Work("1", ("a", "b")), Work("2", ("c", "d"))], [])
        assert not made.reported_together.any()


class TestQueries:
    def test_both_directions_against_all_that_are_free(self):
        asked = queries(fold(ring(60), new=[(0, 30)]), seed=1)
        assert [(query.source, query.target) for query in asked] == [(0, 30), (30, 0)]
        # Neither itself, its partners 1 and 59, nor the new partner.
        assert sorted(asked[0].others) == sorted(set(range(60)) - {0, 1, 59, 30})

    def test_other_new_partners_are_no_negatives(self):
        (first, *_) = queries(fold(ring(60), new=[(0, 30), (0, 31)]), seed=1)
        assert not {30, 31} & set(first.others.tolist())

    def test_never_more_than_99_and_the_seed_decides_among_equals(self):
        (first, _) = queries(fold(ring(150), new=[(0, 30)]), seed=1)
        (other, _) = queries(fold(ring(150), new=[(0, 30)]), seed=2)
        assert first.others.size == NEGATIVES
        assert set(first.others.tolist()) != set(other.others.tolist())
        (again, _) = queries(fold(ring(150), new=[(0, 30)]), seed=1)
        assert first.others.tolist() == again.others.tolist()

    @pytest.mark.parametrize(
        ("size", "expected"), [(LEAST_COMPARABLE + 4, 2), (LEAST_COMPARABLE + 3, 0)]
    )
    def test_pairs_with_few_comparable_are_dropped(self, size, expected):
        assert len(queries(fold(ring(size), new=[(0, size // 2)]), seed=1)) == expected

    def test_only_those_of_nearly_the_partners_degree(self):
        partners = ring(120, neighbours=10)
        for loner in range(60, 80):
            partners[loner] = partners[:, loner] = False
        (first, *_) = queries(fold(partners, new=[(0, 40)]), seed=1)
        degree = partners.sum(axis=1)
        assert degree[40] == 20
        chosen = degree[first.others]
        assert chosen.min() == 17
        free = ~partners[0]
        free[[0, 40]] = False
        assert first.others.size == (free & (degree >= 17)).sum()

    def test_balanced_popularity_scores_exactly_one_half(self):
        partners = ring(200, neighbours=20)
        chance = np.random.default_rng(4)
        cut = np.triu(chance.random(partners.shape) < 0.1, 1)
        partners &= ~(cut | cut.T)
        made = fold(partners, new=[(0, 50), (3, 120), (7, 90)])
        popularity = np.broadcast_to(made.degree.astype(float), partners.shape)
        asked = queries(made, seed=1, balanced=True)
        assert len(asked) > 2
        assert {outcome(query, popularity).auc for query in asked} == {0.5}
        assert {outcome(query, popularity).auc for query in queries(made, seed=1)} != {0.5}

    def test_within_a_channel_nobody_else_is_asked_or_compared(self):
        group = np.arange(100) < 50
        within = np.outer(group, ~group)
        made = fold(ring(100), new=[(0, 30), (0, 70)])
        (only,) = queries(made, seed=1, within=within)
        assert (only.source, only.target) == (0, 70)
        assert set(only.others.tolist()) == set(range(50, 99)) - {70}


class TestWithoutReporter:
    def test_pairs_and_others_that_share_one_are_left_out(self):
        told = [(0, other) for other in range(2, 10)]
        made = fold(ring(60), new=[(0, 30), (0, 5)], together=told)
        harder = without_reporter(made, queries(made, seed=1))
        assert {(query.source, query.target) for query in harder} == {(0, 30), (30, 0)}
        assert not set(range(2, 10)) & set(harder[0].others.tolist())

    def test_too_few_left(self):
        told = [(0, other) for other in range(2, 28)]
        made = fold(ring(60), new=[(0, 30)], together=told)
        assert [q.source for q in without_reporter(made, queries(made, seed=1))] == [30]


class TestOutcome:
    def of(self, partner, *others):
        scores = np.array([[0, partner, *others]])
        return outcome(Query(0, 1, np.arange(2, 2 + len(others))), scores)

    def test_auc_counts_ties_half(self):
        assert self.of(0.5, 0.4, 0.5, 0.6, 0.1).auc == 1 - (1 + 0.5) / 4
        assert self.of(0.5, 0.5, 0.5).auc == 0.5
        assert self.of(0.9, 0.1, 0.2).auc == 1
        assert self.of(0.1, 0.9, 0.2).auc == 0

    def test_rounding_makes_no_order(self):
        assert self.of(0.3, 0.1 + 0.2).auc == 0.5

    def test_hit_and_gain_average_over_the_ranks_of_a_tie(self):
        first = Outcome(above=0, same=0, others=99)
        assert (first.hit, first.ndcg) == (1, 1)
        third = Outcome(above=2, same=0, others=99)
        assert (third.hit, third.ndcg) == (1, 0.5)
        tied = Outcome(above=9, same=1, others=99)
        assert tied.hit == 0.5
        assert tied.ndcg == pytest.approx(0.5 / np.log2(11))
        assert Outcome(above=10, same=0, others=99).hit == 0
        assert Outcome(above=0, same=99, others=99).hit == 0.1
