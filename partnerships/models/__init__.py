from partnerships.models.feedback import MatchFeedback
from partnerships.models.matches import (
    SCALE,
    BlockPart,
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
from partnerships.models.representation import RepresentationRequest
from partnerships.models.weights import LearnedWeights

__all__ = [
    "SCALE",
    "BlockPart",
    "LearnedWeights",
    "Match",
    "MatchBlock",
    "MatchFeedback",
    "MatchList",
    "MatchPool",
    "MatchRun",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "RepresentationRequest",
    "Representative",
    "RouteExposure",
    "ScoredListing",
]
