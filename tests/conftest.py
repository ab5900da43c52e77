"""What every test stands on: the code lists, and an index that forgets."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils.translation import activate
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from organizations import codebook
from organizations.codelists import load_codelists
from organizations.models import Sector
from organizations.search.live import live_index
from organizations.search.vocabulary import learn_code_lists

# A test with real transactions empties every table when it ends, the code lists' too.
EMPTYING = frozenset({"transactional_db", "live_server"})
emptied = pytest.StashKey[bool]()


def fill_code_lists() -> None:
    """The code lists are part of the schema in all but name."""
    if not Sector.objects.exists():
        load_codelists()
        learn_code_lists()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        fill_code_lists()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fill the lists again before the next test's own transaction begins."""
    if item.config.stash.get(emptied, False):
        with item.config.stash[blocking_manager_key].unblock():
            fill_code_lists()
        item.config.stash[emptied] = False


@pytest.fixture(autouse=True)
def _forgetful_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep nothing in memory of what the last test's transaction took back."""
    codebook.forget()
    live_index.forget()
    yield
    # A page in another language leaves this thread in it.
    activate(settings.LANGUAGE_CODE)
    codebook.forget()
    live_index.forget()
    marker = request.node.get_closest_marker("django_db")
    if EMPTYING & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        request.config.stash[emptied] = True
