import numpy as np
import pytest

from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import GROUP_KINDS, KINDS, PARTNER_TYPES

TABLE = type_prior()


def prior(a, b):
    return TABLE[KINDS.index(a), KINDS.index(b)]


def test_clipped_symmetric_and_nan_where_unknown():
    known = TABLE[1:, 1:]
    assert known.min() == 0.35
    assert known.max() == 0.65
    assert np.array_equal(known, known.T)
    assert np.isnan(TABLE[0]).all()
    assert np.isnan(TABLE[:, 0]).all()


@pytest.mark.parametrize("kind", GROUP_KINDS)
@pytest.mark.parametrize("others", [PARTNER_TYPES[:7], PARTNER_TYPES[7:], GROUP_KINDS])
def test_no_kind_of_group_is_better_off_as_a_whole(kind, others):
    assert np.mean([prior(kind, other) for other in others]) == pytest.approx(0.5)
