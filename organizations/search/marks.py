"""Showing a reader why a listing was found: the matched words, marked, and the text around them."""

import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.search.normalize import fold

_WORD = re.compile(r"\w+")
# A stem shorter than this begins too many words; an ending longer than that makes another word.
SHORTEST_STEM, LONGEST_ENDING = 3, 4


@dataclass(frozen=True, slots=True)
class Marks:
    """The word forms and tokens of a query."""

    lexemes: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()

    def fits(self, word: str) -> bool:
        """Whether `word` is a form of a searched one: PostgreSQL's stems begin their words."""
        folded = fold(word)
        return folded in self.lexemes or any(
            len(stem) >= SHORTEST_STEM
            and len(folded) - len(stem) <= LONGEST_ENDING
            and (folded.startswith(stem) or folded.removeprefix("ال").startswith(stem))
            for stem in self.lexemes
        )

    def occur_in(self, text: str) -> bool:
        return bool(self.lexemes) and any(self.fits(m.group()) for m in _WORD.finditer(text))

    def marked(self, text: str, *, whole: bool = False) -> SafeString:
        """Return `text` as HTML with the searched words (or the whole of it) in `<mark>`."""
        if whole:
            return format_html("<mark>{}</mark>", text)
        if not self.lexemes:
            return format_html("{}", text)
        pieces: list[tuple[str, str]] = []
        end = 0
        for match in _WORD.finditer(text):
            if self.fits(match.group()):
                pieces.append((text[end : match.start()], match.group()))
                end = match.end()
        start = format_html_join("", "{}<mark>{}</mark>", pieces)
        return format_html("{}{}", start, text[end:])

    def excerpt(self, text: str, length: int) -> str:
        """Return at most about `length` characters of `text`, the first searched word in view."""
        text = " ".join(text.split())
        if len(text) <= length:
            return text
        first = next((m.start() for m in _WORD.finditer(text) if self.fits(m.group())), 0)
        start = 0 if first < length * 2 // 3 else text.rfind(" ", 0, first - length // 3) + 1
        cut = text[start : start + length].rsplit(" ", 1)[0].rstrip(",;:")
        tail = "…" if start + length < len(text) else text[start + len(cut) : start + length]
        return f"{'…' if start else ''}{cut}{tail}"


NO_MARKS = Marks()
