from partnerships.models.matches import (
    Match,
    MatchBlock,
    MatchList,
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
    "MatchList",
    "MatchRun",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "Representative",
    "RouteExposure",
    "ScoredListing",
]
