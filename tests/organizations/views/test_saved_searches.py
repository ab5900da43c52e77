"""Saving searches, and saying how often to hear of them."""

import uuid
from typing import Any

import pytest
from django.test import Client

from organizations import actions, codebook
from organizations.actions.digests import stop_token
from organizations.enums import Digest
from organizations.models import SavedSearch
from organizations.viewers import Viewer
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

URL = "/organizations/saved-searches/"
NEW = f"{URL}new/"
FORM = {"name": "Networks", "digest": "daily"}


@pytest.fixture
def reader(client: Client) -> Any:
    user = UserFactory()
    client.force_login(user)
    return user


def save(user: Any, query: str = "kind=network", name: str = "Mine", digest: str = "weekly") -> Any:
    return actions.save_search(
        by=user, viewer=Viewer(user_id=user.pk), query=query, name=name, digest=digest
    )


def test_the_search_of_the_list_is_saved(client: Client, reader: Any) -> None:
    page = client.get(f"{NEW}?heritage=SO&kind=network").content.decode()
    assert "Heritage: Somalia" in page
    assert 'value="Kind: Network or federation, Heritage: Somalia"' in page
    response = client.post(f"{NEW}?heritage=SO&kind=network", FORM, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Your search is saved." in response.content.decode()
    assert SavedSearch.objects.values_list("user", "name", "query", "digest").get() == (
        reader.pk,
        "Networks",
        "kind=network&heritage=SO",
        "daily",
    )


@pytest.mark.usefixtures("reader")
def test_only_known_parameters_are_kept_in_one_order(client: Client) -> None:
    for query in (
        "?page=3&kind=network&evil=1&heritage=SO&q=++two++words&csrfmiddlewaretoken=x",
        "?q=two+words&heritage=SO&heritage=SO&kind=network&sort=relevance",
    ):
        client.post(NEW + query, FORM)
    assert SavedSearch.objects.get().query == "q=two+words&kind=network&heritage=SO"


@pytest.mark.usefixtures("reader")
def test_sent_twice_is_saved_once(client: Client) -> None:
    for _ in range(2):
        assert client.post(f"{NEW}?q=a", FORM).url == URL
    assert SavedSearch.objects.count() == 1


def test_a_search_that_is_saved_leads_to_where_it_is_changed(client: Client, reader: Any) -> None:
    saved = save(reader)
    response = client.get(f"{NEW}?kind=network", follow=True)
    assert response.redirect_chain == [(f"{URL}{saved.uuid}/", 302)]
    assert "You saved this search before." in response.content.decode()


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=club", 400),
        ("q=" + "x" * 10_000, 400),
        ("&".join(["kind=network"] * 500), 400),
        ("q=%00", 400),
        ("q=" + "%D9%85" * 190 + "".join(f"&heritage={c}" for c in ("SO", "KE", "ER") * 30), 302),
    ],
)
def test_bad_searches(client: Client, query: str, status: int) -> None:
    assert client.post(f"{NEW}?{query}", FORM).status_code == status
    assert SavedSearch.objects.count() == (status == 302)


@pytest.mark.usefixtures("reader")
def test_a_search_too_long_to_be_kept(client: Client) -> None:
    places = "".join(
        f"&{facet}={place}"
        for facet in ("heritage", "residence", "works_in")
        for place in [country.pk for country in codebook.countries()[:30]]
    )
    response = client.post(f"{NEW}?q={'%D9%85' * 190}{places}", FORM)
    assert response.status_code == 400
    assert "Too many filters" in response.content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": "", "digest": "daily"}, "Give the search a name."),
        ({"name": " \u202e\n", "digest": "daily"}, "Give the search a name."),
        ({"name": "x" * 101, "digest": "daily"}, "at most 100 characters"),
        ({"name": "x" * 10_000, "digest": "daily"}, "at most 100 characters"),
        ({"name": "A", "digest": "hourly"}, "Select a valid choice"),
        ({"name": "A"}, "Choose how often"),
    ],
)
def test_bad_forms_get_a_message_and_write_nothing(
    client: Client, form: dict[str, str], message: str
) -> None:
    response = client.post(f"{NEW}?q=a", form)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not SavedSearch.objects.exists()


@pytest.mark.usefixtures("reader")
def test_nul_in_a_name_is_refused(client: Client) -> None:
    assert client.post(NEW, {"name": "a\x00", "digest": "daily"}).status_code == 400
    assert not SavedSearch.objects.exists()


