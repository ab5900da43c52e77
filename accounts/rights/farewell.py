"""What an account leaves behind when it goes, and what its owner decides about it.

Each app names what it does then (AppConfig.ready): people know of no app above.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """Something only she can decide; the first choice is the one proposed."""

    name: str
    label: str
    choices: list[tuple[str, Any]]
    help: Any = ""


def _nothing(user: User) -> list[Question]:
    return []


@dataclass(frozen=True, slots=True)
class Farewell:
    """What one app does before an account is deleted: `leave` gets the answers by name.

    Where there is no answer (somebody else erases the account), it does what harms least.
    """

    leave: Callable[[User, Answers], None]
    questions: Callable[[User], list[Question]] = _nothing


_farewells: list[Farewell] = []


def register(farewell: Farewell) -> None:
    _farewells.append(farewell)


def questions(user: User) -> list[Question]:
    """Return what she is asked before her account goes."""
    return [question for farewell in _farewells for question in farewell.questions(user)]


def leave(user: User, answers: Answers) -> None:
    for farewell in _farewells:
        farewell.leave(user, answers)
