"""People in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import Consent, Notification, User
from tests.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(StaffFactory(email="root@example.org"))
    return client


def test_staff_sign_in_where_everybody_does(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_members_have_no_business_there(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/admin/login/").status_code == 403


def test_adding_a_person(admin: Client) -> None:
    response = admin.post(
        "/admin/accounts/user/add/",
        {
            "email": "Amal@Example.org",
            "name": "Amal",
            "language": "fr",
            "usable_password": "true",
            "password1": "three quiet rivers",
            "password2": "three quiet rivers",
        },
    )
    user = User.objects.get(email="amal@example.org")
    assert response["Location"] == f"/admin/accounts/user/{user.pk}/change/"
    assert user.check_password("three quiet rivers")
    assert (user.name, user.language, user.is_staff) == ("Amal", "fr", False)


def test_only_a_superuser_gives_rights(client: Client) -> None:
    editor = UserFactory(is_staff=True)
    editor.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_user", "change_user"])
    )
    client.force_login(editor)
    response = client.post(
        f"/admin/accounts/user/{editor.pk}/change/",
        {
            "email": editor.email,
            "name": "New name",
            "language": "en",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
        },
    )
    assert response.status_code == 302
    editor.refresh_from_db()
    assert (editor.name, editor.is_superuser) == ("New name", False)


def test_records_are_seen_and_not_edited(admin: Client) -> None:
    user = UserFactory(email="amal@example.org")
    consent = Consent.objects.create(user=user, purpose="terms", text_version="1")
    notification = Notification.objects.create(
        recipient=user, template="x", context={"message": "a private matter"}
    )
    for model, row in (("consent", consent), ("notification", notification)):
        base = f"/admin/accounts/{model}/"
        assert (
            "amal@example.org" in admin.get(base).content.decode()
            or str(user) in admin.get(base).content.decode()
        )
        page = admin.get(f"{base}{row.pk}/change/").content.decode()
        assert "a private matter" not in page
        assert admin.get(f"{base}add/").status_code == 403
        assert admin.post(f"{base}{row.pk}/change/", {}).status_code == 403
        assert admin.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Notification.objects.exists()
