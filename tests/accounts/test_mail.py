"""Letters: two forms, one language, one line of subject."""

from pathlib import Path

import pytest

from accounts.mail import Block, blocks, compose, subject_line


@pytest.fixture
def letter(tmp_path: Path, settings) -> str:
    """A letter of our own, as an app above would bring it."""
    (tmp_path / "test").mkdir()
    (tmp_path / "test/told.subject.txt").write_text(
        "{% load i18n %}{% translate 'Password' %} {{ name }}\n"
    )
    (tmp_path / "test/told.txt").write_text(
        "{% load mail_links %}{{ name }} & co.\nsay hello.\n\nRead on:\n{{ path|absolute }}\n"
    )
    settings.SITE_URL = "https://portal.example"
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}
    ]
    return "test/told"


def test_blocks_tells_words_from_links() -> None:
    text = "One\ntwo\n\nThree:\nhttps://portal.example/x/\n\nhttps://portal.example/y/\n\nend"
    assert blocks(text, "https://portal.example") == [
        Block("One\ntwo"),
        Block("Three:"),
        Block("https://portal.example/x/", is_link=True),
        Block("https://portal.example/y/", is_link=True),
        Block("end"),
    ]


def test_what_somebody_wrote_is_a_quotation() -> None:
    text = "They say:\n\n> One\n>\n> two > three\n\n> not all\nof this"
    assert blocks(text, "https://portal.example") == [
        Block("They say:"),
        Block("One\n\ntwo > three", is_quote=True),
        Block("> not all\nof this"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "https://elsewhere.example/x",
        "https://portal.example.evil.example/",
        "https://portal.example/x and more",
        "javascript:alert(1)",
    ],
)
def test_blocks_makes_no_link_of_other_lines(line: str) -> None:
    assert blocks(line, "https://portal.example") == [Block(line)]


def test_a_letter_in_english(letter: str) -> None:
    message = compose(
        stem=letter,
        to="amal@example.org",
        language="en",
        context={"name": "<b>Ours</b>", "path": "/fr/sessions/"},
        message_id="<1@portal.example>",
    )
    assert message.subject == "Password <b>Ours</b>"
    assert message.to == ["amal@example.org"]
    assert message.body == (
        "<b>Ours</b> & co.\nsay hello.\n\nRead on:\nhttps://portal.example/sessions/\n\n"
        "--\nGDVE Portal\nhttps://portal.example/\n\n"
        "You get this message because you have an account on the GDVE Portal. "
        "We never ask for your password by e-mail."
    )
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "Message-ID": "<1@portal.example>",
    }
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="en" dir="ltr">' in html
    assert '<p dir="auto">&lt;b&gt;Ours&lt;/b&gt; &amp; co.<br>say hello.</p>' in html
    assert '<a href="https://portal.example/sessions/"' in html


def test_a_letter_in_arabic(letter: str) -> None:
    message = compose(
        stem=letter, to="amal@example.org", language="ar", context={"path": "/sessions/"}
    )
    html = message.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div lang="ar" dir="rtl"' in html
    assert "https://portal.example/ar/sessions/" in message.body
    assert message.subject.startswith("كلمة")


def test_nothing_is_loaded_from_elsewhere(letter: str) -> None:
    html = (
        compose(stem=letter, to="a@example.org", language="en", context={"path": "/"})
        .alternatives[0]
        .content
    )
    assert "<img" not in html
    assert "url(" not in html
    assert "<link" not in html


def test_a_subject_is_one_line(letter: str) -> None:
    assert (
        subject_line(letter, {"name": "A\r\nBcc: x@example.org"}) == "Password A Bcc: x@example.org"
    )


def test_html_of_its_own_goes_first(letter: str, tmp_path: Path) -> None:
    (tmp_path / "test/told.html").write_text("<p>{{ name }}</p>")
    message = compose(
        stem=letter, to="a@example.org", language="en", context={"name": "&", "path": "/"}
    )
    assert message.alternatives[0].content == "<p>&amp;</p>"
