from partnerships.models.expressions import (
    Assessment,
    ExpressionMember,
    ExpressionOfInterest,
    Score,
)
from partnerships.models.feedback import MatchFeedback
from partnerships.models.hosting import HostAgreement, HostTerms
from partnerships.models.introductions import (
    Attachment,
    ConversationReport,
    Introduction,
    Message,
    Seat,
)
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
from partnerships.models.opportunities import (
    Criterion,
    Opportunity,
    OpportunityInvitation,
    OpportunityPlace,
    OpportunityQuestion,
    OpportunityStep,
    OpportunitySupport,
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
    "Assessment",
    "Attachment",
    "BlockPart",
    "ConversationReport",
    "Criterion",
    "ExpressionMember",
    "ExpressionOfInterest",
    "HostAgreement",
    "HostTerms",
    "Introduction",
    "LearnedWeights",
    "Match",
    "MatchBlock",
    "MatchFeedback",
    "MatchList",
    "MatchPool",
    "MatchRun",
    "Message",
    "Opportunity",
    "OpportunityInvitation",
    "OpportunityPlace",
    "OpportunityQuestion",
    "OpportunityStep",
    "OpportunitySupport",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "RepresentationRequest",
    "Representative",
    "RouteExposure",
    "Score",
    "ScoredListing",
    "Seat",
]
