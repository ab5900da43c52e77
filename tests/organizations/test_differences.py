"""Versions are compared field by field, texts word by word."""

from time import perf_counter

import pytest

from organizations.actions.versions import version_of
from organizations.differences import differences, everything, words
from tests.factories import make_listing

BASE = {"name": "A", "heritage": ["SO"], "is_youth_led": None, "descriptions": {"en": "One two"}}


@pytest.mark.django_db
def test_a_version_says_all_but_the_values_of_contacts() -> None:
    listing = make_listing(
        name="Kivu Circle", heritage=["CD"], residence=["BE"], description="We teach.",
        is_women_led=True,
    )  # fmt: skip
    listing.contacts.create(kind="whatsapp", value="+254 700 000 000")
    listing.names.create(name="KC", type="acronym")
    listing.names.create(name="Old", type="former")
    version = version_of(listing.pk)
    assert "254" not in str(version)
    said = {row.label: [piece.text for piece in row.pieces] for row in everything(version)}
    assert said == {
        "Name": ["Kivu Circle"],
        "Other names": ["KC"],
        "Former names": ["Old"],
        "Kind": ["Grass-roots group"],
        "Comes from": ["Democratic Republic of the Congo"],
        "Lives in": ["Belgium"],
        "Main areas of work": ["Education and skills"],
        "Led by women": ["Yes"],
        "Contacts": ["WhatsApp (IOM only)"],
        "Who may see this listing": ["Everyone"],
        "Open to matching": ["Yes"],
        "Matched with heritage states": ["No"],
        "Description (English)": ["We teach."],
    }
    assert differences(version, version) == []


@pytest.mark.django_db
def test_what_was_added_and_removed() -> None:
    after = {
        "name": "B", "heritage": ["KE", "SO"], "is_youth_led": False,
        "descriptions": {"en": "One three", "fr": "Un"},
    }  # fmt: skip
    found = [(d.field, [(p.state, p.text) for p in d.pieces]) for d in differences(BASE, after)]
    assert found == [
        ("name", [("removed", "A"), ("added", "B")]),
        ("heritage", [("kept", "Somalia"), ("added", "Kenya")]),
        ("is_youth_led", [("added", "No")]),
        ("descriptions", [("kept", "One "), ("removed", "two"), ("added", "three")]),
        ("descriptions", [("added", "Un")]),
    ]
    assert differences({"name": "A"}, {"name": "A", "kind": "formal"}) == []


def test_no_text_keeps_the_comparison_busy() -> None:
    began = perf_counter()
    pieces = words("a b " * 500, "b a " * 500)
    assert perf_counter() - began < 2
    assert "".join(p.text for p in pieces if p.state != "removed") == "b a " * 500


def test_what_stands_between_words_is_no_difference() -> None:
    found = words("One class\nA hall", "One class\nA hall\nA second hall")
    assert [(piece.state, piece.text) for piece in found] == [
        ("kept", "One class\nA hall\n"),
        ("added", "A second hall"),
    ]
