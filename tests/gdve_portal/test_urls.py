"""The house rule of names: URL name = view function = template stem."""

from collections.abc import Iterator

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

OUR_APPS = ("gdve_portal", "organizations", "partnerships", "sessions_archive", "accounts")


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def ours() -> list[URLPattern]:
    """Addresses with a view function of ours; the admin names its own."""
    return [
        entry
        for entry in patterns(get_resolver())
        if entry.callback.__module__.split(".")[0] in OUR_APPS
        and ".admin" not in entry.callback.__module__
    ]


def test_each_address_is_named_after_its_view() -> None:
    wrong = [(e.name, e.callback.__name__) for e in ours() if e.name != e.callback.__name__]
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "organizations/organization_list.html",
        "organizations/organization_detail.html",
        "organizations/register.html",
        "organizations/register_step.html",
        "organizations/registration.html",
        "home.html",
        "dashboard.html",
    ],
)
def test_templates_stand_where_their_names_say(path: str) -> None:
    try:
        get_template(path)
    except TemplateDoesNotExist:
        pytest.fail(f"templates/{path} is not there")