@pytest.mark.usefixtures("reader")
def test_a_name_is_one_line_without_tricks(client: Client) -> None:
    client.post(NEW, {"name": "Two\r\nlines\u202e of  mine", "digest": "never"})
    assert SavedSearch.objects.get().name == "Two lines of mine"


def test_the_fifty_first_is_refused_kindly(client: Client, reader: Any) -> None:
    for number in range(50):
        save(reader, f"q={number}", digest=Digest.NEVER)
    page = client.post(f"{NEW}?q=more", FORM).content.decode()
    assert "You have saved 50 searches, as many as one can." in page
    assert SavedSearch.objects.count() == 50


def test_the_list(client: Client, reader: Any) -> None:
    save(reader, "kind=network&sort=newest", "Nets & co")
    save(UserFactory(), "", "Theirs")
    page = client.get(URL).content.decode()
    assert "Nets &amp; co" in page
    assert 'href="/organizations/?kind=network&amp;sort=newest"' in page
    assert "Kind: Network or federation" in page
    assert "Once a week, if there is something new" in page
    assert "Theirs" not in page


@pytest.mark.usefixtures("reader")
def test_an_empty_list_says_what_to_do(client: Client) -> None:
    assert "You have saved no search yet" in client.get(URL).content.decode()


def test_renamed_and_told_more_often(client: Client, reader: Any) -> None:
    saved = save(reader)
    page = client.get(f"{URL}{saved.uuid}/").content.decode()
    assert 'value="Mine"' in page
    client.post(f"{URL}{saved.uuid}/", {"name": "New", "digest": "never", "query": "q=evil"})
    saved.refresh_from_db()
    assert (saved.name, saved.digest, saved.query) == ("New", "never", "kind=network")
    assert saved.next_digest_at is None
    client.post(f"{URL}{saved.uuid}/", {"name": "", "digest": "daily"})
    saved.refresh_from_db()
    assert (saved.name, saved.digest) == ("New", "never")


def test_deleted(client: Client, reader: Any) -> None:
    saved = save(reader)
    assert client.get(f"{URL}{saved.uuid}/delete/").status_code == 405
    response = client.post(f"{URL}{saved.uuid}/delete/", follow=True)
    assert "“Mine” is deleted." in response.content.decode()
    assert client.post(f"{URL}{saved.uuid}/delete/").status_code == 404
    assert not SavedSearch.objects.exists()


@pytest.mark.usefixtures("reader")
def test_another_persons_search_is_not_there(client: Client) -> None:
    foreign = save(UserFactory())
    answers = [
        getattr(client, method)(f"{URL}{search_uuid}/{path}", FORM).status_code
        for search_uuid in (foreign.uuid, uuid.uuid4())
        for method, path in (("get", ""), ("post", ""), ("post", "delete/"))
    ]
    assert answers == [404] * 6
    foreign.refresh_from_db()
    assert foreign.name == "Mine"


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("get", "new/?q=a"), ("post", "new/")])
def test_who_is_not_signed_in_is_asked_to(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(URL + path)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")
    assert not SavedSearch.objects.exists()


def test_the_link_of_a_letter_stops_them_without_sign_in(client: Client) -> None:
    user = UserFactory()
    saved = save(user)
    url = f"{URL}stop/{stop_token(user)}/"
    page = client.get(url).content.decode()
    assert "Stop these e-mails" in page
    saved.refresh_from_db()
    assert saved.digest == Digest.WEEKLY
    assert "You get no more e-mails" in client.post(url).content.decode()
    saved.refresh_from_db()
    assert (saved.digest, saved.next_digest_at) == (Digest.NEVER, None)
    assert client.post(url).status_code == 200


def test_a_forged_link_stops_nothing(client: Client) -> None:
    user = UserFactory()
    saved = save(user)
    for token in (user.uuid.hex, f"{user.uuid.hex}:x", "x" * 5_000, stop_token(user) + "x"):
        for method in ("get", "post"):
            assert getattr(client, method)(f"{URL}stop/{token}/").status_code == 404
    saved.refresh_from_db()
    assert saved.digest == Digest.WEEKLY


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(client: Client, reader: Any, django_assert_num_queries: Any, rows: int) -> None:
    make_listing()
    for number in range(rows):
        save(reader, f"q={number}&heritage=SO")
    client.get(URL)
    with django_assert_num_queries(3):  # session, user, searches
        client.get(URL)
