"""From the notes of a session to sections and insights. Pure.

A line "# 1.1 Title" begins a section; every other line that is not empty is an insight of it.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HEADING = re.compile(r"#+\s*(?P<code>[0-9A-Z][0-9A-Za-z.]{0,9})\s+(?P<title>\S.*)")
MARK = "-*•– \t"
LONGEST = 1_000


@dataclass
class Section:
    code: str
    title: str
    insights: list[str] = field(default_factory=list)


def read_notes(text: str) -> list[Section]:
    """Return the sections in order; raise ValidationError that names the line in the way."""
    found: dict[str, Section] = {}
    current: Section | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.split())
        if not words:
            continue
        if words.startswith("#"):
            heading = HEADING.fullmatch(words)
            if heading is None:
                _refuse(number, _("a section begins with # and a number, such as: # 1.1 Funding"))
            else:
                code = heading["code"]
                current = found.setdefault(code, Section(code, heading["title"]))
            continue
        insight = words.lstrip(MARK)
        if current is None:
            _refuse(number, _("an insight stands under a section, such as: # 1.1 Funding"))
        elif len(insight) > LONGEST:
            _refuse(number, _("an insight has at most 1,000 characters"))
        elif insight:
            current.insights.append(insight)
    return [section for section in found.values() if section.insights]


def _refuse(number: int, why: object) -> None:
    raise ValidationError(
        _("Line %(number)d: %(why)s."), params={"number": number, "why": why}, code="notes"
    )
