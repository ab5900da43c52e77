"""A reference as text, BibTeX and RIS. Pure."""

import re
from dataclasses import dataclass

# What TeX would read as more than a letter.
_TEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited, as it was published. `kind` is that of BibTeX."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    publisher: str = ""
    isbn: str = ""
    url: str = ""
    kind: str = "misc"

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As a bibliography gives it."""
        authors = ", ".join(self.authors)
        parts = [
            f"{authors} ({self.year})" if authors and self.year else authors or self.year,
            self.title,
            self.publisher,
            self.isbn and f"ISBN {self.isbn}",
            self.url,
        ]
        return " ".join(f"{part}." for part in parts if part)

    @property
    def bibtex(self) -> str:
        fields = {
            "title": self.title,
            # Braces: a body's name is no first and last name.
            "author": " and ".join(f"{{{_tex(name)}}}" for name in self.authors),
            "year": str(self.year or ""),
            "publisher": self.publisher,
            "isbn": self.isbn,
            "url": self.url,
        }
        lines = [
            f"  {name} = {{{value if name in ('author', 'url') else _tex(value)}}}"
            for name, value in fields.items()
            if value
        ]
        return ",\n".join([f"@{self.kind}{{{self._key()}", *lines]) + "\n}"

    @property
    def ris(self) -> str:
        lines = [
            ("TY", "BOOK" if self.kind == "book" else "GEN"),
            *(("AU", name) for name in self.authors),
            ("TI", self.title),
            ("PY", str(self.year or "")),
            ("PB", self.publisher),
            ("SN", self.isbn),
            ("UR", self.url),
        ]
        told = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
        return "\n".join([*told, "ER  - "])

    def _key(self) -> str:
        words = re.findall(r"[a-z0-9]+", self.title.lower())
        return "-".join(["gdve", str(self.year or ""), *words[:3]]).replace("--", "-")


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
