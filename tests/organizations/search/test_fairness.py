"""Grass-roots groups keep their part of the first ten places, and no more than the floor takes."""

from math import isclose, log2

import pytest
from django.test import override_settings

from organizations.enums import Kind
from organizations.search.engine import Criteria, search
from organizations.search.fairness import TierSize, expected_share, reserved_places
from organizations.viewers import ANONYMOUS
from tests.factories import make_listing


def test_expected_share_weighs_places_by_their_exposure() -> None:
    tiers = [TierSize(1, 1), TierSize(100, 0)]
    total = sum(1 / log2(place + 1) for place in range(1, 11))
    assert isclose(expected_share(tiers), 1 / total)
    assert expected_share([TierSize(50, 30)]) == pytest.approx(0.6)
    assert expected_share([]) == 0


@pytest.mark.parametrize(
    ("tiers", "reserved"),
    [
        ([], 0),
        ([TierSize(100, 60)], 0),  # one tier: the rotation is fair
        ([TierSize(10, 0)], 0),  # all on the first page
        ([TierSize(100, 0)], 0),  # none there
        ([TierSize(20, 0), TierSize(20, 20)], 7),
        ([TierSize(20, 8), TierSize(20, 12)], 2),
        ([TierSize(20, 10), TierSize(20, 10)], 0),
        ([TierSize(10, 0), TierSize(990, 10)], 1),
    ],
)
def test_reserved_places(tiers: list[TierSize], reserved: int) -> None:
    assert reserved_places(tiers) == reserved


@pytest.mark.django_db
@override_settings(SECRET_KEY="a key")
def test_the_floor_moves_groups_up_and_loses_none() -> None:
    offices = [make_listing(name=f"Lima office {n}", kind=Kind.FORMAL).pk for n in range(15)]
    groups = [make_listing(name=f"Circle {n}", description="From Lima.").pk for n in range(15)]
    pages = [search(Criteria("lima"), ANONYMOUS, offset=start).numbers for start in (0, 20)]
    assert sorted(pages[0] + pages[1]) == sorted(offices + groups)
    first = pages[0][:10]
    assert first[:3] == [number for number in first if number in offices]
    assert len(set(first) & set(groups)) == 7
