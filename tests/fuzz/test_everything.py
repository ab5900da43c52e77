"""Every address and every form with input that is drawn for it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.access.addresses import ABOUT, FIXED, SENT, names, paths
from tests.access.asking import clients, watched
from tests.access.world import World, build
from tests.fuzz.forms import Field, fields_of
from tests.fuzz.values import filled, queries

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
# Others each time in `make fuzz`, always the same in `make test`; what fails is not made smaller,
# as the example is small, and the answer names the address.
few = settings(
    max_examples=EXAMPLES or 2,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
ROLES = ("owner", "partner")


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    return build()


def asked(world: World, *, staff: bool) -> Iterator[tuple[str, str, str]]:
    """Yield (role, name, path): own and foreign objects, for who may do most with them."""
    for name in names():
        if name.startswith("admin:") != staff:
            continue
        for scope, path in paths(name, world):
            if scope != "hidden":
                for role in ("lead",) if staff else ROLES:
                    yield role, name, path


def answer(client: Client, method: str, path: str, data: Any = None) -> tuple[int, list[str]]:
    """Return the status and what was written, without leaving a trace."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic(), watched() as written:
        response = client.get(path) if method == "GET" else client.post(path, data)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, written


# What was typed is saved as a draft, even where it cannot be sent yet.
KEEP_A_DRAFT = {
    "partnerships:expression_edit",
    "partnerships:partnership_text",
    "partnerships:report_write",
}


def judged(status: int, written: list[str], what: str) -> list[str]:
    """Return what is wrong with an answer: a form that is taken leads on, others change nothing."""
    if status >= 500 or (written and status not in (302, 303)):
        return [f"{status} {what}: {written[:1]}"]
    return []


def drawn(strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Check some examples of what is drawn."""

    @few
    @given(strategy)
    def examples(value: Any) -> None:
        check(value)

    (examples if EXAMPLES else seed(0)(examples))()


@pytest.mark.parametrize("staff", [False, True], ids=["portal", "staff"])
def test_no_query_is_an_error_or_writes(world: World, staff: bool) -> None:
    browsers = clients(world.people)
    wrong: list[str] = []
    for role, _name, path in asked(world, staff=staff):
        if role == "partner":
            continue

        def check(query: Any, client: Client = browsers[role], path: str = path) -> None:
            encoded = urlencode(query, errors="surrogatepass")
            whole = f"{path}{'&' if '?' in path else '?'}{encoded}"
            wrong.extend(judged(*answer(client, "GET", whole), what=whole))

        drawn(queries, check)
    assert wrong == []


@pytest.mark.parametrize("staff", [False, True], ids=["portal", "staff"])
def test_no_form_is_an_error_or_writes_when_it_is_refused(world: World, staff: bool) -> None:
    browsers = clients(world.people)
    forms, wrong = 0, []
    for role, name, path in asked(world, staff=staff):
        client = browsers[role]
        fields = form_of(client, name, path)
        forms += bool(fields)

        def check(data: Any, client: Client = client, path: str = path, name: str = name) -> None:
            status, written = answer(client, "POST", path, data)
            kept = [] if name in KEEP_A_DRAFT else written
            wrong.extend(judged(status, kept, what=f"{path} {data}"))

        if fields:
            drawn(filled(fields), check)
    assert wrong == []
    assert forms > (60 if staff else 90)


def form_of(client: Client, name: str, path: str) -> list[Field]:
    """The fields that the page shows, or for what has no page the ones it is known to read."""
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)  # a file is read to its end: it holds a place
        return []
    if response.status_code == 200:
        if "html" not in response["Content-Type"]:
            return []
        return fields_of(response.content.decode())
    if response.status_code == 405:
        known = [pair.partition("=")[0] for pair in SENT.get(name, "").split()]
        return [Field(field, "text") for field in [*known, "step", "next", "words", "reason"]]
    return []


PART = st.one_of(
    st.uuids(),
    st.integers(0, 10**25),
    st.from_regex(r"[-a-zA-Z0-9_]{1,80}", fullmatch=True),
    st.sampled_from(["0", "-1", "9" * 25, "x" * 300, "é", "%00", "..", "a/b", " ", "\x00"]),
    st.text(min_size=1, max_size=20),
)


def test_no_part_of_an_address_is_an_error(world: World) -> None:
    """Whatever stands where a number, a slug or a key belongs."""
    client = clients(world.people)["lead"]
    taken, wrong = 0, []
    for name in names():
        keys = arguments(name)

        def check(values: Any, name: str = name, keys: tuple[str, ...] = keys) -> None:
            nonlocal taken
            try:
                path = reverse(name, kwargs=dict(zip(keys, values, strict=True)))
            except NoReverseMatch:
                return
            taken += 1
            for method in ("GET", "POST"):
                wrong.extend(judged(*answer(client, method, path), what=f"{method} {path}"))

        if keys:
            drawn(st.tuples(*[PART] * len(keys)), check)
    assert wrong == []
    assert taken > 40


def arguments(name: str) -> tuple[str, ...]:
    if name in ABOUT:
        return tuple(pair.partition("=")[0] for pair in ABOUT[name].split())
    known = {"account_confirm_email": ("key",), "accounts:notification_unsubscribe": ("token",)}
    if name in known or name in FIXED:
        return known.get(name, ())
    return ("object_id",) if name.endswith(("_change", "_delete", "_history")) else ()
