"""`manage.py audit_matching`."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.enums import Audience
from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships.models import MatchRun
from partnerships.sample import load_partners
from tests.factories import make_listing, make_partner

Run = Callable[[], MatchRun]


def call(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("audit_matching", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_without_a_run_it_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="There is no current match run"):
        call()


def test_a_run_without_figures(run_matching: Run) -> None:
    run_matching()
    with pytest.raises(CommandError, match="has no figures"):
        call()


def test_few_groups_are_told_and_not_judged(run_matching: Run) -> None:
    make_listing(is_women_led=True)
    make_listing()
    make_partner()
    run_matching()
    out, err = call()
    told = json.loads(out)
    assert (told["organizations"], told["partners"]) == (2, 1)
    diaspora = told["routes"]["diaspora"]
    assert diaspora["few"] is True
    assert set(diaspora["bars"].values()) == {None}
    assert diaspora["all"]["targets"] == 2
    assert diaspora["labels"]["led_by:women"] == {
        "targets": 1, "exposure_ratio": None, "never_shown": 0.0,
    }  # fmt: skip
    assert "diaspora: fewer than 20 groups or partners." in err


def test_figures_of_the_sample(run_matching: Run) -> None:
    load_organizations(120, seed=1)
    load_partners(60, seed=1)
    run_matching()
    out, _ = call()
    told = json.loads(out)
    assert set(told["routes"]) == {"public", "private", "diaspora", "host", "partner"}
    for route in told["routes"].values():
        assert 0 <= route["all"]["gini"] < 1
        # Where there are few targets, their own "open to" can cost more: nothing is adjusted there.
        assert 0 <= route["all"]["ndcg_loss"] < (1 if route["few"] else 0.05)
    assert [name for name, route in told["routes"].items() if route["few"]] == ["host"]
    diaspora = told["routes"]["diaspora"]
    assert diaspora["few"] is False
    groups = sum(
        figures["targets"]
        for name, figures in diaspora["labels"].items()
        if name.startswith("kind:")
    )
    assert groups == diaspora["all"]["targets"]
    assert diaspora["labels"]["kind:grassroots"]["exposure_ratio"] == pytest.approx(
        diaspora["all"]["exposure_ratio"]
    )
    table, _ = call("--table")
    assert f"{diaspora['all']['gini']:.3f}" in table
    assert "bars (" in table


def test_a_hidden_listing_moves_no_figure(run_matching: Run) -> None:
    """With and without it, every figure is the same to the last digit."""
    load_organizations(60, seed=3)
    load_partners(40, seed=3)
    hidden = Organization.objects.published().filter(audience=Audience.PUBLIC).first()
    assert hidden is not None
    Organization.objects.filter(pk=hidden.pk).unrecorded(because="arranged").update(
        audience=Audience.PARTNERS
    )
    with_it: dict[str, Any] = run_matching().figures
    Organization.objects.filter(pk=hidden.pk).unrecorded(because="arranged").update(status="draft")
    without: dict[str, Any] = run_matching().figures
    assert with_it["diaspora"]["all"]["targets"] > 20
    assert with_it == without
