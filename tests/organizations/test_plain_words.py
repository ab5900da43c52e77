"""A group in whole sentences."""

import itertools

import pytest

from organizations.enums import Kind, Source
from organizations.models import Organization
from organizations.plain_words import WHO, sentences
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"heritage": ["SO"], "residence": ["KE", "ET", "UG"]},
            [
                "A grass-roots group of people with roots in Somalia who live in Kenya, "
                "Ethiopia and Uganda.",
                "Its main work: Education and skills.",
            ],
        ),
        (
            {
                "kind": Kind.NETWORK,
                "heritage": ["SO", "KE", "ET", "ER"],
                "residence": [],
                "sectors": ["health", "education", "women"],
            },
            [
                "A network of groups of people with roots in Somalia, Kenya and 2 more.",
                "Its main work: Health and well-being; Education and skills; Women and gender "
                "equality.",
            ],
        ),
        (
            {"kind": Kind.FORMAL, "heritage": [], "sectors": []},
            ["A diaspora organization of people who live in Kenya."],
        ),
        (
            {
                "kind": Kind.UNKNOWN,
                "source": Source.RECORD,
                "heritage": [],
                "residence": [],
                "sectors": [],
            },
            [],
        ),
    ],
)
def test_sentences(fields: dict[str, object], said: list[str]) -> None:
    make_listing(**fields)
    assert sentences(Organization.objects.with_tags().get()) == said


def test_there_is_a_sentence_for_every_case() -> None:
    assert set(WHO) == set(itertools.product(Kind.values, (True, False), (True, False)))
