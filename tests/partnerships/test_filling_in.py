"""What a listing has left open, and the form that asks for it."""

import pytest

from partnerships.filling_in import fill_in_url, open_questions
from partnerships.models import Partner
from partnerships.profiles import profile_of
from tests.factories import make_listing, make_partner


def asked(row: object) -> list[str]:
    tagged = type(row)._default_manager.with_tags().get(pk=row.pk)  # type: ignore[attr-defined]
    return [str(question.label) for question in open_questions(tagged, profile_of(tagged))]


def test_open_questions(db: None) -> None:
    assert asked(make_listing(needs=["funding"], languages=["so"], legal_status="none")) == [
        "What you offer",
        "Generations",
    ]
    # Nobody asks a group for its conditions, nor a partner whether it is registered.
    assert asked(make_partner(accepts="", offers=["space"], heritage=[])) == [
        "Which places you care for",
        "What you need",
        "Generations",
        "Languages",
        "Whom you work with",
    ]
    assert asked(make_partner(accepts="registered", works_in=["KE"], heritage=[])) == [
        "What you need",
        "What you offer",
        "Generations",
        "Languages",
    ]


@pytest.mark.parametrize("fact", ["kind", "legal_status"])
def test_what_iom_has_verified_is_not_asked(fact: str, db: None) -> None:
    body: Partner = make_partner()
    assert fill_in_url(body, fact) == ""
