"""Introductions and conversations."""

from typing import Any

from accounts.models import User
from partnerships.actions import accept_introduction, ask_for_introduction
from partnerships.models import Introduction
from tests.factories.organizations import make_listing
from tests.factories.people import UserFactory, verified


def make_introduction(
    *, asker: Any = None, asked: Any = None, by: User | None = None, **words: Any
) -> Introduction:
    """Return an introduction that waits for an answer, between two groups unless others are named.

    `by` owns the asker's group if none is given.
    """
    by = by or UserFactory.create()
    return ask_for_introduction(
        asker=asker or make_listing(owner=by),
        asked=asked or make_listing(owner=verified(UserFactory.create())),
        by=by,
        **{"purpose": "A choir together", "offer": "A hall", **words},
    )


def make_conversation(*, by: User, answers: User, **fields: Any) -> Introduction:
    """Return an accepted introduction between a group of `by` and one of `answers`."""
    fields = {"asker": make_listing(owner=by), "asked": make_listing(owner=answers), **fields}
    introduction = make_introduction(by=by, **fields)
    return accept_introduction(introduction_id=introduction.pk, by=answers)
