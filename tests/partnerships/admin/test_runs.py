"""Match runs in the back office."""

from collections.abc import Callable

import pytest
from django.test import Client

from partnerships.actions import runs, steps
from partnerships.enums import RunState
from partnerships.models import MatchRun
from tests.factories import StaffFactory, make_listing

LIST = "/admin/partnerships/matchrun/"


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    client.force_login(StaffFactory())
    return client


def test_the_list_shows_progress(curator: Client, run_matching: Callable[[], MatchRun]) -> None:
    make_listing()
    make_listing()
    run_matching()
    run, _ = runs.start_match_run()
    assert "being prepared" in curator.get(LIST).content.decode()
    steps.take_due_steps(run_id=run.pk)
    steps.take_due_steps(run_id=run.pk)
    text = curator.get(LIST).content.decode()
    assert "50 %" in text
    assert "1 of 2 steps are done." in text
    assert "Cancel this run" in text
    assert "Start a run" not in text


def test_start_and_join(curator: Client) -> None:
    response = curator.post(f"{LIST}start/", follow=True)
    assert "The run has started." in response.content.decode()
    response = curator.post(f"{LIST}start/", follow=True)
    assert "A run is under way already. Nothing was started." in response.content.decode()
    assert MatchRun.objects.count() == 1


def test_looking_starts_nothing(curator: Client) -> None:
    assert curator.get(f"{LIST}start/").status_code == 405
    assert not MatchRun.objects.exists()


def test_cancel(curator: Client) -> None:
    run, _ = runs.start_match_run()
    data = {"action": "cancel_selected", "_selected_action": [run.pk]}
    text = curator.post(LIST, data, follow=True).content.decode()
    assert "1 run was cancelled." in text
    assert MatchRun.objects.get().state == RunState.CANCELLED


def test_the_button_cancels_once(curator: Client) -> None:
    run, _ = runs.start_match_run()
    assert curator.get(f"{LIST}{run.pk}/cancel/").status_code == 405
    text = curator.post(f"{LIST}{run.pk}/cancel/", follow=True).content.decode()
    assert "The run was cancelled." in text
    assert "Start a run" in text
    assert MatchRun.objects.get().state == RunState.CANCELLED
    text = curator.post(f"{LIST}{run.pk}/cancel/", follow=True).content.decode()
    assert "That run was over already." in text


def test_staff_without_the_permission_cancel_nothing(client: Client, db: None) -> None:
    run, _ = runs.start_match_run()
    client.force_login(StaffFactory(is_superuser=False))
    assert client.post(f"{LIST}{run.pk}/cancel/").status_code == 403
    assert MatchRun.objects.get().state == RunState.RUNNING


def test_staff_without_the_permission_start_nothing(client: Client, db: None) -> None:
    client.force_login(StaffFactory(is_superuser=False))
    assert client.post(f"{LIST}start/").status_code == 403
    assert client.get(LIST).status_code == 403
    assert not MatchRun.objects.exists()


def test_a_run_is_not_edited_by_hand(curator: Client) -> None:
    run, _ = runs.start_match_run()
    assert curator.get(f"{LIST}add/").status_code == 403
    assert curator.post(f"{LIST}{run.pk}/delete/", {"post": "yes"}).status_code == 403
