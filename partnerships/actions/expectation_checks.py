"""Answering the same questions, each side on its own; then laying the answers side by side."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.actions.partnerships import standing
from partnerships.expectations import state
from partnerships.models import ExpectationAnswer, ExpectationCheck, PartnershipParty
from partnerships.partnership_enums import PartyStanding
from partnerships.result_enums import CheckState
from partnerships.result_news import tell_of_check


class CheckNotOpenError(Exception):
    """No answers are taken now: `state` says whether it is too early or too late."""

    def __init__(self, state: CheckState) -> None:
        self.state = state
        super().__init__(state)


class AnsweredForAnotherError(Exception):
    """This person has answered for another side: one person's answers always agree."""


@transaction.atomic
def answer_check(
    *, check_id: int, party_id: int, by: User, values: Mapping[str, int], words: str
) -> ExpectationCheck:
    """Keep what a party says; until all have answered, it may say it anew.

    With the last answer all are laid side by side and everybody is told. Raises PermissionDenied,
    CheckNotOpenError and AnsweredForAnotherError.
    """
    found = ExpectationCheck.objects.get(pk=check_id)
    now = standing(partnership_id=found.partnership_id, party_id=party_id, by=by)
    if now.acting.standing != PartyStanding.JOINED:
        raise PermissionDenied
    check = (
        ExpectationCheck.objects.select_for_update(of=("self",))
        .select_related("partnership")
        .get(pk=check_id)
    )
    parties = [party for party in now.parties if party.standing == PartyStanding.JOINED]
    where = state_of(check, parties, _answered(check))
    if where != CheckState.ASKING or not now.partnership.is_running:
        raise CheckNotOpenError(where)
    if check.answers.filter(by=by).exclude(party=now.acting).exists():
        raise AnsweredForAnotherError
    ExpectationAnswer.objects.update_or_create(
        check_of=check,
        party=now.acting,
        defaults={**values, "words": words, "by": by, "at": timezone.now()},
    )
    if state_of(check, parties, _answered(check)) == CheckState.OPEN:
        lay_open(check, parties)
    return check


def lay_open(check: ExpectationCheck, parties: list[PartnershipParty]) -> None:
    """Note that the answers can be read, and tell everybody if there are any; it is locked."""
    check.opened_at = timezone.now()
    check.save(update_fields=["opened_at"])
    if check.answers.exists():
        tell_of_check(check, "expectations_opened", parties=parties)


def state_of(
    check: ExpectationCheck, parties: Sequence[PartnershipParty], answered: Iterable[int]
) -> CheckState:
    """Where a check stands; once its answers were open they stay so, whoever joins later."""
    if check.opened_at is not None:
        return CheckState.OPEN
    return state(
        opens_on=check.opens_on,
        closes_on=check.closes_on,
        parties=[party.pk for party in parties],
        answered=set(answered),
        today=timezone.localdate(),
    )


def _answered(check: ExpectationCheck) -> list[int]:
    return list(check.answers.values_list("party_id", flat=True))
