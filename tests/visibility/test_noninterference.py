"""The comparison itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import transaction

from organizations.search.live import live_index
from organizations.views import directory
from tests.visibility import surfaces  # noqa: F401 - fills the registry
from tests.visibility.answers import Reader, difference
from tests.visibility.registry import REGISTRY, Surface
from tests.visibility.world import ALWAYS, READERS, WAYS, Way, World, build, hide, hide_other_kinds

pytestmark = pytest.mark.django_db

ALL = list(REGISTRY)
BY_WAY = [surface for surface in ALL if surface.by_way]
TELLING = [surface for surface in ALL if surface.tells]
TELLING_BY_WAY = [surface for surface in TELLING if surface.by_way]


@pytest.fixture(autouse=True)
def _several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 4)


@contextmanager
def hidden(ways: Sequence[Way], world: World) -> Iterator[None]:
    """A world with records hidden in these ways, taken back afterwards."""
    with transaction.atomic():
        hide(ways, world)
        if len(ways) > 1:
            hide_other_kinds()
        yield
        transaction.set_rollback(True)
    live_index.forget()


@pytest.mark.parametrize("name", [name for name in READERS if name not in ALWAYS])
def test_what_a_reader_may_not_see_changes_nothing(name: str, compared: list[int]) -> None:
    world = build()
    reader = Reader(world.readers[name])
    without = reader.all_answers(ALL)
    ways = [way for way in WAYS if name not in way.seen_by]
    different = []
    for hiding, asked in [(ways, ALL), *(([way], BY_WAY) for way in one_by_one(ways, name))]:
        with hidden(hiding, world):
            for surface in asked:
                answers = reader.answers(surface)
                compared.append(len(answers))
                if words := difference(without[surface.name], answers):
                    label = hiding[0].name if len(hiding) == 1 else "all ways"
                    different.append(f"{label}: {surface.name}: {words}")
    assert not different, "\n".join(different)


def one_by_one(ways: Sequence[Way], name: str) -> list[Way]:
    """Return every audience, and of the states of a listing's life two, others for each reader."""
    states = [way for way in ways if "status" in way.fields]
    first = 2 * READERS.index(name)
    chosen = [states[(first + step) % len(states)] for step in range(2)]
    return [way for way in ways if way not in states or way in chosen]


@pytest.mark.parametrize("name", READERS)
def test_who_may_see_it_is_told(name: str) -> None:
    """Otherwise the comparison above could not fail, and the portal would serve nobody."""
    ways = [way for way in WAYS if name in way.seen_by and "status" not in way.fields]
    assert silent(name, ways, TELLING_BY_WAY) == []


def test_every_surface_that_is_said_to_tell_tells() -> None:
    assert silent("member", WAYS[:1], TELLING) == []


def silent(name: str, ways: Sequence[Way], asked: Sequence[Surface]) -> list[str]:
    """Return the surfaces that answer the reader as if the record were not there."""
    world = build()
    reader = Reader(world.readers[name])
    without = reader.all_answers(asked)
    found = []
    for way in ways:
        with hidden([way], world):
            found += [
                f"{way.name}: {surface.name}"
                for surface in asked
                if not difference(without[surface.name], reader.answers(surface))
            ]
    return found
