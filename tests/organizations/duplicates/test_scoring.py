"""Same or not: what moves the score, and to which side of the thresholds."""

import pytest

from organizations.duplicates.names import names_in
from organizations.duplicates.scoring import (
    AUTOMATIC,
    REVIEW,
    Facts,
    identifier_of,
    likeness,
    website_of,
)


def facts(*names: str, acronym: str = "", **others: object) -> Facts:
    found = [one for name in names for one in names_in(name)]
    if acronym:
        found += names_in(acronym, is_acronym=True)
    return Facts(tuple(found), **others)  # type: ignore[arg-type]


def score(one: str, other: str) -> float:
    return likeness(facts(one), facts(other)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kivu Circle", "Kivu Circle"),
        ("Ashanti Union of Hamburg e.V.", "Ashanti Union Hamburg"),
        ("Fondation Baobab", "Baobab Foundation"),
        ("جمعية الياسمين", "جمعيّة الياسمين"),
        ("danishmuslimaid", "Danish Muslim Aid"),
    ],
)
def test_surely_the_same(one: str, other: str) -> None:
    assert score(one, other) >= AUTOMATIC
    assert score(other, one) == score(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gargaar Relief Organization", "Gargar Relief Organisation"),
        ("جمعية الياسمين", "Al Yasmin Association"),
        ("Somali Community Association", "Association of the Somali Community"),
        ("ADNJ", "Africa Diaspora Network Japan"),
    ],
)
def test_worth_a_look(one: str, other: str) -> None:
    assert REVIEW <= score(one, other) < AUTOMATIC


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Somali Community Association, London", "Somali Community Association, Cardiff"),
        ("UNICEF Belgium", "UNICEF Canada"),
        ("Danish Refugee Council", "Norwegian Refugee Council"),
        ("West African Students Circle", "East African Students Circle"),
        ("Iftiin Foundation", "Juba Foundation"),
        ("Anonymous Org 1", "Anonymous Org 2"),
        ("جمعية الشباب السوداني", "جمعية الشباب السوري"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert score(one, other) < REVIEW


def test_any_name_may_be_the_one() -> None:
    found = likeness(facts("Kirkon säätiö", "Baobab Circle"), facts("Baobab Circle"))
    assert (found.score, found.names) == (1.0, ("Baobab Circle", "Baobab Circle"))


def test_places_move_the_score() -> None:
    here, there = frozenset({"BE"}), frozenset({"US"})
    same = likeness(facts("Kivu Circl", residence=here), facts("Kivu Circle", residence=here))
    other = likeness(facts("Kivu Circle", residence=here), facts("Kivu Circle", residence=there))
    assert same.signals == {"residence": 1.0}
    assert other.signals == {"residence": 0.0}
    assert other.score == 0.65
    assert same.score > score("Kivu Circl", "Kivu Circle")


def test_a_website_brings_names_together_but_does_not_decide() -> None:
    alike = likeness(
        facts("Marigold Sisters", website="marigold.example"),
        facts("Marigold Cooperative Bakery", website="marigold.example"),
    )
    apart = likeness(
        facts("Marigold", website="host.example"), facts("Juniper", website="host.example")
    )
    assert (
        alike.score
        > likeness(facts("Marigold Sisters"), facts("Marigold Cooperative Bakery")).score
    )
    assert alike.signals == {"website": 1.0}
    assert apart.score < REVIEW


def test_numbers_say_more_than_names() -> None:
    number = frozenset({("GB-CHC", "1234")})
    other = frozenset({("GB-CHC", "9999")})
    assert likeness(facts("A", identifiers=number), facts("B", identifiers=number)).score == 0.97
    told_apart = likeness(facts("Kivu", identifiers=number), facts("Kivu", identifiers=other))
    assert told_apart.score == 0.6


def test_a_short_form_is_no_proof_beside_full_names() -> None:
    one = facts("Somali Youth Association", acronym="SYA")
    other = facts("Syrian Youth Association", acronym="SYA")
    assert likeness(one, other).score < REVIEW
    where = {"heritage": frozenset({"SO"}), "residence": frozenset({"GB"})}
    alone = likeness(
        facts("Ururka Dhalinyarada", acronym="UDX", **where),
        facts("Voices", acronym="UDX", **where),
    )
    assert REVIEW <= alone.score < AUTOMATIC
    assert alone.signals == {"short_form": 1.0, "heritage": 1.0, "residence": 1.0}


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", ""),
        ("https://www.Kivu.example/about/", "kivu.example"),
        ("http://kivu.example", "kivu.example"),
        ("https://m.facebook.com/KivuCircle/", "facebook.com/kivucircle"),
        ("https://facebook.com/", ""),
    ],
)
def test_spellings_of_a_website(address: str, kept: str) -> None:
    assert website_of(address) == kept


def test_spellings_of_a_number() -> None:
    assert identifier_of("gb-chc", " 00-12 34") == ("GB-CHC", "1234")
