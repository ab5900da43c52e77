"""The fields of the forms on a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    name: str
    kind: str
    offered: list[str] = field(default_factory=list)
    several: bool = False


class Forms(HTMLParser):
    """Collects every field of every form that is sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        self._posts = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = given.get("method", "").lower() == "post"
        if not self._posts:
            return
        if tag in ("input", "textarea", "button") and given.get("name"):
            kind = given.get("type", "text") if tag == "input" else tag
            found = self._field(given["name"], kind)
            found.offered.append(given.get("value", ""))
            found.several = found.several or (kind == "checkbox" and len(found.offered) > 1)
        elif tag == "select" and given.get("name"):
            self._select = given["name"]
            self._field(self._select, "select").several = "multiple" in given
        elif tag == "option" and self._select:
            self._field(self._select, "select").offered.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._posts = False
        elif tag == "select":
            self._select = ""

    def _field(self, name: str, kind: str) -> Field:
        return self.fields.setdefault(name, Field(name, kind))


def fields_of(page: str) -> list[Field]:
    reader = Forms()
    reader.feed(page)
    return [found for name, found in reader.fields.items() if name != "csrfmiddlewaretoken"]
