"""What every test stands on: the code lists, and people to look through."""

from collections.abc import Iterator

import pytest

from organizations import codebook
from organizations.codelists import load_codelists
from organizations.models import Sector
from organizations.search.live import live_index
from organizations.search.vocabulary import learn_code_lists


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Load the code lists once: they are part of the schema in all but name."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_codelists()
        learn_code_lists()


@pytest.fixture(autouse=True)
def _codelists_after_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions empties every table when it ends: fill the lists again."""
    codebook.forget()
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        if not Sector.objects.exists():
            load_codelists()
            learn_code_lists()
    live_index.forget()
    yield
    codebook.forget()
    live_index.forget()
