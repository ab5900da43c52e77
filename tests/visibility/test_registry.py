"""Whatever has an address is compared, or says here why it need not be."""

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.visibility import surfaces  # noqa: F401 - fills the registry
from tests.visibility.registry import REGISTRY, Registry, Surface

# By URL name, or by a prefix that ends in "*".
EXCUSED = {
    "account_*": "allauth's pages of signing in ask nothing of listings",
    "accounts:session_*": "where a person is signed in; asks nothing of listings",
    "mfa_*": "allauth's pages of the second step ask nothing of listings",
    "admin:*": "staff sees every listing; others are sent to sign in, which is compared",
    "livez": "asks nothing",
    "readyz": "asks nothing",
    "dev_mail:*": "development only: the letters this computer wrote",
    "components": "development only: specimens",
    "accounts:notification_choices": "asks nothing of listings",
    "accounts:notification_unsubscribe": "asks nothing of listings",
    "accounts:notification_read": "marks a notification of one's own",
    "accounts:notification_read_all": "marks notifications of one's own",
    "accounts:account_delete": "names one's own listings only, after the password",
    "accounts:copy_ask": "asks the worker for a copy of one's own data",
    "accounts:copy_fetch": "hands out a file of one's own",
    "organizations:contact_message": "only for members of the group that got it",
    "organizations:contact_block": "only for members of the group that got it",
}


def excuse(name: str) -> str | None:
    """Return the entry of EXCUSED that covers `name`."""
    for entry in EXCUSED:
        if name == entry or (entry.endswith("*") and name.startswith(entry[:-1])):
            return entry
    return None


def names(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> set[str]:
    """Return the name of every address below `resolver`, with its namespaces."""
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            found |= names(entry, inner)
        elif isinstance(entry, URLPattern):
            found.add(":".join((*namespaces, entry.name or str(entry.pattern))))
    return found


def registered() -> set[str]:
    found = set()
    for surface in REGISTRY:
        try:
            found.add(resolve(surface.path).view_name)
        except Resolver404:
            continue  # an address that does not exist is a surface, too
    return found


def test_every_address_is_compared_or_excused() -> None:
    here = names(get_resolver())
    covered = registered()
    missing = {name for name in here - covered if excuse(name) is None}
    assert missing == set(), "register them in tests/visibility/surfaces/, or excuse them here"


def test_no_excuse_is_left_over() -> None:
    here = names(get_resolver())
    used = {excuse(name) for name in here} - {None}
    assert used == set(EXCUSED)
    assert not {name for name in registered() if excuse(name) not in (None, "admin:*", "account_*")}


def test_a_surface_is_registered_once() -> None:
    registry = Registry()
    surface = Surface("one", lambda client: [], "/")
    registry.add(surface)
    with pytest.raises(ValueError, match="twice"):
        registry.add(surface)
