"""E-mails from templates, in the reader's language.

A letter is a stem with three templates: `<stem>.subject.txt`, `<stem>.txt`, `<stem>.html`. The
subject is read on locked screens and by relays: it says nothing sensitive.
"""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

# RFC 3834: an absent reader's robot need not answer ours.
HEADERS = {"Auto-Submitted": "auto-generated"}


def plain(template: str, context: Mapping[str, Any]) -> str:
    """Render a text template: nothing is escaped, for there is no markup to protect."""
    engine_template: Any = get_template(template)
    return engine_template.template.render(Context(dict(context), autoescape=False)).strip()


def subject_line(stem: str, context: Mapping[str, Any]) -> str:
    """Return the subject in the current language, on one line whatever a name may hold."""
    return " ".join(plain(f"{stem}.subject.txt", context).split())


def compose(
    *, stem: str, to: str, language: str, context: Mapping[str, Any], message_id: str = ""
) -> EmailMultiAlternatives:
    """Return the letter `stem` to the address `to`, plain and HTML, in `language`."""
    headers = HEADERS | ({"Message-ID": message_id} if message_id else {})
    with override(language):
        letter = EmailMultiAlternatives(
            subject=subject_line(stem, context),
            body=plain(f"{stem}.txt", context),
            to=[to],
            headers=headers,
        )
        letter.attach_alternative(render_to_string(f"{stem}.html", dict(context)), "text/html")
    return letter
