from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.matching.engine import SCALE
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.evenness import gini, ndcg_loss
from partnerships.matching.exposure import (
    NO_LIMIT,
    Policy,
    Targets,
    day_seed,
    rerank,
    settle,
)

SEED = day_seed("2024-06-19", b"secret")


def targets(size, **given):
    rng = np.random.default_rng(7)
    columns = {
        "merit": np.full(size, 0.5),
        "past_exposure": np.zeros(size),
        "grassroots": np.zeros(size, bool),
        "open_to": np.full(size, NO_LIMIT),
        "tie": rng.integers(0, 2**63, size, np.uint64),
    }
    return Targets(**columns | given)


def candidates(scores):
    """Rows of candidates from a matrix of scores from 0 to 1, sources × targets."""
    matrix = np.round(np.asarray(scores, float) * SCALE).astype(np.int32)
    order = np.argsort(-matrix, axis=1, kind="stable").astype(np.int32)
    ties = np.random.default_rng(8).integers(0, 2**63, len(matrix), np.uint64)
    return order, np.take_along_axis(matrix, order, axis=1), ties


def lists(order, shown):
    return [
        [int(order[row, column]) for column in columns if column >= 0]
        for row, columns in enumerate(shown.columns)
    ]


def test_who_was_shown_least_comes_first_among_near_ties():
    found = candidates([[0.80, 0.79, 0.785, 0.70]])
    past = np.array([9.0, 3.0, 1.0, 0.0])
    shown = rerank(*found, targets(4, past_exposure=past), seed=SEED)
    assert lists(found[0], shown) == [[2, 1, 0, 3]]


def test_exposure_is_weighed_against_merit():
    found = candidates([[0.80, 0.79]])
    even = targets(2, past_exposure=np.array([2.0, 1.0]))
    assert lists(found[0], rerank(*found, even, seed=SEED)) == [[1, 0]]
    deserved = replace(even, merit=np.array([0.9, 0.3]))
    assert lists(found[0], rerank(*found, deserved, seed=SEED)) == [[0, 1]]


def test_a_window_begins_at_the_best_that_is_left():
    # 0.78 is a near-tie of 0.79 but not of 0.801: a chain of small steps is no tie.
    found = candidates([[0.801, 0.79, 0.78]])
    past = np.array([9.0, 8.0, 0.0])
    shown = rerank(*found, targets(3, past_exposure=past), seed=SEED)
    assert lists(found[0], shown) == [[1, 0, 2]]


def test_the_last_tie_is_broken_by_day_and_pair():
    found = candidates(np.full((40, 6), 0.5))
    lone = [
        tuple(
            lists(
                found[0][[row]],
                rerank(
                    found[0][[row]], found[1][[row]], found[2][[row]], targets(6),
                    seed=day_seed(day, b"secret"),
                ),
            )[0]
        )
        for row in range(40)
        for day in ("2024-06-19", "2024-06-20")
    ]  # fmt: skip
    assert len(set(lone)) > 60
    assert {order[0] for order in lone} == set(range(6))
    assert day_seed("2024-06-19", b"secret") != day_seed("2024-06-19", b"other")


def test_equals_share_the_exposure_of_a_run():
    shown = rerank(*candidates(np.full((200, 50), 0.5)), targets(50), seed=SEED)
    assert shown.exposure.max() / shown.exposure.min() < 1.05


def test_the_cap_is_kept_by_the_lists_that_fit_best():
    scores = np.full((100, 200), 0.3)
    scores[:, 0] = np.linspace(0.5, 0.9, 100)
    found = candidates(scores)
    shown = rerank(*found, targets(200), seed=SEED)
    assert shown.limits[0] == 30
    holders = [row for row, kept in enumerate(lists(found[0], shown)) if 0 in kept]
    assert holders == list(range(70, 100))
    assert all(len(kept) == 20 for kept in lists(found[0], shown)[70:])


def test_few_targets_never_mean_short_lists():
    found = candidates(np.random.default_rng(11).random((300, 25)))
    shown = rerank(*found, targets(25), seed=SEED)
    assert set(shown.limits.tolist()) == {480}
    assert (shown.columns >= 0).all()


