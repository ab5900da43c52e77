"""Who may answer a call: plain facts, and never what a group has not said."""

import pytest

from partnerships.eligibility import Answer, Applicant, Condition, Terms, check, unmet
from partnerships.opportunity_enums import Registration

INSIDE = {"014": {"014", "SO", "KE"}, "150": {"150", "IT"}}


def within(code: str) -> set[str]:
    return INSIDE.get(code, {code})


def answers(terms: Terms, *groups: Applicant) -> dict[Condition, Answer]:
    return check(terms, groups, within)


def test_a_call_without_conditions_asks_nothing() -> None:
    assert answers(Terms(), Applicant()) == {}


@pytest.mark.parametrize(
    ("registration", "status", "has_host", "answer"),
    [
        (Registration.NEEDED, "registered", False, Answer.MET),
        (Registration.NEEDED, "none", False, Answer.UNMET),
        (Registration.NEEDED, "none", True, Answer.UNMET),
        (Registration.NEEDED, "", False, Answer.UNKNOWN),
        (Registration.HOSTED, "none", True, Answer.MET),
        (Registration.HOSTED, "in_formation", False, Answer.UNMET),
        (Registration.HOSTED, "registered", False, Answer.MET),
    ],
)
def test_registration(registration: str, status: str, has_host: bool, answer: Answer) -> None:
    group = Applicant(legal_status=status, has_host=has_host)
    assert answers(Terms(registration=registration), group) == {Condition.REGISTRATION: answer}


@pytest.mark.parametrize(
    ("wanted", "said", "answer"),
    [
        ("014", "SO", Answer.MET),
        ("SO", "014", Answer.MET),
        ("SO", "SO", Answer.MET),
        ("SO", "KE", Answer.UNMET),
        ("150", "SO", Answer.UNMET),
        ("150", "", Answer.UNKNOWN),
    ],
)
def test_places_hold_those_inside_them(wanted: str, said: str, answer: Answer) -> None:
    group = Applicant(residence=frozenset(filter(None, [said])))
    found = answers(Terms(residence=frozenset([wanted])), group)
    assert found == {Condition.RESIDENCE: answer}


def test_who_comes_from_a_place_works_for_it_unless_it_says_otherwise() -> None:
    terms = Terms(works_in=frozenset(["SO"]))
    home = frozenset(["SO"])
    assert answers(terms, Applicant(heritage=home)) == {Condition.WORKS_IN: Answer.MET}
    elsewhere = Applicant(heritage=home, works_in=frozenset(["IT"]))
    assert answers(terms, elsewhere) == {Condition.WORKS_IN: Answer.UNMET}


def test_kinds_and_generations() -> None:
    terms = Terms(kinds=frozenset(["grassroots"]), generations=frozenset(["second"]))
    group = Applicant(kind="network", generations=frozenset(["first"]))
    assert unmet(answers(terms, group)) == [Condition.KIND, Condition.GENERATION]
    assert unmet(answers(terms, Applicant())) == []


def test_groups_together_meet_what_one_of_them_meets() -> None:
    terms = Terms(registration=Registration.NEEDED, residence=frozenset(["IT"]))
    informal = Applicant(legal_status="none", residence=frozenset(["IT"]))
    abroad = Applicant(legal_status="registered", residence=frozenset(["KE"]))
    assert unmet(answers(terms, informal)) == [Condition.REGISTRATION]
    assert unmet(answers(terms, informal, abroad)) == []
