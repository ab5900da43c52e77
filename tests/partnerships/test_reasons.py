"""Explanations in words, where the pages' tests do not reach."""

from typing import Any

import pytest
from django.utils.translation import override

from organizations.models import Organization, Sector, SupportType
from partnerships.matching.explain import explain
from partnerships.matching.weights import COMPONENTS, Weights
from partnerships.models import Partner
from partnerships.profiles import organization_profile, partner_profile, vocabulary
from partnerships.reasons import Gap, Reason, in_words, reasons
from tests.factories import make_listing, make_partner


def told(
    source: Organization | Partner,
    target: Organization | Partner,
    *,
    value: float = 0.6,
    known: bool = True,
) -> dict[str, Reason]:
    """The reasons of a pair, as if every component had this value."""

    def read(row: Organization | Partner) -> tuple[Any, Any]:
        tagged: Any = type(row)._default_manager.with_tags().get(pk=row.pk)  # type: ignore[attr-defined]
        profile: Any = partner_profile if isinstance(row, Partner) else organization_profile
        return tagged, profile(tagged)

    (own, own_profile), (other, other_profile) = read(source), read(target)
    found = reasons(
        own,
        other,
        explain(own_profile, other_profile, vocabulary()),
        components=[value] * 7,
        contributions=[round(value * weight * 1e9) for weight in Weights.partners().values],
        known=[known] * 7,
        weights=Weights.partners().values,
    )
    assert [reason.component for reason in found] == list(COMPONENTS)
    return {reason.component: reason for reason in found}


def words(reason: Reason) -> list[str]:
    return reason.found + [gap.text for gap in reason.missing]


@pytest.fixture
def group(db: None) -> Organization:
    return make_listing()


def test_near_and_far(group: Organization) -> None:
    near = make_partner(sectors=["health"], heritage=["KE"], residence=["UG"])
    found = told(group, near)
    assert words(found["sector"]) == [
        "You work on Education and skills, they work on Health and well-being: both belong to "
        "Education, health and care."
    ]
    assert words(found["region"]) == [
        "You care for Somalia, they care for Kenya: both lie in Eastern Africa.",
        "People on your side live in Kenya, on theirs in Uganda: both lie in Eastern Africa.",
    ]
    far = make_partner(sectors=["sports"], heritage=["FJ"], residence=["FR"])
    found = told(group, far)
    assert words(found["sector"]) == [
        "You work on Education and skills, they work on Sports and recreation: these are far apart."
    ]
    assert words(found["region"]) == [
        "You care for Somalia, they care for Fiji: these are far apart.",
        "People on your side live in Kenya, on theirs in France: these are far apart.",
    ]


def test_where_people_live_depends_on_who_asks(group: Organization) -> None:
    other, body = make_listing(), make_partner()
    assert "Members of both live in Kenya." in words(told(group, other)["region"])
    assert "Their members live in Kenya, where you work with diasporas." in words(
        told(body, other)["region"]
    )


@pytest.mark.parametrize(
    ("value", "state", "text"),
    [
        (0.6, "good", "“Grass-roots group” and “Foundation” often suit each other."),
        (0.5, "weak", "“Grass-roots group” and “Foundation”: this says little either way."),
        (0.4, "weak", "“Grass-roots group” and “Foundation” suit each other less often."),
    ],
)
def test_kinds(value: float, state: str, text: str, group: Organization) -> None:
    reason = told(group, make_partner(), value=value)["partner_type"]
    assert (reason.state, reason.found) == (state, [text])


def test_needs_that_do_not_meet(db: None) -> None:
    group = make_listing(needs=["funding"], offers=["volunteers"])
    body = make_partner(needs=["research"], offers=["space"])
    assert words(told(group, body)["needs"]) == [
        "Neither of you offers what the other needs, as far as you have said."
    ]


def test_generations(db: None) -> None:
    young = make_listing(made_of=["second"], is_youth_led=True)
    mentor = make_partner(generations=["first"], offers=["mentoring"])
    other = make_partner(generations=["first"])
    assert words(told(young, mentor)["generation"]) == [
        "They offer mentoring, and your group is led by young people."
    ]
    assert words(told(young, other)["generation"]) == ["You work with different generations."]


def test_languages(db: None) -> None:
    somali = make_listing(languages=["so"])
    interpreter = make_listing(languages=["so"], offers=["interpretation"])
    french = make_partner(languages=["fr"])
    french_interpreter = make_partner(languages=["fr"], offers=["interpretation"])
    assert words(told(somali, french)["language"]) == ["You share no working language."]
    assert words(told(interpreter, french)["language"]) == [
        "You share no language, but you offer interpretation."
    ]
    assert words(told(somali, french_interpreter)["language"]) == [
        "You share no language, but they offer interpretation."
    ]


@pytest.mark.parametrize(
    ("accepts", "legal_status", "to_partner", "to_group"),
    [
        (
            "informal",
            "none",
            "They work with groups that are not registered too.",
            "You work with groups that are not registered too.",
        ),
        (
            "registered",
            "registered",
            "They work with registered organizations, and you are one.",
            "You work with registered organizations, and they are one.",
        ),
        (
            "registered",
            "none",
            "They work with registered organizations only. A registered host could help you.",
            "You work with registered organizations only. A registered host could help them.",
        ),
        (
            "registered",
            "",
            "Not known: you have not said whether you are registered.",
            "Not known: they have not said whether they are registered.",
        ),
    ],
)
def test_conditions(
    accepts: str, legal_status: str, to_partner: str, to_group: str, db: None
) -> None:
    group, body = make_listing(legal_status=legal_status), make_partner(accepts=accepts)
    assert words(told(group, body)["capacity"]) == [to_partner]
    assert words(told(body, group)["capacity"]) == [to_group]


def test_between_groups_nobody_states_conditions(group: Organization) -> None:
    found = words(told(group, make_listing(legal_status="none"), known=False)["capacity"])
    assert found[0] == "Not known: groups state no conditions for working with each other."


def test_what_became_known_since_the_scoring_waits_for_the_next(group: Organization) -> None:
    reason = told(group, make_partner(), known=False)["sector"]
    assert (reason.state, reason.found) == ("unknown", [])
    assert reason.missing == [Gap("Not known when this match was scored.")]


def test_lists_are_words(db: None) -> None:
    assert in_words(Sector, []) == ""
    assert in_words(Sector, ["youth"]) == "Youth"
    assert in_words(Sector, ["youth", "health"]) == "Youth and Health and well-being"
    assert in_words(SupportType, ["funding", "jobs", "space"]) == (
        "Funding, Jobs and internships and Space and venues"
    )


def test_points_are_written_as_the_reader_writes_numbers(group: Organization) -> None:
    body = make_partner()
    assert told(group, body)["sector"].points == "13.2 of 22 points"
    with override("fr"):
        assert told(group, body)["sector"].points.startswith("13,2")