def test_five_per_cent_of_many_lists_and_an_own_limit():
    found = candidates(np.random.default_rng(9).random((800, 1000)))
    open_to = np.full(1000, NO_LIMIT)
    open_to[:3] = (0, 5, 1000)
    shown = rerank(*found, targets(1000, open_to=open_to), seed=SEED)
    assert shown.limits[:4].tolist() == [0, 5, 40, 40]
    assert (shown.lists <= shown.limits).all()
    assert shown.lists[:2].tolist() == [0, 5]


def popular(sources=1500, size=1500, spread=0.018):
    """Some targets fit nearly everybody a little better."""
    rng = np.random.default_rng(12)
    scores = 0.6 + spread * rng.standard_normal(size) + 0.02 * rng.normal(size=(sources, size))
    order, score, ties = candidates(scores)
    return order[:, :100].copy(), score[:, :100].copy(), ties


def test_a_lower_cap_spreads_what_few_would_have():
    found = popular()
    hard, dearer = Policy(even_shares=()), Policy(most_loss=0.02)
    before = rerank(*found, targets(1500), seed=SEED, policy=hard)
    after = rerank(*found, targets(1500), seed=SEED, policy=dearer)
    assert after.soft.max() < before.soft.max() == before.limits.max()
    assert gini(after.exposure) < gini(before.exposure)
    assert (after.lists == 0).sum() < (before.lists == 0).sum()
    assert ndcg_loss(found[1], after.columns) < 0.02
    assert (after.columns >= 0).all()
    assert (after.lists <= after.limits).all()


def test_a_lower_cap_that_costs_too_much_is_not_taken():
    found = popular()
    dear = Policy(most_loss=0.0)
    shown = rerank(*found, targets(1500), seed=SEED, policy=dear)
    assert (shown.soft == shown.limits).all()


def test_no_lower_cap_where_exposure_is_even():
    found = candidates(np.random.default_rng(13).random((300, 100)))
    shown = rerank(*found, targets(100), seed=SEED)
    assert (shown.soft == shown.limits).all()


def uneven(groups=40, others=40, gap=0.02, sources=300):
    rng = np.random.default_rng(10)
    scores = rng.normal(0.6, 0.03, (sources, groups + others))
    scores[:, :groups] -= gap
    grassroots = np.arange(groups + others) < groups
    merit = scores.mean(axis=0)
    return candidates(scores), targets(groups + others, grassroots=grassroots, merit=merit)


def test_the_floor_is_the_smallest_that_reaches_the_ratio():
    found, listed = uneven()
    policy = Policy()
    shown = rerank(*found, listed, seed=SEED, policy=policy)
    assert shown.ratio >= 0.97
    assert 0 < shown.floor < 0.05
    below = replace(policy, floor_most=shown.floor - 0.005)
    lower = rerank(*found, listed, seed=SEED, policy=below)
    assert lower.floor == pytest.approx(shown.floor - 0.005)
    assert lower.ratio < 0.97


def test_without_a_gap_there_is_no_floor():
    found, listed = uneven(gap=0)
    shown = rerank(*found, listed, seed=SEED)
    assert shown.floor == 0
    assert 0.97 <= shown.ratio <= 1.05


def test_a_floor_for_the_others_where_groups_are_seen_more_than_they_fit():
    found, listed = uneven(gap=-0.02)
    shown = rerank(*found, listed, seed=SEED)
    assert -0.05 < shown.floor < 0
    assert shown.ratio <= 1.05
    below = Policy(floor_most=-shown.floor - 0.001)
    lower = rerank(*found, listed, seed=SEED, policy=below)
    assert lower.floor == pytest.approx(shown.floor + 0.001)
    assert lower.ratio > 1.05


def test_a_floor_for_the_others_is_never_above_its_most():
    found, listed = uneven(gap=-0.3)
    shown = rerank(*found, listed, seed=SEED)
    assert shown.floor == -0.05
    assert shown.ratio > 1.05


def test_a_floor_is_never_above_its_most():
    found, listed = uneven(gap=0.3)
    shown = rerank(*found, listed, seed=SEED)
    assert shown.floor == 0.05
    assert shown.ratio < 0.97


@pytest.mark.parametrize(("groups", "others"), [(19, 40), (40, 19)])
def test_few_groups_are_reported_and_not_adjusted(groups, others):
    found, listed = uneven(groups=groups, others=others, gap=0.1)
    shown = rerank(*found, listed, seed=SEED)
    assert shown.floor == 0
    assert shown.ratio < 0.97


