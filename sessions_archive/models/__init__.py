from sessions_archive.models.edition import Edition, Resource
from sessions_archive.models.findings import (
    GuidingQuestion,
    Insight,
    InsightSection,
    Recommendation,
    RecommendationItem,
)
from sessions_archive.models.people import Appearance, Participation, Person
from sessions_archive.models.registrations import SessionRegistration
from sessions_archive.models.session import ExchangeSession

__all__ = [
    "Appearance",
    "Edition",
    "ExchangeSession",
    "GuidingQuestion",
    "Insight",
    "InsightSection",
    "Participation",
    "Person",
    "Recommendation",
    "RecommendationItem",
    "Resource",
    "SessionRegistration",
]
