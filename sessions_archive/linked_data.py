"""A session or a person as search engines read them: JSON-LD in the words of schema.org.

Only what everybody may see, and of people only those who agreed to be shown: a record that names
somebody is no consent to be found by machines.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.links import absolute
from organizations.linked_data import ESCAPED
from sessions_archive.enums import Basis
from sessions_archive.models import ExchangeSession, Person
from sessions_archive.serialisation import Data, appearance_data, person_data

SCHEMA = "https://schema.org/"


def event(session: ExchangeSession, appearances: Iterable[Any]) -> SafeString:
    """Return a published session as an Event, safe inside a script element; else ''."""
    if not session.is_published:
        return SafeString()
    page = absolute(session.get_absolute_url(), get_language() or "en")
    edition = session.edition
    return _written(
        {
            "@type": "Event",
            "name": session.theme,
            "description": edition.topic,
            "url": page,
            "startDate": session.local_start.isoformat(),
            "endDate": session.local_end.isoformat(),
            "eventStatus": f"{SCHEMA}Event{'Cancelled' if session.cancelled_at else 'Scheduled'}",
            "eventAttendanceMode": f"{SCHEMA}OnlineEventAttendanceMode",
            # Where people meet is for those who have a place; what everybody gets is this page.
            "location": {"@type": "VirtualLocation", "url": page},
            "inLanguage": session.language_id or "",
            "organizer": {
                "@type": "Organization",
                "name": "International Organization for Migration",
                "url": "https://www.iom.int/",
            },
            "performer": [
                _person(data["person"], data["organization"])
                for data in map(appearance_data, filter(_agreed, appearances))
            ],
            "superEvent": {
                "@type": "EventSeries",
                "name": f"{_('Global Diaspora Virtual Exchanges')} {edition.year}",
                "url": absolute(edition.get_absolute_url(), get_language() or "en"),
            },
        }
    )


def profile(person: Person, appearances: Iterable[Any]) -> SafeString:
    """Return a person who agreed to be shown, safe inside a script element; else ''."""
    if not _is_consenting(person):
        return SafeString()
    latest = next((row.organization_name for row in appearances if row.organization_name), "")
    return _written(_person(person_data(person), latest))


def _agreed(appearance: Any) -> bool:
    return _is_consenting(appearance.person)


def _is_consenting(person: Person) -> bool:
    return person.basis == Basis.CONSENT and person.is_public


def _person(data: Data, organization: str) -> Data:
    told = {"@type": "Person", "name": data["name"], "url": data["url"]}
    if organization:
        told["affiliation"] = {"@type": "Organization", "name": organization}
    return told


def _written(facts: Data) -> SafeString:
    known = {"@context": SCHEMA.rstrip("/")} | {name: fact for name, fact in facts.items() if fact}
    return mark_safe(json.dumps(known, ensure_ascii=False).translate(ESCAPED))  # noqa: S308
