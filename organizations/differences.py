"""Two versions of a listing side by side, in the reader's words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.actions.versions import Version
from organizations.enums import Audience, BudgetBand, ContactKind, Kind, LegalStatus, SizeBand
from organizations.models import (
    Generation,
    Language,
    PendingChange,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.presentation import labels

KEPT, REMOVED, ADDED = "kept", "removed", "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and whether it is kept, removed or added."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one field. `is_text`: pieces run on; otherwise each is a thing of its own."""

    field: str
    label: Any
    pieces: list[Piece]
    is_text: bool = False


def _codes(model: Any) -> Callable[[str], str]:
    return lambda code: "".join(labels(model, [code])) or code


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda value: str(choices(value).label)


def _contact(entry: str) -> str:
    kind, _colon, audience = entry.partition(":")
    return f"{ContactKind(kind).label} ({Audience(audience).label})"


def _plain(value: Any) -> str:
    return str(value)


def _flag(value: bool) -> str:
    return str(_("Yes") if value else _("No"))


# Field of a version → its name, and how one of its values is said.
FIELDS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "name": (_("Name"), _plain),
    "name_language": (_("Language of the name"), _codes(Language)),
    "other_names": (_("Other names"), _plain),
    "former_names": (_("Former names"), _plain),
    "kind": (_("Kind"), _choice(Kind)),
    "legal_status": (_("Legal status"), _choice(LegalStatus)),
    "heritage": (_("Comes from"), _codes(Place)),
    "residence": (_("Lives in"), _codes(Place)),
    "works_in": (_("Works in"), _codes(Place)),
    "primary_sectors": (_("Main areas of work"), _codes(Sector)),
    "secondary_sectors": (_("More areas of work"), _codes(Sector)),
    "roles": (_("Roles"), _codes(Role)),
    "offers": (_("Offers"), _codes(SupportType)),
    "needs": (_("Needs"), _codes(SupportType)),
    "made_of": (_("Made of"), _codes(Generation)),
    "serves": (_("Works for"), _codes(Generation)),
    "languages": (_("Working languages"), _codes(Language)),
    "is_youth_led": (_("Led by young people"), _flag),
    "is_women_led": (_("Led by women"), _flag),
    "is_refugee_led": (_("Led by refugees"), _flag),
    "founded_year": (_("Founded"), _plain),
    "size_band": (_("Size"), _choice(SizeBand)),
    "budget_band": (_("Yearly budget"), _choice(BudgetBand)),
    "website": (_("Website"), _plain),
    "numbers": (_("Registered as"), _plain),
    "contacts": (_("Contacts"), _contact),
    "audience": (_("Who may see this listing"), _choice(Audience)),
    "hidden_from": (_("Hidden from public bodies of"), _codes(Place)),
    "is_open_to_matching": (_("Open to matching"), _flag),
    "matches_heritage_state": (_("Matched with heritage states"), _flag),
}
EMPTY: tuple[Any, ...] = ("", None, [], {})


def differences(before: Version, after: Version) -> list[Difference]:
    """Return what differs, field by field; a field that either side does not know is left out."""
    found = []
    for field, (label, say) in FIELDS.items():
        if field in before and field in after and before[field] != after[field]:
            found.append(Difference(field, label, _pieces(before[field], after[field], say)))
    old, new = before.get("descriptions", {}), after.get("descriptions", {})
    for code in sorted({*old, *new}):
        if old.get(code, "") != new.get(code, ""):
            language = {"language": "".join(labels(Language, [code])) or code}
            found.append(
                Difference(
                    "descriptions",
                    _("Description (%(language)s)") % language,
                    words(old.get(code, ""), new.get(code, "")),
                    is_text=True,
                )
            )
    return found


def wanted_differences(change: PendingChange) -> list[Difference]:
    """Return what a group wants changed, against what its listing said when it asked."""
    return differences(change.before, {**change.before, **change.wanted})


def everything(version: Version) -> list[Difference]:
    """Return each fact of `version` as if nothing had been known before."""
    blank: Version = {
        field: [] if isinstance(value, list) else "" for field, value in version.items()
    }
    filled = {field: value for field, value in version.items() if value not in EMPTY}
    return differences({**blank, "descriptions": {}}, filled)


def words(before: str, after: str) -> list[Piece]:
    """Compare two texts word by word; what stands between words is no difference."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    found: list[Piece] = []
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False
    )
    for step, a, b, c, d in matcher.get_opcodes():
        if step == "equal":
            found.append(Piece(KEPT, "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece(REMOVED, "".join(old[a:b])))
        if c < d:
            found.append(Piece(ADDED, "".join(new[c:d])))
    return found


def _pieces(before: Any, after: Any, say: Callable[[Any], str]) -> list[Piece]:
    old, new = _listed(before), _listed(after)
    return [
        *(Piece(KEPT, say(value)) for value in new if value in old),
        *(Piece(REMOVED, say(value)) for value in old if value not in new),
        *(Piece(ADDED, say(value)) for value in new if value not in old),
    ]


def _listed(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        return value
    return [] if value in EMPTY else [value]
