"""Reading pages as a browser does: what would run, what leads where."""

from html.parser import HTMLParser

RUNS_IN = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset"}
# Code only where the page says so; data (JSON-LD) is not run.
DATA_TYPES = {"application/ld+json", "application/json"}


class Running(HTMLParser):
    """Collects whatever of a page a browser would run, but for the portal's own files."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type") not in DATA_TYPES:
            source = given.get("src", "")
            if not source.startswith(("/static/", "/admin/jsi18n/")):
                self.found.append(f"script {source}")
        if tag in ("iframe", "object", "embed", "base", "meta") and "http-equiv" in given:
            self.found.append(f"{tag} {given}")
        for name, value in given.items():
            if name.startswith("on"):
                self.found.append(f"{tag} {name}={value[:40]}")
            scheme = "".join(value.split()).lower()
            if name in RUNS_IN and scheme.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"{tag} {name}={value[:40]}")


def running(page: str) -> list[str]:
    reader = Running()
    reader.feed(page)
    return reader.found
