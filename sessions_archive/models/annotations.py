"""The texts of a session or an exchange, fetched with its own row: one query, however many."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from organizations.viewers import Viewer
from sessions_archive.models.agenda import AgendaItem
from sessions_archive.models.findings import (
    GuidingQuestion,
    Insight,
    Recommendation,
    RecommendationItem,
)
from sessions_archive.models.people import Appearance, Participation, Person
from sessions_archive.models.resources import Resource
from sessions_archive.models.session import ExchangeSession

# What the page of a session says of each.
OF_PERSON = ("id", "uuid", "name", "slug", "is_public", "basis")
OF_APPEARANCE = ("role", "capacity", "organization_name")
OF_RESOURCE = (
    *("id", "kind", "title", "authors", "year", "publisher", "isbn", "publication_number"),
    *("genre", "format", "language_id", "licence", "url", "notes", "consent_on_file", "captions"),
)


def question_texts() -> ArraySubquery:
    """The translations of each guiding question of the session, in order."""
    questions = GuidingQuestion.objects.filter(session=OuterRef("pk"))
    return ArraySubquery(questions.order_by("position", "pk").values("texts"))


def agenda_rows() -> ArraySubquery:
    """Each agenda item of the session: how many minutes in, and its titles."""
    items = AgendaItem.objects.filter(session=OuterRef("pk")).order_by("minutes_in", "pk")
    return ArraySubquery(items.values(row=JSONObject(minutes_in="minutes_in", titles="titles")))


def insight_rows(owner: str) -> ArraySubquery:
    """Each insight with its section's code and titles, and the codes of the recommendations that
    follow from it; `owner` is "session" or "edition".
    """
    codes = Recommendation.objects.filter(insights=OuterRef("pk")).order_by("position", "code")
    insights = Insight.objects.filter(**{f"section__{owner}": OuterRef("pk")}).annotate(
        codes=ArraySubquery(codes.values("code"))
    )
    ordered = insights.order_by("section__position", "section__code", "position", "pk")
    return ArraySubquery(
        ordered.values(
            row=JSONObject(
                id="pk",
                code="section__code",
                titles="section__titles",
                texts="texts",
                recommendations="codes",
            )
        )
    )


def recommendation_rows(owner: str = "recommendation__edition") -> ArraySubquery:
    """Each recommended step with the code and titles of its recommendation.

    Those of the exchange, or where `owner` is "session" those that were said at it.
    """
    steps = RecommendationItem.objects.filter(**{owner: OuterRef("pk")})
    ordered = steps.order_by("recommendation__position", "recommendation__code", "position", "pk")
    return ArraySubquery(
        ordered.values(
            row=JSONObject(
                code="recommendation__code", titles="recommendation__titles", texts="texts"
            )
        )
    )


def resource_rows(viewer: Viewer) -> ArraySubquery:
    """The resources about the session that `viewer` may see."""
    resources = Resource.objects.visible_to(viewer).filter(session=OuterRef("pk"))
    fields = {name: name for name in OF_RESOURCE}
    return ArraySubquery(resources.order_by("position", "pk").values(row=JSONObject(**fields)))


def appearance_rows(viewer: Viewer) -> ArraySubquery:
    """Who was there, as far as `viewer` may see: what `appearance_of` reads."""
    rows = Appearance.objects.visible_to(viewer).filter(session=OuterRef("pk"))
    person = {name: f"person__{name}" for name in OF_PERSON}
    fields = {name: name for name in (*OF_APPEARANCE, "listing_slug")}
    return ArraySubquery(
        rows.with_listing(viewer)
        .order_by("position", "pk")
        .values(row=JSONObject(person=JSONObject(**person), **fields))
    )


def appearance_of(row: dict[str, Any]) -> Appearance:
    """An appearance with its person, from a row of `appearance_rows`."""
    appearance = Appearance(
        person=Person(**row["person"]), **{name: row[name] for name in OF_APPEARANCE}
    )
    appearance.listing_slug = row["listing_slug"]  # type: ignore[attr-defined]
    return appearance


def neighbour_rows(viewer: Viewer) -> ArraySubquery:
    """The sessions before and after this one that `viewer` may see: what a link needs."""
    visible = ExchangeSession.objects.visible_to(viewer).filter(edition=OuterRef("edition"))
    beside = visible.filter(number__in=[OuterRef("number") - 1, OuterRef("number") + 1])
    fields = {name: name for name in ("number", "slug", "themes")}
    return ArraySubquery(beside.order_by("number").values(row=JSONObject(**fields)))


def organization_rows(viewer: Viewer) -> ArraySubquery:
    """The organizations known to have been at the session, by the name they were printed with."""
    rows = Participation.objects.filter(sessions=OuterRef("pk")).with_listing(viewer)
    return ArraySubquery(
        rows.order_by("position", "pk").values(
            row=JSONObject(organization_name="name", listing_slug="listing_slug")
        )
    )


def codes_of(relation: str) -> ArraySubquery:
    """The codes a session is tagged with: "sectors", "places" or "interpretation"."""
    field: Any = ExchangeSession._meta.get_field(relation)
    through = field.remote_field.through
    code = field.m2m_reverse_field_name() + "_id"
    rows = through._default_manager.filter(exchangesession=OuterRef("pk"))
    return ArraySubquery(rows.order_by(code).values(code))
