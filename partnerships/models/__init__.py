from partnerships.models.matches import (
    Match,
    MatchBlock,
    MatchRun,
    RouteExposure,
    ScoredListing,
)
from partnerships.models.partner import (
    Partner,
    PartnerPlace,
    PartnerSupport,
    Representative,
)

__all__ = [
    "Match",
    "MatchBlock",
    "MatchRun",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "Representative",
    "RouteExposure",
    "ScoredListing",
]
