"""`manage.py rescore`."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organizations import codebook
from organizations.models import Generation, Language, Place, Sector, SupportType
from partnerships.management.commands import rescore
from partnerships.models import MatchRun, ScoredListing
from tests.factories import make_listing, make_partner, make_public_body
from tests.partnerships.reading import pairs


def call(*arguments: str) -> str:
    out = StringIO()
    call_command("rescore", *arguments, stdout=out)
    return out.getvalue()


def test_here_scores_in_this_process_and_tells_figures(db: None) -> None:
    make_listing(name="A")
    make_listing(name="B")
    make_partner(name="Company")
    lines = call("--here").splitlines()
    assert lines[:2] == [
        "  blocks scored 0/2, written 0/2",
        "  blocks scored 2/2, written 0/2",
    ]
    assert lines[-1].startswith("2 organizations and 1 partners: 7 lists, 6 matches in ")
    assert len(pairs()) == 6


def test_without_a_worker_waiting_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescore.current_app.control, "ping", lambda timeout: [])
    with pytest.raises(CommandError, match="no worker answers"):
        call("--wait")
    assert "The run is queued" in call()
    assert MatchRun.objects.get().state == "running"


def test_if_needed_does_nothing_where_all_is_up_to_date(
    db: None, run_matching: Callable[[], MatchRun]
) -> None:
    make_listing()
    assert "The run is queued" in call("--if-needed")
    run_matching()
    assert "Up to date" in call("--if-needed")
    assert MatchRun.objects.count() == 1


def test_one_listing(db: None, run_matching: Callable[[], MatchRun]) -> None:
    make_listing(name="A")
    run_matching()
    make_listing(name="B", slug="b")
    assert call("--organization", "b", "--here") == "B: scored again.\n"
    assert pairs() == {("diaspora", "A", "B"), ("diaspora", "B", "A")}


def test_an_unknown_listing_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="No listing has the slug “nobody”"):
        call("--organization", "nobody")
    assert not MatchRun.objects.exists()


def test_a_run_under_way_is_joined(db: None) -> None:
    call()
    assert "A run is under way already" in call("--here")
    assert MatchRun.objects.get().state == "current"


def last_line(*arguments: str) -> str:
    return call(*arguments).splitlines()[-1]


class TestBadInput:
    """A named error or an empty result that says so; never a match out of nothing."""

    def test_an_empty_portal(self, db: None) -> None:
        said = last_line("--here")
        assert said.startswith("0 organizations and 0 partners: 0 lists, 0 matches in ")
        assert MatchRun.objects.get().state == "current"

    def test_one_listing(self, db: None) -> None:
        make_listing()
        assert last_line("--here").startswith("1 organizations and 0 partners: ")
        assert ", 0 matches in " in last_line("--here")
        assert pairs() == set()

    def test_listings_without_a_tag(self, db: None) -> None:
        for name in "ABC":
            make_listing(name=name, heritage=(), residence=(), sectors=())
        make_partner(name="P", heritage=(), residence=(), sectors=())
        call("--here")
        # Nobody can be told apart, so everybody is shown, with what is unknown as the mean.
        assert {pair for pair in pairs() if pair[1] == "A"} == {
            ("diaspora", "A", "B"),
            ("diaspora", "A", "C"),
            ("private", "A", "P"),
        }

    def test_a_listing_with_every_tag(self, db: None) -> None:
        everything = {
            "sectors": codebook.entries(Sector),
            "offers": codebook.entries(SupportType),
            "needs": codebook.entries(SupportType),
            "made_of": codebook.entries(Generation),
            "serves": codebook.entries(Generation),
            "languages": codebook.entries(Language),
        } | dict.fromkeys(("heritage", "residence", "works_in"), codebook.entries(Place))
        make_listing(name="All", **everything)
        make_listing(name="Few")
        call("--here")
        assert pairs() == {("diaspora", "All", "Few"), ("diaspora", "Few", "All")}

    def test_an_unknown_code(self, db: None) -> None:
        make_listing()
        body = make_public_body("ZZ")
        with pytest.raises(CommandError, match=f"InvalidGate: unknown place 'ZZ' .*{body.uuid}"):
            call("--here")
        assert MatchRun.objects.get().state == "running"
        assert not pairs()

    @pytest.mark.parametrize("wrong", [float("nan"), -1.0, 2.0])
    def test_statistics_that_are_no_numbers(
        self, run_matching: Callable[[], MatchRun], wrong: float
    ) -> None:
        make_listing(slug="a")
        run = run_matching()
        stored = json.loads(run.statistics)
        stored["means"][0][0][0] = wrong
        MatchRun.objects.filter(pk=run.pk).update(statistics=json.dumps(stored))
        before = list(ScoredListing.objects.values_list("pk", "changed_at"))
        make_listing(slug="b")
        with pytest.raises(CommandError, match="InvalidStatistics: a mean is not a number"):
            call("--organization", "b", "--here")
        assert list(ScoredListing.objects.values_list("pk", "changed_at")) == before
        assert not pairs()
