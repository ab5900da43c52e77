"""Every reason that is offered has its letter, but for the one that must be written."""

from organizations.enums import Reason
from organizations.reasons import REASONS_OF, letter
from organizations.workflow import TRANSITIONS


def test_every_step_that_owes_a_reason_has_some() -> None:
    owing = {name for name, step in TRANSITIONS.items() if step.needs_reason}
    assert owing <= set(REASONS_OF)
    for reasons in REASONS_OF.values():
        assert reasons[-1] == Reason.OTHER
        assert len(set(reasons)) == len(reasons)


def test_every_reason_of_a_curator_has_a_letter() -> None:
    without = {reason for reason in Reason if not letter(reason, "en")}
    # One must be written; the other is the clock's, which no curator gives.
    assert without == {Reason.OTHER, Reason.SILENT}
    assert all(Reason.SILENT not in reasons for reasons in REASONS_OF.values())
    assert letter("", "en") == ""
