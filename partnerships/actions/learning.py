"""Proposing weights, and deciding about a proposal. Nothing takes effect by itself."""

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from partnerships.enums import NO_MISFIT, Channel, ProposalState, Verdict, WeightsKind
from partnerships.matching.learning import Decisions, Learned, learn
from partnerships.matching.weights import COMPONENTS
from partnerships.models import LearnedWeights, MatchFeedback
from partnerships.rules import can_approve_weights
from partnerships.weights_in_force import weights_in_force

BETWEEN_GROUPS = Q(source_organization__isnull=False, channel__in=(Channel.DIASPORA, Channel.HOST))


def decisions_on(kind: str) -> Decisions:
    """What people said of matches of this kind, as far as it speaks of how well they fit."""
    said = (
        MatchFeedback.objects.filter(verdict__in=(Verdict.RELEVANT, Verdict.NOT_RELEVANT))
        .exclude(reason__in=NO_MISFIT)
        .filter(components__len=len(COMPONENTS))
        .filter(BETWEEN_GROUPS if kind == WeightsKind.DIASPORA else ~BETWEEN_GROUPS)
        .order_by("pk")
    )
    rows = list(
        said.values_list("components", "verdict", "source_organization_id", "source_partner_id")
    )
    return Decisions(
        components=np.array([row[0] for row in rows], np.float64).reshape(-1, len(COMPONENTS)),
        relevant=np.array([row[1] == Verdict.RELEVANT for row in rows], np.bool_),
        source=[(row[2], row[3]) for row in rows],
    )


@transaction.atomic
def propose_weights(*, kind: str) -> tuple[LearnedWeights, Learned]:
    """Learn new weights and keep them for a person to decide about.

    Raises TooFewDecisions where nothing may be learned yet.
    """
    decisions = decisions_on(kind)
    learned = learn(decisions, weights_in_force()[kind], version=_next_version(kind))
    proposal = LearnedWeights.objects.create(
        kind=kind,
        version=learned.weights.version,
        values=list(learned.weights.values),
        figures={
            "decisions": len(decisions),
            "accepts": decisions.accepts,
            "listings": len(set(decisions.source)),
            "ridge": learned.ridge,
            "loss_before": learned.before.loss,
            "loss_after": learned.after.loss,
            "auc_before": learned.before.auc,
            "auc_after": learned.after.auc,
        },
    )
    return proposal, learned


@transaction.atomic
def decide_on_weights(*, weights_id: int, by: User, approve: bool) -> LearnedWeights:
    """Approve a proposal for the next run, or decline it; what was approved can be declined.

    Raises PermissionDenied for whoever may not decide.
    """
    if not can_approve_weights(by):
        raise PermissionDenied
    proposal = LearnedWeights.objects.select_for_update().get(pk=weights_id)
    proposal.state = ProposalState.APPROVED if approve else ProposalState.DECLINED
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    return proposal


def _next_version(kind: str) -> str:
    """partners-1 and diaspora-1 are those of the code."""
    numbers = LearnedWeights.objects.filter(kind=kind).values_list("version", flat=True)
    return f"{kind}-{1 + max([1, *(int(version.rpartition('-')[2]) for version in numbers)])}"
