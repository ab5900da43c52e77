import math

import pytest

from partnerships.matching.errors import (
    InvalidWeights,
    NegativeWeight,
    NotANumber,
    WeightsDoNotSumToOne,
)
from partnerships.matching.weights import COMPONENTS, Weights


def test_the_weights_of_the_design():
    assert Weights.partners().values == (0.22, 0.25, 0.18, 0.20, 0.08, 0.04, 0.03)
    assert Weights.diaspora().values == (0.22, 0.25, 0.05, 0.29, 0.12, 0.04, 0.03)
    assert len(COMPONENTS) == 7


def test_both_variants_have_their_own_version():
    assert Weights.partners().version != Weights.diaspora().version
    assert Weights.diaspora().as_dict()["version"] == "diaspora-1"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sector": 0.23}, WeightsDoNotSumToOne),
        ({"sector": -0.03, "region": 0.5}, NegativeWeight),
        ({"needs": math.nan}, NotANumber),
        ({"needs": math.inf}, NotANumber),
        ({"needs": -math.inf}, NotANumber),
        (dict.fromkeys(COMPONENTS, 0.0), WeightsDoNotSumToOne),
        (dict.fromkeys(COMPONENTS, 1.0), WeightsDoNotSumToOne),
        ({"version": ""}, InvalidWeights),
    ],
)
def test_wrong_weights_have_a_named_error(change, error):
    with pytest.raises(error):
        Weights(**change)
