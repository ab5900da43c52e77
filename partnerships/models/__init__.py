from partnerships.models.agreements import (
    Acceptance,
    AgreementDraft,
    AgreementVersion,
    PublicSummary,
    SummaryConsent,
)
from partnerships.models.checks import (
    ExpectationAnswer,
    ExpectationCheck,
)
from partnerships.models.closings import (
    Reflection,
    Resumption,
    Suspension,
)
from partnerships.models.coalitions import Coalition, CoalitionMember
from partnerships.models.expressions import (
    Assessment,
    ExpressionMember,
    ExpressionOfInterest,
    Score,
)
from partnerships.models.feedback import (
    MatchFeedback,
)
from partnerships.models.hosting import (
    HostAgreement,
    HostTerms,
)
from partnerships.models.introductions import (
    Attachment,
    ConversationReport,
    Introduction,
    Message,
    Seat,
)
from partnerships.models.kpis import (
    Kpi,
    KpiTarget,
    Milestone,
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
from partnerships.models.partnerships import (
    Partnership,
    PartnershipEvent,
    PartnershipParty,
)
from partnerships.models.pools import (
    MatchPool,
)
from partnerships.models.pursuits import Pursuit
from partnerships.models.reports import (
    Actual,
    ActualPart,
    Proof,
    Report,
    ReportAct,
)
from partnerships.models.representation import (
    RepresentationRequest,
)
from partnerships.models.weights import (
    LearnedWeights,
)

__all__ = [
    "SCALE",
    "Acceptance",
    "Actual",
    "ActualPart",
    "AgreementDraft",
    "AgreementVersion",
    "Assessment",
    "Attachment",
    "BlockPart",
    "Coalition",
    "CoalitionMember",
    "ConversationReport",
    "Criterion",
    "ExpectationAnswer",
    "ExpectationCheck",
    "ExpressionMember",
    "ExpressionOfInterest",
    "HostAgreement",
    "HostTerms",
    "Introduction",
    "Kpi",
    "KpiTarget",
    "LearnedWeights",
    "Match",
    "MatchBlock",
    "MatchFeedback",
    "MatchList",
    "MatchPool",
    "MatchRun",
    "Message",
    "Milestone",
    "Opportunity",
    "OpportunityInvitation",
    "OpportunityPlace",
    "OpportunityQuestion",
    "OpportunityStep",
    "OpportunitySupport",
    "Partner",
    "PartnerPlace",
    "PartnerSupport",
    "Partnership",
    "PartnershipEvent",
    "PartnershipParty",
    "Proof",
    "PublicSummary",
    "Pursuit",
    "Reflection",
    "Report",
    "ReportAct",
    "RepresentationRequest",
    "Representative",
    "Resumption",
    "RouteExposure",
    "Score",
    "ScoredListing",
    "Seat",
    "SummaryConsent",
    "Suspension",
]
