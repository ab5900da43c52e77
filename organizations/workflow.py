"""The life of a listing, as a table: who may take it from where to where. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.enums import Reason, Status


class IllegalTransitionError(Exception):
    """The listing's status does not allow this step; `transition` and `status` say which."""

    def __init__(self, transition: str, status: str) -> None:
        self.transition = transition
        self.status = Status(status)
        super().__init__(f"{transition} is not possible from {status}")


class MissingReasonError(Exception):
    """The step needs a reason that the group will read."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from any of `sources` to `target`.

    `by_group` says whether the group itself or IOM staff takes it; `needs_reason` whether the
    group is owed an explanation; `after` is the reason that the last step must have had.
    """

    name: str
    label: Promise
    sources: frozenset[Status]
    target: Status
    by_group: bool = False
    needs_reason: bool = False
    after: str = ""


_TABLE = (
    Transition(
        "submit",
        _("Submit for review"),
        frozenset({Status.DRAFT, Status.CHANGES_REQUESTED}),
        Status.SUBMITTED,
        by_group=True,
    ),
    Transition(
        "withdraw",
        _("Take back to draft"),
        frozenset({Status.SUBMITTED, Status.CHANGES_REQUESTED}),
        Status.DRAFT,
        by_group=True,
    ),
    Transition(
        "start_review",
        _("Start review"),
        frozenset({Status.SUBMITTED}),
        Status.IN_REVIEW,
    ),
    Transition(
        "publish",
        _("Publish"),
        frozenset({Status.SUBMITTED, Status.IN_REVIEW}),
        Status.PUBLISHED,
    ),
    Transition(
        "request_changes",
        _("Ask for changes"),
        frozenset({Status.SUBMITTED, Status.IN_REVIEW}),
        Status.CHANGES_REQUESTED,
        needs_reason=True,
    ),
    Transition(
        "decline",
        _("Decline"),
        frozenset({Status.SUBMITTED, Status.IN_REVIEW}),
        Status.DECLINED,
        needs_reason=True,
    ),
    Transition(
        "reconsider",
        _("Reconsider"),
        frozenset({Status.DECLINED}),
        Status.IN_REVIEW,
    ),
    Transition(
        "suspend",
        _("Suspend"),
        frozenset({Status.PUBLISHED}),
        Status.SUSPENDED,
        needs_reason=True,
    ),
    Transition("reinstate", _("Reinstate"), frozenset({Status.SUSPENDED}), Status.PUBLISHED),
    Transition(
        "archive",
        _("Archive"),
        frozenset({Status.PUBLISHED, Status.SUSPENDED}),
        Status.ARCHIVED,
        needs_reason=True,
    ),
    Transition("restore", _("Restore"), frozenset({Status.ARCHIVED}), Status.PUBLISHED),
    # Whoever was archived for silence need only speak; what IOM decided, only IOM takes back.
    Transition(
        "return",
        _("Bring it back: all of it is still right"),
        frozenset({Status.ARCHIVED}),
        Status.PUBLISHED,
        by_group=True,
        after=Reason.SILENT,
    ),
)

# What becomes of a listing when two are merged (actions/merging.py) is no step of its own life.
MERGE, SEPARATE = "merge", "separate"
MERGING_LABELS = {
    MERGE: _("Merged with another listing"),
    SEPARATE: _("Merge taken back"),
}

TRANSITIONS: dict[str, Transition] = {transition.name: transition for transition in _TABLE}


def next_status(transition: str, status: str, last_reason: str = "") -> Status:
    """Return where `transition` leads from `status`, which was reached for `last_reason`.

    Raises KeyError for an unknown transition and IllegalTransitionError for one that the table
    does not allow.
    """
    step = TRANSITIONS[transition]
    if not _is_open(step, status, last_reason):
        raise IllegalTransitionError(transition, status)
    return step.target


def possible(status: str, *, by_group: bool, last_reason: str = "") -> list[Transition]:
    """Return the steps open from `status` to the group, or to IOM staff."""
    return [
        step for step in _TABLE if step.by_group is by_group and _is_open(step, status, last_reason)
    ]


def _is_open(step: Transition, status: str, last_reason: str) -> bool:
    return Status(status) in step.sources and step.after in ("", last_reason)
