"""Do all sides see the common work alike? Questions that each answers on its own. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.result_enums import CheckState

# So many days after a partnership has become active.
DAYS = (30, 90)
TIME_TO_ANSWER = timedelta(days=14)
# Two steps apart on a scale of five: one side says yes where the other is at best undecided.
WIDE = 2
MIDDLE = 3
SCALE: dict[int, Promise] = {
    1: _("Not at all"),
    2: _("Rather not"),
    3: _("In part"),
    4: _("Mostly"),
    5: _("Fully"),
}
QUESTIONS: dict[str, Promise] = {
    "roles": _("It is clear who does what."),
    "promises": _("What was promised so far has been done."),
    "voice": _("We are asked before decisions that concern us."),
    "effort": _("What we put in is fair, compared with what we get."),
    "again": _("Knowing what we know now, we would agree to it again."),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """How far apart the sides are in one question."""

    question: str
    answers: Mapping[int, int]
    width: int

    @property
    def text(self) -> Promise:
        return QUESTIONS[self.question]

    @property
    def is_wide(self) -> bool:
        return self.width >= WIDE

    @property
    def is_low(self) -> bool:
        """All agree, but not that it goes well."""
        return bool(self.answers) and not self.is_wide and max(self.answers.values()) < MIDDLE


def state(
    *,
    opens_on: date,
    closes_on: date,
    parties: Collection[int],
    answered: Collection[int],
    today: date,
) -> CheckState:
    """Return where a check stands: nobody reads another's answers before all have given theirs,
    or the time is over.
    """
    if today < opens_on:
        return CheckState.AHEAD
    if set(parties) <= set(answered) or today > closes_on:
        return CheckState.OPEN
    return CheckState.ASKING


def gaps(answers: Mapping[int, Mapping[str, int]]) -> list[Gap]:
    """Return the questions with what each side (by its number) says, the widest gap first."""
    found = []
    for question in QUESTIONS:
        values = {side: said[question] for side, said in answers.items() if question in said}
        width = max(values.values()) - min(values.values()) if len(values) > 1 else 0
        found.append(Gap(question, values, width))
    return sorted(found, key=lambda gap: -gap.width)