def test_nobody_to_compare_with():
    found = candidates(np.random.default_rng(1).random((10, 30)))
    shown = rerank(*found, targets(30), seed=SEED)
    assert np.isnan(shown.ratio)
    assert shown.floor == 0


@pytest.mark.parametrize("shape", [(0, 20), (3, 20)])
def test_no_candidates_no_lists(shape):
    empty = np.full(shape, -1, np.int32)
    shown = rerank(empty, np.zeros(shape, np.int32), np.zeros(shape[0], np.uint64), targets(5),
                   seed=SEED)  # fmt: skip
    assert (shown.columns == -1).all()
    assert shown.lists.tolist() == [0] * 5


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    sources=st.integers(1, 50),
    size=st.integers(1, 45),
    spread=st.floats(0, 0.2),
    length=st.integers(1, 25),
)
def test_what_holds_for_any_lists(seed, sources, size, spread, length):
    rng = np.random.default_rng(seed)
    order, score, ties = candidates(np.clip(0.5 + spread * rng.normal(size=(sources, size)), 0, 1))
    missing = rng.integers(0, size + 1, sources)
    order[np.arange(size) >= missing[:, None]] = -1
    listed = targets(
        size,
        past_exposure=rng.random(size) * 10,
        grassroots=rng.random(size) < 0.5,
        merit=0.1 + rng.random(size),
        open_to=np.where(rng.random(size) < 0.2, rng.integers(0, 10, size), NO_LIMIT),
    )
    policy = Policy(length=length)
    shown = rerank(order, score, ties, listed, seed=SEED, policy=policy)
    assert (shown.lists <= shown.limits).all()
    window = round((policy.tie_window + abs(shown.floor)) * SCALE)
    for row in range(sources):
        kept = shown.columns[row][shown.columns[row] >= 0]
        assert len(set(kept.tolist())) == len(kept) <= min(length, missing[row])
        scores = score[row, kept]
        # Nothing passes one that is better by more than the window and the floor.
        assert (np.minimum.accumulate(scores) >= scores - window).all()
        # What was left out is full, or no better than the window allows.
        if len(kept) < min(length, missing[row]):
            left = np.setdiff1d(np.arange(missing[row]), kept)
            assert (shown.lists[order[row, left]] == shown.limits[order[row, left]]).all()
    # The order in which the lists are given does not matter.
    turned = rng.permutation(sources)
    again = rerank(order[turned], score[turned], ties[turned], listed, seed=SEED, policy=policy)
    assert np.array_equal(again.columns, shown.columns[turned])
    assert (again.floor, again.lists.tolist()) == (shown.floor, shown.lists.tolist())


def test_settling_moves_nobody_else():
    found, listed = uneven()
    listed = replace(listed, open_to=np.where(np.arange(80) % 4 == 0, 50, NO_LIMIT))
    shown = rerank(*found, listed, seed=SEED)
    before = (shown.exposure.copy(), shown.lists.copy())
    late, scores, ties = candidates(np.random.default_rng(3).normal(0.6, 0.03, (5, 80)))
    columns = settle(late, scores, ties, listed, shown, seed=SEED)
    assert np.array_equal(before[0], shown.exposure)
    assert np.array_equal(before[1], shown.lists)
    full = np.flatnonzero(shown.lists >= shown.limits)
    assert 15 < full.size < 25
    assert (columns >= 0).all()
    assert not np.isin(np.take_along_axis(late, columns.astype(int), axis=1), full).any()
    one = settle(late[[2]], scores[[2]], ties[[2]], listed, shown, seed=SEED)
    assert np.array_equal(one[0], columns[2])


def test_columns_that_do_not_fit_are_refused():
    order, score, ties = candidates([[0.5, 0.4]])
    for wrong in (
        (order, score[:, :1], ties, targets(2)),
        (order, score, ties[:0], targets(2)),
        (order, score, ties, targets(1)),
        (order, score, ties, targets(2, merit=np.ones(3))),
    ):
        with pytest.raises(InvalidRequest):
            rerank(*wrong, seed=SEED)


@pytest.mark.parametrize("column", ["merit", "past_exposure"])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -0.1])
def test_a_target_without_a_number_is_refused(column, wrong):
    found = candidates([[0.5, 0.4]])
    values = np.array([0.5, wrong])
    with pytest.raises(InvalidRequest, match="is not a number from 0 on"):
        rerank(*found, targets(2, **{column: values}), seed=SEED)
