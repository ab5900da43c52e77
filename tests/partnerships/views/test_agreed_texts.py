"""The pages of single texts, of further parties, and what is said at the end."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from partnerships.models import AgreementDraft
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.agreed import act, amend, make_draft, make_partnership, speaker


@pytest.fixture
def group(db: None) -> Any:
    return make_listing(name="Group", owner=UserFactory())


@pytest.fixture
def city(db: None) -> Any:
    return make_partner(name="City of X", representative=UserFactory())


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_change_is_shown_in_words(group: Any, city: Any) -> None:
    partnership = amend(make_partnership(group, city), city, title="Morning classes")
    client, here = client_of(speaker(group)), partnership.get_absolute_url()
    page = text_of(client.get(f"{here}versions/2/"))
    assert "<del>Evening </del>" in page
    assert "<ins>Morning </ins>" in page
    assert "City of X" in text_of(client.get(f"{here}versions/1/"))
    assert client.get(f"{here}versions/3/").status_code == 404
    assert client_of(UserFactory()).get(f"{here}versions/1/").status_code == 404


def test_who_is_invited_reads_no_earlier_text(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    bank = make_partner(name="Bank", representative=UserFactory())
    act("add_party", partnership, group, listing=bank)
    amend(partnership, group)
    client, here = client_of(speaker(bank)), partnership.get_absolute_url()
    assert client.get(f"{here}versions/1/").status_code == 404
    assert client.get(f"{here}versions/2/").status_code == 200


def test_parties_are_found_named_and_left_out(group: Any, city: Any) -> None:
    make_partner(name="Bank of Gardens", representative=UserFactory(), slug="bank")
    hidden = make_listing(name="Bank in hiding", audience="iom", owner=UserFactory())
    partnership = make_draft(group, city)
    client, here = client_of(speaker(group)), f"{partnership.get_absolute_url()}parties/"
    page = client.get(f"{here}?q=bank")
    assert [row.name for row in page.context["listings"]] == ["Bank of Gardens"]
    bank = page.context["listings"][0]
    assert client.post(here, {"add": str(hidden.uuid)}).status_code == 404
    client.post(here, {"add": str(bank.uuid)})
    draft = AgreementDraft.objects.get()
    assert [share.name for share in draft.text.shares] == ["Group", "City of X", "Bank of Gardens"]
    client.post(here, {"remove": draft.text.shares[2].party})
    draft.refresh_from_db()
    assert [share.name for share in draft.text.shares] == ["Group", "City of X"]
    # Who was told stays, and what others write is closed.
    assert client.post(here, {"remove": draft.text.shares[0].party}).status_code == 404
    assert client_of(speaker(city)).get(here).status_code == 404


def test_reflections_are_read_when_all_have_written(group: Any, city: Any) -> None:
    partnership = make_partnership(group, city)
    theirs, here = client_of(speaker(city)), partnership.get_absolute_url()
    act("ask_to_close", partnership, group)
    said = {"did_not": "Money.", "goals": "all", "again": "yes", "helped": ["trust"]}
    act("reflect", partnership, group, worked="Our weekly calls.", **said)
    assert "Our weekly calls." not in text_of(theirs.get(here))
    act("reflect", partnership, city, worked="The children.", **said)
    page = text_of(theirs.get(here))
    assert "Our weekly calls." in page
    assert "Trust between us" in page


def test_what_waits_comes_first(group: Any, city: Any) -> None:
    waiting = amend(make_partnership(city, group, title="Waiting one"), city, title="Other")
    make_partnership(group, make_partner(representative=UserFactory()), title="Running one")
    page = text_of(client_of(speaker(group)).get("/partnerships/"))
    assert page.index("Waiting one") < page.index("Running one")
    act("accept", waiting, group, number=2)
