"""Matches of others, scored again while a hidden record is there."""

import pytest

from partnerships import match_runs
from partnerships.actions import runs, steps
from tests.visibility import surfaces  # noqa: F401 - fills the registry
from tests.visibility.answers import Reader, difference
from tests.visibility.registry import REGISTRY
from tests.visibility.world import WAYS, build, hide

pytestmark = pytest.mark.django_db

MATCHES = [surface for surface in REGISTRY if surface.path.startswith("/matches/")]


@pytest.fixture(autouse=True)
def _fresh_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match_runs, "_kept", None)


def score() -> None:
    run, _started = runs.start_match_run()
    while steps.take_due_steps(run_id=run.pk):
        pass


@pytest.mark.parametrize(
    "name", ["member", "private_partner", "body_of_the_state", "body_of_another_state"]
)
def test_what_a_reader_may_not_see_moves_no_match(name: str, compared: list[int]) -> None:
    world = build()
    reader = Reader(world.readers[name])
    empty = reader.all_answers(MATCHES)
    score()
    without = reader.all_answers(MATCHES)
    assert without != empty
    hide([way for way in WAYS if name not in way.seen_by], world)
    score()
    for surface in MATCHES:
        answers = reader.answers(surface)
        compared.append(len(answers))
        assert difference(without[surface.name], answers) == ""
