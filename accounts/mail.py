"""E-mails from templates, in the reader's language.

A letter is a stem with two templates: `<stem>.subject.txt` and `<stem>.txt`, the words alone.
The signature and the HTML form are put around them here; a letter that needs another HTML form
brings `<stem>.html`. The subject is read on locked screens and by relays: it says nothing
sensitive.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, select_template
from django.utils.translation import override

from accounts.links import absolute

# RFC 3834: an absent reader's robot need not answer ours.
HEADERS = {"Auto-Submitted": "auto-generated"}


class Block(NamedTuple):
    """A paragraph, what somebody wrote, or the address of a page on a line of its own."""

    text: str
    is_link: bool = False
    is_quote: bool = False


def blocks(text: str, site_url: str) -> list[Block]:
    """Return the paragraphs of a plain text and its links to this site, in order. Pure.

    Another site's address stays text: a stranger's words must not become our button.
    """
    found: list[Block] = []
    for paragraph in text.split("\n\n"):
        words: list[str] = []
        for line in [*paragraph.strip().splitlines(), ""]:
            is_link = line.startswith(f"{site_url}/") and " " not in line
            if words and (is_link or not line):
                found.append(_paragraph(words))
                words = []
            if is_link:
                found.append(Block(line, is_link=True))
            elif line:
                words.append(line)
    return found


def _paragraph(lines: list[str]) -> Block:
    """Lines that all carry the mark of a quotation are one, without the mark."""
    if all(line.startswith(">") for line in lines):
        return Block("\n".join(line[1:].removeprefix(" ") for line in lines), is_quote=True)
    return Block("\n".join(lines))


def plain(template: str, context: Mapping[str, Any]) -> str:
    """Render a text template: nothing is escaped, for there is no markup to protect."""
    engine_template: Any = get_template(template)
    text: str = engine_template.template.render(Context(dict(context), autoescape=False))
    return text.strip()


def subject_line(stem: str, context: Mapping[str, Any]) -> str:
    """Return the subject in the current language, on one line whatever a name may hold."""
    return " ".join(plain(f"{stem}.subject.txt", context).split())


def compose(
    *,
    stem: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    message_id: str = "",
    unsubscribe_path: str = "",
) -> EmailMultiAlternatives:
    """Return the letter `stem` to the address `to`, plain and HTML, in `language`.

    A letter that can be answered holds in `answer_at` where the answer goes; one that can be
    stopped has an `unsubscribe_path`, which mail programs offer as a button (RFC 8058).
    """
    headers = HEADERS | ({"Message-ID": message_id} if message_id else {})
    stop_url = absolute(unsubscribe_path, language) if unsubscribe_path else ""
    if stop_url:
        headers |= {
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    with override(language):
        words = plain(f"{stem}.txt", context)
        html = select_template([f"{stem}.html", "accounts/emails/words.html"])
        letter = EmailMultiAlternatives(
            subject=subject_line(stem, context),
            body=plain("accounts/emails/base.txt", {"words": words, "stop_url": stop_url}),
            to=[to],
            reply_to=[context["answer_at"]] if context.get("answer_at") else None,
            headers=headers,
        )
        parts = blocks(words, settings.SITE_URL.rstrip("/"))
        shown = {**context, "blocks": parts, "stop_url": stop_url}
        letter.attach_alternative(html.render(shown), "text/html")
    return letter
