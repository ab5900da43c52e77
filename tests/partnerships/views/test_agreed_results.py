"""Indicators, milestones and reports in the text that is being written."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from partnerships import actions
from partnerships.agreement import AgreedText
from partnerships.indicators import AgreedMilestone, indicator_of
from partnerships.models import AgreementDraft, Partnership
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.results import KEYS, begun, indicator, make_running, speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    return make_running(milestones=[AgreedMilestone(KEYS[3], "Opening", begun(-1))])


def address(partnership: Partnership, page: str = "") -> str:
    return f"/partnerships/{partnership.uuid}/text/results/{page}"


def as_party(partnership: Partnership, number: int = 0) -> Client:
    client = Client()
    client.force_login(speaker(partnership, number))
    return client


def draft_of(partnership: Partnership, number: int = 0) -> AgreedText:
    return AgreementDraft.objects.get(party=partnership.parties.all()[number]).text


def typed(partnership: Partnership, **fields: Any) -> dict[str, Any]:
    last = partnership.ends.isoformat()
    return {
        "title": "Teachers trained",
        "result_type": "2",
        "measure": "1",
        "is_ascending": "yes",
        "baseline_value": "2",
        "baseline_year": "2025",
        "splits": ["gender"],
        "on-0": last,
        "value-0": "12",
    } | fields


def test_an_indicator_is_added_to_the_draft_and_to_nothing_else(partnership: Partnership) -> None:
    client = as_party(partnership)
    page = client.get(address(partnership, "indicator/"))
    # The ends of the periods are offered as days of targets.
    days = [row[0].value() for row in page.context["form"].target_rows]
    assert days == [report.ends_on for report in partnership.reports.all()] + [None] * 3
    response = client.post(address(partnership, "indicator/"), typed(partnership))
    assert response.status_code == 302
    first, new = map(indicator_of, draft_of(partnership).kpis)
    assert first.title == "Girls taught"
    assert (new.title, new.measure, new.splits) == ("Teachers trained", "1", ("gender",))
    assert [(row.on, row.value) for row in new.targets] == [(partnership.ends, 12)]
    assert partnership.kpis.count() == 1
    assert "Teachers trained" in client.get(address(partnership)).content.decode()
    # The other side's people see nothing of the draft.
    other = as_party(partnership, 1).get(address(partnership)).content.decode()
    assert "Teachers trained" not in other


def test_one_is_changed_under_its_key_and_taken_out(partnership: Partnership) -> None:
    client, url = as_party(partnership), address(partnership, f"indicator/?key={KEYS[0]}")
    assert 'value="Girls taught"' in client.get(url).content.decode()
    client.post(url, typed(partnership, title="Children taught", baseline_value="0"))
    (changed,) = map(indicator_of, draft_of(partnership).kpis)
    assert (changed.key, changed.title) == (KEYS[0], "Children taught")
    client.post(url, {"remove": "1"})
    assert draft_of(partnership).kpis == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Name what you will look at."),
        ({"value-0": ""}, "Agree on a target for at least one day."),
        ({"value-0": "", "comment-0": "many"}, "Give a number for each target."),
        ({"on-0": "2019-01-01"}, "must lie within the partnership"),
        ({"measure": "2", "value-0": "120"}, "a percentage is above 100"),
        ({"value-0": "-3"}, "below 0"),
        ({"baseline_value": "40"}, "Is more better, or less?"),
        ({"is_ascending": "no"}, "Is more better, or less?"),
    ],
)
def test_contradictions_are_explained_and_nothing_is_lost(
    fields: dict[str, Any], message: str, partnership: Partnership
) -> None:
    response = as_party(partnership).post(
        address(partnership, "indicator/"), typed(partnership, description="Kept", **fields)
    )
    page = response.content.decode()
    assert message in page
    assert "Kept" in page
    assert not AgreementDraft.objects.exists()


def test_what_does_not_belong_to_the_measure_is_left_out(partnership: Partnership) -> None:
    fields = {"measure": "5", "comment-0": "Parents trust us"}
    as_party(partnership).post(address(partnership, "indicator/"), typed(partnership, **fields))
    new = indicator_of(draft_of(partnership).kpis[1])
    assert (new.baseline_value, new.splits) == (None, ())
    assert [(row.value, row.comment) for row in new.targets] == [(None, "Parents trust us")]


def test_rhythm_and_milestones(partnership: Partnership) -> None:
    client = as_party(partnership)
    day = (partnership.ends - timedelta(days=9)).isoformat()
    data = {
        "report_every": "6", "milestone-0": "The opening", "due-0": begun(-1).isoformat(),
        "milestone-2": "A second room", "due-2": day,
    }  # fmt: skip
    assert client.post(address(partnership), data).status_code == 302
    text = draft_of(partnership)
    assert text.report_every == 6
    first, second = text.milestones
    assert (first["key"], first["title"]) == (KEYS[3], "The opening")
    assert (second["title"], second["due_on"]) == ("A second room", day)
    for wrong in ({"due-2": ""}, {"due-2": "2019-01-01"}, {"report_every": "5"}):
        response = client.post(address(partnership), data | wrong)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert draft_of(partnership) == text


def test_two_of_one_side_at_once_lose_nothing(partnership: Partnership) -> None:
    client, url = as_party(partnership), address(partnership, "indicator/")
    data = typed(partnership, revision="0")
    client.post(url, data)
    response = client.post(url, data | {"title": "Rooms"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody of your side has changed the draft" in page
    assert 'value="Rooms"' in page
    assert len(draft_of(partnership).kpis) == 2
    assert client.post(url, data | {"title": "Rooms", "revision": "1"}).status_code == 302
    assert len(draft_of(partnership).kpis) == 3


def test_when_it_is_over_nothing_is_written(partnership: Partnership) -> None:
    actions.end_early(
        partnership_id=partnership.pk, party_id=partnership.parties.all()[0].pk,
        by=speaker(partnership), reason="people", words="",
    )  # fmt: skip
    response = as_party(partnership).post(address(partnership, "indicator/"), typed(partnership))
    assert response.status_code == 409
    assert "The text cannot be changed now." in response.content.decode()


def test_a_text_has_at_most_twelve() -> None:
    rows = [indicator(key, ends=begun(-8)) for key in KEYS]
    partnership = make_running(ends=begun(-8), indicators=rows)
    client = as_party(partnership)
    assert "Add an indicator" not in client.get(address(partnership)).content.decode()
    assert client.get(address(partnership, "indicator/")).status_code == 404


@pytest.mark.parametrize("page", ["", "indicator/", f"indicator/?key={KEYS[0]}"])
def test_strangers_and_staff_write_nothing(page: str, partnership: Partnership) -> None:
    url = address(partnership, page)
    client = Client()
    assert client.get(url)["Location"].startswith("/accounts/login/")
    stranger = UserFactory()
    make_listing(owner=stranger)
    for person in (stranger, StaffFactory(), speaker(make_running())):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, typed(partnership)).status_code == 404
    mine = as_party(partnership)
    theirs = str(partnership.parties.all()[1].uuid)
    assert mine.post(url, typed(partnership, **{"as": theirs})).status_code == 404
    assert mine.get(address(partnership, "indicator/?key=x")).status_code == 404
    assert not AgreementDraft.objects.exists()


def test_queries(
    partnership: Partnership, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_party(partnership)
    # Session, person, two for the viewer; the partnership with its text, parties, the draft.
    with django_assert_num_queries(7):
        client.get(address(partnership))
    with django_assert_num_queries(7):
        client.get(address(partnership, "indicator/"))
