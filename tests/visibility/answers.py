"""A whole answer as bytes to compare: only what differs between any two requests is masked."""

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from organizations.actions.registration import TAIL_SIGNS
from tests.visibility.registry import Surface
from tests.visibility.world import SLUG

# What is random in every answer, hidden record or not.
MASKS = [
    (re.compile(rb'(name="csrfmiddlewaretoken" value=)"[^"]+"'), rb'\1""'),
    (re.compile(rb"<code>[0-9a-f]{12}</code>"), b"<code></code>"),  # the request's id
    (re.compile(rb"nonce-[A-Za-z0-9+/=_-]+|nonce=\"[^\"]+\""), b"nonce"),
    (re.compile(rb'(name="listing" value=)"[0-9a-f-]{36}"'), rb'\1""'),  # a form's key
    # The tail of a slug that the reader herself just got; one who registers has it in any case.
    (re.compile(rf"{SLUG}-[{TAIL_SIGNS}]{{6}}\b".encode()), b"own-slug"),
]
# These say when an answer was made; that they are there is compared.
OF_THE_MOMENT = {"X-Request-ID", "Date", "Expires", "Content-Length"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, bytes], ...]
    body: bytes


def masked(content: bytes) -> bytes:
    for pattern, mask in MASKS:
        content = pattern.sub(mask, content)
    return content


def answer_of(response: Any) -> Answer:
    """Return everything that reaches the reader, cookies' names and attributes included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [
        (name, b"" if name in OF_THE_MOMENT else masked(value.encode()))
        for name, value in response.items()
    ]
    for name, morsel in response.cookies.items():
        traits = {key: value for key, value in morsel.items() if value and key != "expires"}
        headers.append((f"Set-Cookie: {name}", repr(traits).encode()))
    return Answer(response.status_code, tuple(sorted(headers)), masked(body))


class Reader:
    """A viewer's browser. Each surface is asked as if nothing had been asked before."""

    def __init__(self, user: Any | None) -> None:
        self._client = Client()
        if user is not None and not isinstance(user, AnonymousUser):
            self._client.force_login(user)

    def answers(self, surface: Surface) -> tuple[Answer, ...]:
        client = Client()
        client.cookies = copy.deepcopy(self._client.cookies)
        cache.clear()
        with transaction.atomic():
            found = tuple(answer_of(response) for response in surface.ask(client))
            transaction.set_rollback(True)
        return found

    def all_answers(self, surfaces: Iterable[Surface]) -> dict[str, tuple[Answer, ...]]:
        return {surface.name: self.answers(surface) for surface in surfaces}


def difference(one: tuple[Answer, ...], other: tuple[Answer, ...]) -> str:
    """Return the first difference in words; '' where there is none."""
    if len(one) != len(other):
        return f"{len(one)} answers, {len(other)}"
    for number, (a, b) in enumerate(zip(one, other, strict=True)):
        if a.status != b.status:
            return f"answer {number}: status {a.status}, {b.status}"
        if a.headers != b.headers:
            changed = set(a.headers) ^ set(b.headers)
            return f"answer {number}: headers {sorted(changed)}"
        if a.body != b.body:
            at = next(
                (n for n, (x, y) in enumerate(zip(a.body, b.body, strict=False)) if x != y),
                min(len(a.body), len(b.body)),
            )
            near = slice(max(0, at - 60), at + 60)
            return f"answer {number}, byte {at}: {a.body[near]!r} / {b.body[near]!r}"
    return ""
