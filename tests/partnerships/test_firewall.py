"""What is hidden moves nothing of what others are shown: byte for byte, over a whole sample."""

from collections.abc import Callable
from typing import Any

import pytest

from organizations.enums import Audience, Status
from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships.models import MatchRun, RouteExposure
from partnerships.sample import load_partners
from tests.factories import make_listing, make_public_body
from tests.partnerships.reading import rows

Run = Callable[[], MatchRun]
Row = tuple[Any, ...]


@pytest.fixture
def sample(db: None) -> None:
    load_organizations(80, seed=3)
    load_partners(30, seed=3)


def attractive(**fields: Any) -> Organization:
    """A listing that would be in many lists if it could, with tags that would move any idf."""
    return make_listing(
        name="Hidden", heritage=["GH"], residence=["GB"], sectors=["peace", "trade"],
        secondary_sectors=["education", "health", "culture"],
        offers=["funding", "mentoring", "training", "jobs"],
        needs=["research", "market-access", "volunteers"], made_of=["first", "second"],
        languages=["en", "fr", "ar", "es"], **fields,
    )  # fmt: skip


def without(found: list[Row], hidden: Organization) -> list[Row]:
    return [row for row in found if hidden.pk not in (row[1], row[3])]


def holding(found: list[Row], hidden: Organization) -> set[tuple[Any, ...]]:
    """The lists that hold the hidden listing: (channel, source organization, source partner)."""
    return {row[:3] for row in found if row[3] == hidden.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience.IOM},
        {"status": Status.SUBMITTED},
        {"status": Status.SUSPENDED, "audience": Audience.PUBLIC},
    ],
)
def test_a_listing_that_nobody_may_see_changes_no_byte(
    fields: dict[str, Any], sample: None, run_matching: Run
) -> None:
    before = rows(run_matching())
    hidden = attractive(**fields)
    after = rows(run_matching())
    assert after == before
    assert not [row for row in after if hidden.pk in (row[1], row[3])]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.PARTNERS])
def test_a_listing_that_some_may_see_moves_no_score_and_no_order(
    audience: Audience, sample: None, run_matching: Run
) -> None:
    before = rows(run_matching())
    standings = list(RouteExposure.objects.order_by("pk").values_list("route", "standing"))
    hidden = attractive(audience=audience)
    after = rows(run_matching())
    held = holding(after, hidden)
    assert held
    # Lists that do not hold it are the same to the byte; exposure knows nothing of it.
    assert without([row for row in after if row[:3] not in held], hidden) == [
        row for row in before if row[:3] not in held
    ]
    assert (
        standings
        == list(RouteExposure.objects.order_by("pk").values_list("route", "standing"))[
            len(standings) :
        ]
    )
    # Lists that hold it hold the same others, in the same order, with the same scores.
    for key in held:
        others = [row[3:8] for row in after if row[:3] == key and row[3] != hidden.pk]
        assert others == [row[3:8] for row in before if row[:3] == key][: len(others)]


def test_a_state_learns_nothing_of_what_is_hidden_from_it(sample: None, run_matching: Run) -> None:
    ministry = make_public_body("GB", name="Ministry", offers=["funding"], needs=["volunteers"])

    def own(run: MatchRun) -> list[tuple[Any, ...]]:
        return [row for row in rows(run) if row[2] == ministry.pk]

    before = own(run_matching())
    hidden = attractive(audience=Audience.MEMBERS, hidden_from=["GB"])
    run = run_matching()
    assert own(run) == before
    assert len(before) == 20
    assert not [row for row in rows(run) if (row[1], row[4]) == (hidden.pk, ministry.pk)]
    # Other partners are told of it.
    assert [row for row in rows(run) if row[2] and row[3] == hidden.pk]
