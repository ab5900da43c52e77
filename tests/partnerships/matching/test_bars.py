import pytest

from partnerships.matching.bars import judged


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("exposure_ratio", 0.95, True),
        ("exposure_ratio", 1.05, True),
        ("exposure_ratio", 0.949, False),
        ("exposure_ratio", 1.051, False),
        ("gini", 0.45, True),
        ("gini", 0.451, False),
        ("never_shown", 0.05, True),
        ("never_shown", 0.051, False),
        ("ndcg_loss", 0.0099, True),
        ("ndcg_loss", 0.0101, False),
    ],
)
def test_each_bar(name, value, met):
    assert judged({"targets": 20, name: value})[name] is met


def test_few_or_nothing_is_not_judged():
    assert judged({"targets": 19, "gini": 0.9}) == dict.fromkeys(
        ("exposure_ratio", "gini", "never_shown", "ndcg_loss")
    )
    assert judged({"targets": 20, "gini": None})["gini"] is None
