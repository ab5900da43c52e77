"""The texts of a session or an exchange, fetched with its own row: one query, however many."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from sessions_archive.models.findings import GuidingQuestion, Insight, RecommendationItem
from sessions_archive.models.session import ExchangeSession


def question_texts() -> ArraySubquery:
    """The translations of each guiding question of the session, in order."""
    questions = GuidingQuestion.objects.filter(session=OuterRef("pk"))
    return ArraySubquery(questions.order_by("position", "pk").values("texts"))


def insight_rows(owner: str) -> ArraySubquery:
    """Each insight with its section's code and titles; `owner` is "session" or "edition"."""
    insights = Insight.objects.filter(**{f"section__{owner}": OuterRef("pk")})
    ordered = insights.order_by("section__position", "section__code", "position", "pk")
    return ArraySubquery(
        ordered.values(
            row=JSONObject(code="section__code", titles="section__titles", texts="texts")
        )
    )


def recommendation_rows() -> ArraySubquery:
    """Each recommended step of the exchange with the code and titles of its recommendation."""
    steps = RecommendationItem.objects.filter(recommendation__edition=OuterRef("pk"))
    ordered = steps.order_by("recommendation__position", "recommendation__code", "position", "pk")
    return ArraySubquery(
        ordered.values(
            row=JSONObject(
                code="recommendation__code", titles="recommendation__titles", texts="texts"
            )
        )
    )


def codes_of(relation: str) -> ArraySubquery:
    """The codes that a session is tagged with; `relation` is "sectors" or "places"."""
    field: Any = ExchangeSession._meta.get_field(relation)
    through = field.remote_field.through
    code = "sector_id" if relation == "sectors" else "place_id"
    rows = through._default_manager.filter(exchangesession=OuterRef("pk"))
    return ArraySubquery(rows.order_by(code).values(code))
