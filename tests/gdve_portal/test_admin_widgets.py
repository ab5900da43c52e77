"""Forms of staff stand whatever is sent for a choice or a list of codes."""

import pytest
from django.test import Client

from organizations.models import Sector
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


@pytest.mark.parametrize("value", ["-2.8e16", "javascript:alert(1)", "", "9" * 30, "None"])
def test_what_is_no_number_is_no_choice(staff: Client, value: str) -> None:
    response = staff.post(
        "/admin/organizations/contactblock/add/", {"sender": value, "organization": value}
    )
    assert response.status_code == 200
    assert "sender" in response.context["adminform"].form.errors


@pytest.mark.parametrize("value", ["12:00", "x", "9" * 30])
def test_nor_one_of_several(staff: Client, value: str) -> None:
    path = "/admin/organizations/organization/add/"
    response = staff.post(path, {"networks": [value]})
    assert response.status_code == 200
    assert "networks" in response.context["adminform"].form.errors


@pytest.mark.parametrize(
    "labels", ["5", "[]", '"text"', "null", '{"en": 5}', '{"en": ["Farming"]}', "{"]
)
def test_labels_stay_texts_by_language(staff: Client, labels: str) -> None:
    path = "/admin/organizations/sector/agriculture/change/"
    form = staff.get(path).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    before = Sector.objects.get(pk="agriculture").labels
    response = staff.post(path, data | {"labels": labels})
    assert response.status_code == 200
    assert "labels" in response.context["adminform"].form.errors
    assert Sector.objects.get(pk="agriculture").labels == before
    assert staff.post(path, data).status_code == 302


@pytest.mark.parametrize("page", ["listingimport/{}/change/", "organization/{}/history/"])
def test_a_row_that_has_no_number_is_not_there(staff: Client, page: str) -> None:
    for number in ("x", "00000000-0000-0000-0000-000000000000", "9" * 30, "-1"):
        path = f"/admin/organizations/{page.format(number)}"
        assert staff.get(path).status_code == 404, path
