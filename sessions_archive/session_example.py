"""The sample file that staff can download: a fictional session with a row in each list."""

from sessions_archive.documents import KEPT_BACK, SESSION, SHAPE, Document, empty_document
from sessions_archive.session_files import EMPTY


def example(year: int, number: int) -> Document:
    """Return the document of the sample file: fictional, with a row in each list."""
    document = empty_document()
    document[SESSION] |= {
        "edition": year,
        "number": number,
        "themes": {"en": "An example session", "fr": "Une session d’exemple"},
        "day": f"{year}-11-12",
        "start": "14:00",
        "end": "15:30",
        "zone": "Europe/Zurich",
        "language": "en",
        "interpretation": ["ar", "fr"],
        "sectors": ["education"],
        "places": ["GM", "SN"],
        "capacity": 100,
    }
    for name in KEPT_BACK:
        del document[SESSION][name]
    document["people"] = [
        {
            "name": "Example Person",
            "role": "speaker",
            "capacity": "Coordinator",
            "organization": "Example Circle",
            "listing": "",
            "named": "consent",
        }
    ]
    document["agenda"] = [
        {"start": "14:00", "titles": {"en": "Welcome"}},
        {"start": "14:10", "titles": {"en": "Three stories"}},
    ]
    document["questions"] = [{"texts": {"en": "What would you do again?"}}]
    document["insights"] = [
        {"section": "1.1", "titles": {"en": "Beginnings"}, "texts": {"en": "Small groups start."}}
    ]
    document["recommendations"] = [
        {"code": "X1", "titles": {"en": "Meet"}, "texts": {"en": "Meet twice a year."}}
    ]
    slides = {name: EMPTY[kind] for name, kind in SHAPE["resources"].items()}
    document["resources"] = [
        slides
        | {
            "kind": "slides",
            "title": "Slides of the example session",
            "authors": ["Person, Example"],
            "year": year,
            "language": "en",
            "licence": "CC BY 4.0",
        }
    ]
    document["organizations"] = [
        {"name": "Example Circle", "acronym": "EXC", "part": "participant", "listing": ""}
    ]
    return document
