"""Searches that readers make, what comes first and why: the table of docs/searches.md.

    python -m bench.searches

Asked on the published record and the fictional sample, as a visitor, on a fixed day: equally
relevant groups change places every day.
"""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote_plus

from gdve_portal.local_services import throwaway_services

DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, why its first results come first, and a tag or word that the first one holds."""

    language: str
    query: str
    why: str
    tag: str = ""
    word: str = ""


SEARCHES = (
    Asked("en", "q=school", "means the sector Education, in any language", "education"),
    Asked("en", "q=Venezuella", "typing error; in the name first, then tagged", word="venezuela"),
    Asked("en", "q=Венесуэла", "another script for the country", "VE"),
    Asked("en", "q=Kirghizistan", "another spelling of Kyrgyzstan", "KG"),
    Asked("en", "q=ADNJ", "an acronym among the names", word="japan"),
    Asked("en", 'q="women\'s association"', "to the letter, side by side", word="association"),
    Asked("en", "q=women+-association", "the word after the minus nowhere", word="women"),
    Asked("en", "q=mentoring&heritage=002", "offered or needed, Africa as a whole", "002"),
    Asked("fr", "q=santé+Afrique", "sector and region, both as tags", "health"),
    Asked(
        "fr",
        "q=entrepreneurs+d'Afrique+de+l'Ouest",
        "the elided words say nothing; region and sector are tags",
        "entrepreneurship",
    ),
    Asked("es", "q=jóvenes+venezolanos", "what people are called means their country", "VE"),
    Asked("ar", "q=شباب", "youth, with or without the article", "youth"),
    Asked("ar", "q=صحة+أفريقيا", "sector and region in Arabic", "health"),
    Asked("en", "q=nurses+Philippines", "nobody is both: each word can be left out"),
    Asked("en", "q=Acacia+Londn", "a typing error, and nobody is both"),
    Asked("en", "q=zxqwv&kind=formal", "no such word: the page says what to leave out"),
)


def main() -> int:
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        for command in ("load_gdve", "load_sample"):
            call_command(command, stdout=sys.stderr)
        sys.stdout.write(table())
    return 0


def table() -> str:
    lines = ["| typed | found | first | why |", "|---|---|---|---|"]
    for asked in SEARCHES:
        context = answer(asked)
        typed = unquote_plus(asked.query.removeprefix("q=")).replace("&", ", ")
        first = [str(card.organization.name) for card in context["cards"][:SHOWN]]
        offered = [f"without {c.label}: {c.count}" for c in context["droppable"]]
        offered += [f"near: {near.name}" for near in context["nearest"][:SHOWN]]
        cells = (f"{asked.language} `{typed}`", str(context["total"]), "; ".join(first or offered))
        lines.append("| " + " | ".join((*cells, asked.why)) + " |")
    return "\n".join(lines) + "\n"


def answer(asked: Asked) -> Any:
    """Return what the page of the directory shows."""
    from django.test import Client

    prefix = "" if asked.language == "en" else f"/{asked.language}"
    with patch("organizations.search.engine.timezone.now", return_value=DAY):
        return Client().get(f"{prefix}/organizations/?{asked.query}").context


if __name__ == "__main__":
    raise SystemExit(main())
