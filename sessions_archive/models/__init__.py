from sessions_archive.models.agenda import AgendaItem
from sessions_archive.models.edition import Edition
from sessions_archive.models.findings import (
    GuidingQuestion,
    Insight,
    InsightSection,
    Recommendation,
    RecommendationItem,
)
from sessions_archive.models.formed import GroupFormed
from sessions_archive.models.people import Appearance, Participation, Person
from sessions_archive.models.registrations import SessionRegistration
from sessions_archive.models.removals import RemovalRequest
from sessions_archive.models.resources import Resource
from sessions_archive.models.session import ExchangeSession
from sessions_archive.models.words import SessionWords

__all__ = [
    "AgendaItem",
    "Appearance",
    "Edition",
    "ExchangeSession",
    "GroupFormed",
    "GuidingQuestion",
    "Insight",
    "InsightSection",
    "Participation",
    "Person",
    "Recommendation",
    "RecommendationItem",
    "RemovalRequest",
    "Resource",
    "SessionRegistration",
    "SessionWords",
]
