"""H32 to H36: asking for too much, and letting the portal fetch for one."""

import ast
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from organizations.models import Organization
from organizations.validators import validate_public_url
from tests.factories import UserFactory, make_listing, make_partner
from tests.hostile.conftest import Server
from tests.hostile.log import events
from tests.workers import ROOT

pytestmark = pytest.mark.django_db

OURS = ("accounts", "organizations", "partnerships", "sessions_archive", "gdve_portal")
PAGED = [
    "/organizations/",
    "/partners/",
    "/opportunities/",
    "/sessions/",
    "/sessions/people/",
    "/organizations/map/",
]


@pytest.mark.parametrize("path", PAGED)
def test_h32_a_page_far_beyond_the_last(path: str, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        make_listing(name=f"Circle {number}")
        make_partner()
    client = Client()
    for query in (
        "page=1000000000",
        "page=99999999999999999999999999",
        "page=-1",
        "page=0",
        "page=1e9",
        "page_size=1000000&limit=1000000&per_page=1000000&offset=1000000",
        "cursor=AAAA&after=AAAA",
    ):
        with django_assert_max_num_queries(12):
            answer = client.get(f"{path}?{query}")
        assert answer.status_code in (200, 400, 404), query
        assert len(answer.content) < 200_000


# The server itself refuses what is longer than any address or header of ours.
TOO_LONG = (400, 414, 431)


def test_h33_a_long_query_and_five_hundred_choices(server: Server) -> None:
    assert server.get(b"/organizations/?q=" + b"x" * 10_000)[0] in TOO_LONG
    assert server.get(b"/organizations/?q=" + b"x" * 3_000)[0] == 400
    choices = b"&".join([b"kind=network"] * 500)
    assert server.get(b"/organizations/?" + choices)[0] in TOO_LONG
    assert server.get(b"/organizations/", b"X-Long: " + b"x" * 20_000)[0] in TOO_LONG
    assert server.get(b"/organizations/", *[b"X-Many: 1"] * 200)[0] in TOO_LONG
    client = Client()
    for path in ("/organizations/", "/organizations/count/", "/organizations/export.csv"):
        for query in ("q=" + "x" * 10_000, "&".join(f"heritage={n}" for n in range(500))):
            assert client.get(f"{path}?{query}").status_code == 400, path


# Repeats in repeats that can be read in one way only.
HARMLESS = {r"[^\W_]+(?:['’][^\W_]+)*": "an apostrophe, which is no letter, begins each round"}


def test_h34_no_pattern_can_be_made_to_try_for_ever() -> None:
    """A repeat without end inside another, or two that take the same signs side by side."""
    assert {pattern for _where, pattern in patterns() if is_catastrophic(pattern)} == set(HARMLESS)
    assert len(list(patterns())) > 60
    # The check sees what it is for.
    for pattern in (r"(a+)+$", r"(a|aa)+$", r"([a-z]*)*x", r"(.*,)*x", r"(\w+\s?)+$"):
        assert is_catastrophic(pattern), pattern


def patterns() -> Iterator[tuple[str, str]]:
    """Every regular expression of ours that meets what people send."""
    for app in OURS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and takes_pattern(node.func) and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield path.name, first.value
    for app in OURS[:4]:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                for validator in field.validators:
                    if isinstance(validator, RegexValidator):
                        yield str(field), validator.regex.pattern
    yield from ((str(entry.name), entry.pattern.regex.pattern) for entry in addresses())


def takes_pattern(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "RegexValidator"
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr not in ("escape", "purge")
    )


def addresses(resolver: Any = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry)
        else:
            yield entry


def is_catastrophic(pattern: str) -> bool:
    return _nested(_parser.parse(pattern), within=False)


def _nested(parts: Any, *, within: bool) -> bool:
    for kind, value in parts:
        if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            _least, most, inner = value
            endless = most == _constants.MAXREPEAT
            if endless and within:
                return True
            varies = any(part[0] is _constants.BRANCH for part in _flat(inner))
            if endless and (varies or _nested(inner, within=True)):
                return True
            if _nested(inner, within=within):
                return True
        elif kind is _constants.SUBPATTERN:
            if _nested(value[-1], within=within):
                return True
        elif kind is _constants.BRANCH:
            if any(_nested(branch, within=within) for branch in value[1]):
                return True
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT) and _nested(
            value[1], within=within
        ):
            return True
    return False


def _flat(parts: Any) -> Iterator[Any]:
    for part in parts:
        yield part
        if part[0] is _constants.SUBPATTERN:
            yield from _flat(part[1][-1])


def test_h35_too_many_fields_and_too_large_a_body(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.force_login(UserFactory())
    basics = {"name": "Circle", "kind": "grassroots"}
    many = basics | {f"field{number}": "x" for number in range(1_001)}
    large = basics | {"other_names": "x" * 3_000_000}
    for data in (many, large):
        answer = client.post(
            "/organizations/register/",
            "&".join(f"{name}={value}" for name, value in data.items()),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (400, 413)
    assert Organization.objects.count() == 0
    assert len(events(caplog)) == 2
    # What promises a large body and sends a little holds nobody up, and what lies is refused.
    for length in (b"3000000", b"-1", b"1e9"):
        head = (
            b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length
        )
        assert server.answer(head + b"\r\n\r\nlogin=a")[0] in (400, 403)
    twice = b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"
    assert server.answer(twice + b"\r\n\r\n0\r\n\r\n")[0] == 400


FETCHING = {
    *("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"),
    *("ftplib", "telnetlib", "pycurl"),
}
# The runner asks its own server whether it is ready.
MAY_FETCH = {Path("gdve_portal/run.py")}


def test_h36_the_portal_fetches_nothing_for_anybody() -> None:
    """No module of ours can fetch an address, so that none that people enter is."""
    found = {
        path.relative_to(ROOT)
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        if FETCHING & imported(ast.parse(path.read_text()))
    }
    assert found == MAY_FETCH


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{a.name}" for a in node.names)}
    return found


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0.0.0.0",  # noqa: S104 - refused
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "router.lan",
        "metadata.google.internal",
        "printer.local.",
        "example.org@127.0.0.1",
    ],
)
def test_h36_a_link_into_a_private_network_is_refused(host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(ValidationError):
            validate_public_url(f"{scheme}://{host}/")


def test_h36_links_of_the_public_web_are_taken() -> None:
    for url in ("https://example.org/", "http://93.184.215.14/", "https://xn--e1afmkfd.xn--p1ai/"):
        validate_public_url(url)
