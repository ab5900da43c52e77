"""Order and headings."""

from types import SimpleNamespace

from sessions_archive.enums import AppearanceRole, Part
from sessions_archive.presentation import by_part, by_role, distinct_organizations


def test_speakers_first_and_no_empty_group() -> None:
    rows = [
        SimpleNamespace(role=AppearanceRole.MODERATOR),
        SimpleNamespace(role=AppearanceRole.SPEAKER),
        SimpleNamespace(role=AppearanceRole.OPENING_AND_CLOSING),
        SimpleNamespace(role=AppearanceRole.SPEAKER),
    ]
    groups = by_role(rows)
    assert [str(group.heading) for group in groups] == [
        "Speakers",
        "Moderation",
        "Opening and closing remarks",
    ]
    assert groups[0].rows == [rows[1], rows[3]]


def test_every_choice_has_a_heading() -> None:
    assert len(by_role([SimpleNamespace(role=role) for role in AppearanceRole])) == 5
    assert len(by_part([SimpleNamespace(part=part) for part in Part])) == 3


def test_an_organization_once_and_none_without_name() -> None:
    rows = [
        SimpleNamespace(organization_name=name, listing_slug=slug)
        for name, slug in (("B", None), ("", None), ("A", "a"), ("B", "other"))
    ]
    others = [{"organization_name": name, "listing_slug": name.lower()} for name in ("C", "A")]
    assert distinct_organizations(rows, others) == [
        {"organization_name": "B", "listing_slug": "other"},
        {"organization_name": "A", "listing_slug": "a"},
        {"organization_name": "C", "listing_slug": "c"},
    ]
