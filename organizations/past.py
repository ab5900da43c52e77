"""The merged history of a listing: who changed what, when and why, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.differences import ADDED, FIELDS, REMOVED, Difference, Piece, words
from organizations.enums import (
    Audience,
    ContactKind,
    Direction,
    GenerationRelation,
    MembershipRole,
    NameType,
    PlaceRelation,
    Source,
    Status,
)
from organizations.models import (
    TRACKED,
    Generation,
    Language,
    Organization,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.history import LOADED
from organizations.presentation import labels
from organizations.workflow import TRANSITIONS

MOST = 500
# What one save writes lies closer together than this.
TOGETHER = timedelta(seconds=3)
TAGS = {"roles": Role, "languages": Language, "networks": Organization}

Values = dict[str, Any]


@dataclass(slots=True)
class Event:
    """What one person did at one time, and why."""

    at: datetime
    who: str
    why: Any
    rows: list[Difference] = field(default_factory=list)


_WHY = {
    "save_basics": _("The group edited its basic facts"),
    "start_registration": _("The group began to register"),
    "save_people": _("The group edited who its people are"),
    "save_work": _("The group edited its work"),
    "save_visibility": _("The group edited who may see it"),
    "confirm_listing": _("The group confirmed its listing"),
    "approve_change": _("A pending change was approved"),
    "undo_change": _("A decision about a change was taken back"),
    "undo_step": _("A decision was taken back"),
    "import": _("Imported from a table"),
    LOADED: _("Loaded"),
}
_MORE_FIELDS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "status": (_("Status"), lambda value: str(Status(value).label)),
    "source": (_("Source"), lambda value: str(Source(value).label)),
    "slug": (_("Address"), str),
    "logo": (_("Logo"), str),
    "open_to": (_("Open to at most"), str),
    "roles": FIELDS["roles"],
    "languages": FIELDS["languages"],
    "last_confirmed_at": (_("Last confirmed"), lambda value: str(value)[:10]),
}


def past_of(organization_id: int) -> list[Event]:
    """Return the history of a listing, the latest first: two queries however long it is."""
    rows = list(_history(organization_id)[:MOST])
    ids = {row["row_by"] for row in rows} | {row["row_said"].get("user_id") for row in rows}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids - {None})}
    before = _predecessors(rows)
    events: list[Event] = []
    for row, earlier in zip(rows, before, strict=True):
        differences = _differences(row, earlier, people)
        if not differences and row["row_kind"] == "~":
            continue
        who = people.get(row["row_by"], "") if row["row_by"] else ""
        why = _why(row["row_why"])
        last = events[-1] if events else None
        if last and (last.who, last.why) == (who, why) and last.at - row["row_at"] < TOGETHER:
            last.rows += differences
        else:
            events.append(Event(row["row_at"], who, why, differences))
    return events


def _history(organization_id: int) -> QuerySet[Any]:
    first, *rest = [_part(model, organization_id) for model in TRACKED]
    return first.union(*rest, all=True).order_by("-row_at", "-row_number")


def _part(model: Any, organization_id: int) -> QuerySet[Any]:
    history = model.history.model
    columns = [f.attname for f in history._meta.concrete_fields]
    said: dict[str, Any] = {c: F(c) for c in columns if not c.startswith("history_")}
    mine = Q(id=organization_id) if model is Organization else Q(organization_id=organization_id)
    if model is Organization:
        for name in TAGS:
            links = apps.get_model("organizations", f"{history.__name__}_{name}")
            field_of: Any = model._meta.get_field(name)
            column = field_of.m2m_reverse_name()
            codes = links._default_manager.filter(history=OuterRef("pk"))
            said[name] = ArraySubquery(codes.order_by(column).values(column))
    return (
        history._default_manager.filter(mine)
        .order_by()
        .annotate(
            row_model=Value(model._meta.object_name, output_field=CharField()),
            row_number=F("history_id"),
            row_at=F("history_date"),
            row_kind=F("history_type"),
            row_why=Cast("history_change_reason", CharField()),
            row_by=F("history_user_id"),
            row_said=JSONObject(**said),
        )
        .values("row_model", "row_number", "row_at", "row_kind", "row_why", "row_by", "row_said")
    )


def _predecessors(rows: list[dict[str, Any]]) -> list[Values | None]:
    """Return for each row what the same record said before it."""
    chains: dict[tuple[str, Any], list[int]] = {}
    for place, row in enumerate(rows):
        chains.setdefault((row["row_model"], row["row_said"]["id"]), []).append(place)
    found: list[Values | None] = [None] * len(rows)
    for chain in chains.values():
        for later, earlier in pairwise(chain):
            found[later] = rows[earlier]["row_said"] | {"_kind": rows[earlier]["row_kind"]}
    return found


def _differences(
    row: dict[str, Any], earlier: Values | None, people: dict[int, str]
) -> list[Difference]:
    said = row["row_said"]
    if row["row_model"] == "Organization":
        return _columns(said, earlier) if earlier and row["row_kind"] == "~" else []
    label, text = _DETAILS[row["row_model"]](said, people)
    if row["row_model"] == "OrganizationDescription":
        old = earlier["text"] if earlier and row["row_kind"] == "~" else ""
        pieces = words(said["text"], "") if row["row_kind"] == "-" else words(old, said["text"])
        return [Difference("descriptions", label, pieces, is_text=True)] if pieces else []
    if row["row_kind"] == "-":
        return [Difference("", label, [Piece(REMOVED, text)])]
    if row["row_kind"] == "~" and earlier:
        _label, old = _DETAILS[row["row_model"]](earlier, people)
        if old == text:
            return []
        return [Difference("", label, [Piece(REMOVED, old), Piece(ADDED, text)])]
    return [Difference("", label, [Piece(ADDED, text)])]


def _columns(said: Values, earlier: Values) -> list[Difference]:
    found = []
    for name, (label, say) in {**FIELDS, **_MORE_FIELDS}.items():
        # A listing's tags are set after its first row is written: that row does not know them.
        if name not in said or (name in TAGS and earlier["_kind"] == "+"):
            continue
        old, new = _listed(earlier.get(name)), _listed(said[name])
        if old != new:
            gone = [Piece(REMOVED, say(value)) for value in old if value not in new]
            come = [Piece(ADDED, say(value)) for value in new if value not in old]
            found.append(Difference(name, label, [*gone, *come]))
    return found


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in ("", None) else [value]


def _label(model: Any, code: str) -> str:
    return "".join(labels(model, [code])) or code


def _person(said: Values, people: dict[int, str]) -> tuple[Any, str]:
    name = people.get(said["user_id"]) or str(_("an account now deleted"))
    return MembershipRole(said["role"]).label, name


def _contact(said: Values, people: dict[int, str]) -> tuple[Any, str]:
    """Which contact there was, never its value: that is not kept."""
    return ContactKind(said["kind"]).label, str(Audience(said["audience"]).label)


_DETAILS: dict[str, Callable[[Values, dict[int, str]], tuple[Any, str]]] = {
    "OrganizationName": lambda said, _p: (NameType(said["type"]).label, said["name"]),
    "OrganizationDescription": lambda said, _p: (
        _("Description (%(language)s)") % {"language": _label(Language, said["language_id"])},
        said["text"],
    ),
    "OrganizationPlace": lambda said, _p: (
        PlaceRelation(said["relation"]).label,
        _label(Place, said["place_id"]),
    ),
    "OrganizationSector": lambda said, _p: (
        _("Main areas of work") if said["is_primary"] else _("More areas of work"),
        _label(Sector, said["sector_id"]),
    ),
    "OrganizationGeneration": lambda said, _p: (
        GenerationRelation(said["relation"]).label,
        _label(Generation, said["generation_id"]),
    ),
    "OrganizationSupport": lambda said, _p: (
        Direction(said["direction"]).label,
        _label(SupportType, said["support_type_id"]),
    ),
    "OrganizationIdentifier": lambda said, _p: (
        _("Registered as"),
        f"{said['scheme']}-{said['number']}",
    ),
    "Contact": _contact,
    "Membership": _person,
}


def _why(code: str | None) -> Any:
    if code in TRANSITIONS:
        return TRANSITIONS[code].label
    return _WHY.get(code or "", code or "")
