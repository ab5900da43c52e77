"""How far apart two listings are, in circles."""

import pytest

from partnerships.circles import FAR, NEAR, REGION, SAME, UNKNOWN, circle
from partnerships.matching.explain import explain
from partnerships.matching.profiles import Profile
from partnerships.profiles import vocabulary


def profile(key: str, heritage: str, residence: str) -> Profile:
    return Profile(
        key=key,
        heritage=frozenset(heritage.split()),
        residence=frozenset(residence.split()),
    )


@pytest.mark.parametrize(
    ("own", "other", "step", "label"),
    [
        (("SO", "KE"), ("SO", "FR"), SAME, ""),
        (("SO", "KE"), ("ET", "FR"), NEAR, "Wider circle: Eastern Africa"),
        (("SO", "KE"), ("GH", "FR"), NEAR, "Wider circle: Sub-Saharan Africa"),
        (("SO", "KE"), ("EG", "FR"), REGION, "Wider circle: Africa"),
        (("SO", "KE"), ("FJ", "FR"), FAR, "From another part of the world"),
        # The nearer of the two axes counts.
        (("SO", "FR"), ("FJ", "FR"), SAME, ""),
        (("SO", "KE"), ("", ""), UNKNOWN, ""),
        (("014", "KE"), ("014", "FR"), NEAR, "Wider circle: Eastern Africa"),
    ],
)
def test_the_narrowest_circle_that_holds_both(
    own: tuple[str, str], other: tuple[str, str], step: int, label: str, db: None
) -> None:
    facts = explain(profile("a", *own), profile("b", *other), vocabulary())
    found = circle(facts)
    assert (found.step, found.label) == (step, label)
