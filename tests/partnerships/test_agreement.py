"""The text that parties agree on."""

from dataclasses import replace
from datetime import date

from partnerships.agreement import AgreedText, Share, fingerprint, text_of

TEXT = AgreedText(
    title="Classes",
    purpose="To learn.",
    goals=("One.", "Two."),
    starts=date(2026, 1, 2),
    ends=date(2026, 3, 4),
    sectors=("education",),
    places=("KE", "014"),
    shares=(Share("a", "Group", "implementing", "Time"), Share("b", "City", "funding", "Rooms")),
)


def test_what_is_stored_is_what_was_said() -> None:
    assert text_of(TEXT.to_json()) == TEXT
    assert text_of(AgreedText().to_json()) == AgreedText()


def test_the_fingerprint_is_of_the_words_alone() -> None:
    content = TEXT.to_json()
    # Computed once by hand: sha256 of the sorted, spaceless JSON.
    turned = dict(reversed(list(content.items())))
    assert fingerprint(turned) == fingerprint(content)
    assert fingerprint({"b": 1, "a": "é"}) == (
        "aa58fba8483623bed37c1b02edfccbdd9a53123837c20bfa4cb4049993a2872e"
    )
    for changed in (
        replace(TEXT, title="classes"),
        replace(TEXT, goals=("Two.", "One.")),
        replace(TEXT, ends=date(2026, 3, 5)),
        replace(TEXT, report_every=3),
    ):
        assert fingerprint(changed.to_json()) != fingerprint(content)


def test_what_a_text_must_say() -> None:
    assert TEXT.missing() == []
    assert AgreedText().missing() == ["title", "purpose", "goals", "starts", "ends", "shares"]
    bare = replace(TEXT, shares=(Share("a", "Group"), TEXT.shares[1]))
    assert bare.missing() == ["roles", "gives"]
    assert replace(TEXT, sectors=(), places=(), kpis=()).missing() == []


def test_who_has_a_share() -> None:
    third = Share("c", "Company")
    assert TEXT.with_share(third).share_of("c") == third
    assert TEXT.with_share(Share("a", "Other name")) == TEXT
    assert TEXT.without_share("b").names == {"a": "Group"}
    assert TEXT.share_of("z") is None
