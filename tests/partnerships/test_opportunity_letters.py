"""Every letter about calls says what it should, in every language, and nothing in its subject."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.mail import compose

STEMS = sorted(
    path.name.removesuffix(".subject.txt")
    for directory in settings.TEMPLATES[0]["DIRS"]
    for path in Path(directory, "partnerships", "emails").glob("*.subject.txt")
    if path.name.startswith(("opportunity_", "expression_", "publisher_"))
)
FACTS: dict[str, Any] = {
    "title": "Evening schools <b>",
    "deadline": "2099-01-05T11:00:00+00:00",
    "zone": "Europe/Zurich",
    "path": "/opportunities/evening/",
    "name": "Second circle",
    "lead": "First circle",
    "publisher": "A foundation",
    "text": "May we?\nPlease.",
    "answer": "Yes.",
    "words": "We are sorry.",
    "feedback": "Say who teaches.",
    "reason": "means",
    "count": 2,
}
PRIVATE = ("Evening", "circle", "foundation")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("stem", STEMS)
def test_a_letter(stem: str, language: str) -> None:
    letter = compose(
        stem=f"partnerships/emails/{stem}", to="a@example.org", language=language, context=FACTS
    )
    assert not any(word in letter.subject for word in PRIVATE)
    assert "Evening schools <b>" in letter.body
    assert "http://testserver/" in letter.body or "/opportunities/evening/" in letter.body
    html = str(letter.alternatives[0][0])  # type: ignore[index]
    assert "Evening schools &lt;b&gt;" in html
    assert "/opportunities/evening/" in html


def body(stem: str) -> str:
    letter = compose(
        stem=f"partnerships/emails/{stem}", to="a@example.org", language="en", context=FACTS
    )
    return str(letter.body)


def test_what_groups_need_to_know_is_in_the_letters() -> None:
    assert len(STEMS) == 20
    assert "Deadline: 5 January 2099, 12:00 (\u200eEurope/Zurich, UTC+01:00\u200e)" in body(
        "opportunity_invited"
    )
    assert "> May we?\n> Please." in body("opportunity_answer")
    assert "> Yes." in body("opportunity_answer")
    assert "The means for it are no longer there." in body("opportunity_cancelled")
    assert "It was good, but the means are not enough for all." in body("expression_unsuccessful")
    assert "> Say who teaches." in body("expression_unsuccessful")
    assert "2 expressions of interest came in." in body("opportunity_closed")
