"""Staff of the directory name an account by its address, and see no list of all people."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import Client

from gdve_portal.roles import LEAD_CURATOR, set_up_roles
from organizations.admin.accounts import MemberForm
from organizations.models import CuratorCountry, Membership
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

ADD = "/admin/organizations/curatorcountry/add/"


@pytest.fixture
def lead(client: Client) -> Any:
    set_up_roles()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=LEAD_CURATOR.name))
    client.force_login(user)
    return user


def test_a_lead_curator_gives_a_colleague_her_countries(client: Client, lead: Any) -> None:
    colleague = UserFactory(is_staff=True, email="office@example.org")
    stranger = UserFactory(email="stranger@example.org")
    page = client.get(ADD).content.decode()
    assert colleague.email not in page
    refused = client.post(ADD, {"user": stranger.email, "place": "SN"})
    assert "No account has this address." in refused.content.decode()
    client.post(ADD, {"user": " Office@Example.org ", "place": "SN"})
    assert list(CuratorCountry.objects.values_list("user", "place")) == [(colleague.pk, "SN")]


def test_a_listing_shows_its_members_by_their_addresses_and_no_other(
    client: Client, lead: Any
) -> None:
    member = UserFactory(email="member@example.org")
    other = UserFactory(email="other@example.org")
    listing = make_listing(owner=member)
    page = client.get(f"/admin/organizations/organization/{listing.pk}/change/").content.decode()
    assert 'value="member@example.org"' in page
    assert other.email not in page


def test_only_accounts_that_are_open_can_be_named() -> None:
    field = MemberForm.base_fields["user"]
    person = UserFactory(email="new@example.org")
    UserFactory(email="closed@example.org", is_active=False)
    assert field.clean("NEW@example.org ") == person
    for address in ("closed@example.org", "nobody@example.org"):
        with pytest.raises(ValidationError, match="No account has this address"):
            field.clean(address)


def test_a_closed_account_stays_a_member_until_somebody_says_otherwise() -> None:
    person = UserFactory(email="closed@example.org")
    membership = make_listing(owner=person).memberships.get()
    person.is_active = False
    person.save()
    form = modelform_factory(Membership, form=MemberForm, fields=("user", "role"))(
        {"user": "closed@example.org", "role": "editor"}, instance=membership
    )
    assert form.is_valid(), form.errors
    assert (form.changed_data, form.save().role) == (["role"], "editor")
