"""Ask every address as everybody, and note what is answered and whether anything is written."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.access.addresses import paths, sent
from tests.access.world import ROLES, World

# Sessions, and where they are, come and go with reading; what leaves as a file is noted.
OWN_TABLES = '"(django_session|accounts_devicesession|accounts_transfer)"'
WRITE = re.compile(rf"^\s*(INSERT|UPDATE|DELETE)\b(?!.{{0,30}}{OWN_TABLES})", re.I | re.S)

# The button of a letter answers in place, a copy is fetched once, and how far a side has read is
# noted as it reads.
WRITE_ALL_THE_SAME = {
    "accounts:copy_fetch",
    "organizations:confirm_listing",
    "organizations:contact_answer",
    "partnerships:introduction_detail",
}

Row = tuple[str, str, str]  # address, object, method


@dataclass
class Answers:
    cells: dict[Row, dict[str, str]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Yield the statements that write, as they come."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITE.match(sql):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def clients(people: Mapping[str, Any]) -> dict[str, Client]:
    found = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False)
        if people[role] is not None:
            found[role].force_login(people[role])
    return found


def ask(
    client: Client, method: str, path: str, data: Mapping[str, Any] | None = None
) -> tuple[str, list[str]]:
    """Return the answer in a word, and what was written; all is as before afterwards."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic(), watched() as found:
        response = client.get(path) if method == "GET" else client.post(path, data)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return word(response), found


def word(response: Any) -> str:
    """The status; `login` where a person is sent to sign in."""
    place = response.headers.get("Location", "")
    if response.status_code == 302 and place.split("?")[0].endswith("/login/"):
        return "login"
    return str(response.status_code)


def ask_all(world: World, addresses: Iterable[str]) -> Answers:
    answers = Answers()
    browsers = clients(world.people)
    for name in addresses:
        for scope, path in paths(name, world):
            for method in ("GET", "POST"):
                data = sent(name, scope, world) if method == "POST" else None
                cells = answers.cells[name, scope, method] = {}
                for role, client in browsers.items():
                    cells[role], found = ask(client, method, path, data)
                    # Only a form that was accepted writes; reading and refusing never do.
                    leads_on = method == "POST" and cells[role] == "302"
                    if found and not leads_on and name not in WRITE_ALL_THE_SAME:
                        answers.written.append(f"{name} {scope} {method} {role}: {found[0][:90]}")
    return answers
