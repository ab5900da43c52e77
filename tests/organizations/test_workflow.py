"""The table of steps: what is allowed, and that nothing else is."""

import pytest

from organizations.enums import Reason, Status
from organizations.workflow import TRANSITIONS, IllegalTransitionError, next_status, possible

ALLOWED = {
    ("submit", Status.DRAFT): Status.SUBMITTED,
    ("submit", Status.CHANGES_REQUESTED): Status.SUBMITTED,
    ("withdraw", Status.SUBMITTED): Status.DRAFT,
    ("withdraw", Status.CHANGES_REQUESTED): Status.DRAFT,
    ("start_review", Status.SUBMITTED): Status.IN_REVIEW,
    ("publish", Status.SUBMITTED): Status.PUBLISHED,
    ("publish", Status.IN_REVIEW): Status.PUBLISHED,
    ("request_changes", Status.SUBMITTED): Status.CHANGES_REQUESTED,
    ("request_changes", Status.IN_REVIEW): Status.CHANGES_REQUESTED,
    ("decline", Status.SUBMITTED): Status.DECLINED,
    ("decline", Status.IN_REVIEW): Status.DECLINED,
    ("reconsider", Status.DECLINED): Status.IN_REVIEW,
    ("suspend", Status.PUBLISHED): Status.SUSPENDED,
    ("reinstate", Status.SUSPENDED): Status.PUBLISHED,
    ("archive", Status.PUBLISHED): Status.ARCHIVED,
    ("archive", Status.SUSPENDED): Status.ARCHIVED,
    ("restore", Status.ARCHIVED): Status.PUBLISHED,
}


def test_only_silence_is_taken_back_by_the_group() -> None:
    assert next_status("return", Status.ARCHIVED, Reason.SILENT) == Status.PUBLISHED
    with pytest.raises(IllegalTransitionError):
        next_status("return", Status.ARCHIVED, Reason.CONTENT)
    archived = possible(Status.ARCHIVED, by_group=True, last_reason=Reason.SILENT)
    assert [step.name for step in archived] == ["return"]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", TRANSITIONS)
def test_every_pair_of_step_and_status(step: str, status: Status) -> None:
    if (step, status) in ALLOWED:
        assert next_status(step, status) == ALLOWED[step, status]
    else:
        with pytest.raises(IllegalTransitionError) as caught:
            next_status(step, status)
        assert (caught.value.transition, caught.value.status) == (step, status)


def test_an_unknown_step_is_named() -> None:
    with pytest.raises(KeyError, match="bless"):
        next_status("bless", Status.DRAFT)


@pytest.mark.parametrize(
    ("status", "group", "staff"),
    [
        (Status.DRAFT, ["submit"], []),
        (Status.SUBMITTED, ["withdraw"], ["start_review", "publish", "request_changes", "decline"]),
        (Status.PUBLISHED, [], ["suspend", "archive"]),
        (Status.ARCHIVED, [], ["restore"]),
    ],
)
def test_who_may_do_what_next(status: Status, group: list[str], staff: list[str]) -> None:
    assert [step.name for step in possible(status, by_group=True)] == group
    assert [step.name for step in possible(status, by_group=False)] == staff


def test_the_group_is_owed_a_reason_for_every_bad_news() -> None:
    assert {name for name, step in TRANSITIONS.items() if step.needs_reason} == {
        "request_changes",
        "decline",
        "suspend",
        "archive",
    }
