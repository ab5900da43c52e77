from partnerships.models.matches import (
    SCALE,
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
    "SCALE",
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
