from partnerships.models.feedback import MatchFeedback
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
from partnerships.models.pools import MatchPool

__all__ = [
    "SCALE",
    "Match",
    "MatchBlock",
    "MatchFeedback",
    "MatchList",
    "MatchPool",
    "MatchRun",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "Representative",
    "RouteExposure",
    "ScoredListing",
]
