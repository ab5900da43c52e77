"""Registering a body, asking to speak for one, and the answers."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, User
from partnerships.actions import (
    approve_request,
    ask_back,
    ask_to_represent,
    deny_request,
    leave_partner,
    register_partner,
    save_registration,
    verify_with_people,
    withdraw_request,
)
from partnerships.actions.representation import (
    A_PERSON_A_DAY,
    RequestClosedError,
    TooManyRequestsError,
)
from partnerships.enums import RequestReason, RequestState, Verification
from partnerships.models import Partner, RepresentationRequest, Representative
from partnerships.viewers import viewer_for
from tests.factories import StaffFactory, UserFactory, make_partner

pytestmark = pytest.mark.django_db

SAID = {"role": "Head of the diaspora unit", "proof": "Page 3 of our website names me."}
CITY = {
    "name": "City of Bridges",
    "name_language": "en",
    "acronym": "",
    "sector": "public",
    "type": "city",
    "level": "local",
    "business_view": "",
    "state_countries": ["KE"],
    "description": "",
    "description_language": None,
    "website": "https://bridges.example/",
}


def register(by: User, **identity: Any) -> RepresentationRequest:
    return register_partner(by=by, identity={**CITY, **identity}, **SAID)


def letters(person: User) -> list[str]:
    found = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.removeprefix("partnerships/emails/") for row in found]


def test_a_registered_body_is_seen_by_its_own_people_alone() -> None:
    officer = UserFactory()
    request = register(officer)
    partner = request.partner
    assert partner.verification == Verification.PENDING
    assert partner.state_countries == ["KE"]
    assert partner.slug.startswith("city-of-bridges-")
    assert list(Partner.objects.visible_to(viewer_for(officer))) == [partner]
    assert list(Partner.objects.visible_to(viewer_for(UserFactory()))) == []
    assert not viewer_for(officer).is_verified_partner
    # What is hidden from the state is hidden from its body, verified or not.
    assert viewer_for(officer).state_countries == {"KE"}
    assert letters(officer) == ["representation_pending"]


def test_a_form_sent_twice_makes_one_body() -> None:
    officer = UserFactory()
    first, second = register(officer), register(officer, website="")
    assert first.pk == second.pk
    assert Partner.objects.get().website == ""
    assert letters(officer) == ["representation_pending"]


def test_a_yes_verifies_body_and_person() -> None:
    officer, curator = UserFactory(), StaffFactory()
    request = register(officer)
    approve_request(request_id=request.pk, by=curator, message="Welcome.")
    partner = Partner.objects.get()
    assert partner.verification == Verification.VERIFIED
    assert viewer_for(officer).is_verified_partner
    assert letters(officer) == ["representation_pending", "representation_approved"]
    with pytest.raises(RequestClosedError) as late:
        deny_request(request_id=request.pk, by=curator, reason=RequestReason.BODY, message="No.")
    assert late.value.state == RequestState.APPROVED
    assert Partner.objects.get().verification == Verification.VERIFIED


def test_verifying_the_body_in_the_list_answers_whoever_registered_it() -> None:
    officer = UserFactory()
    request = register(officer)
    verify_with_people(partner_id=request.partner_id, by=StaffFactory())
    request.refresh_from_db()
    assert request.state == RequestState.APPROVED
    assert letters(officer) == ["representation_pending", "representation_approved"]


def test_a_no_declines_the_body_and_can_be_answered() -> None:
    officer, curator = UserFactory(), StaffFactory()
    request = register(officer)
    deny_request(
        request_id=request.pk, by=curator, reason=RequestReason.BODY, message="Where is it listed?"
    )
    assert Partner.objects.get().verification == Verification.DECLINED
    again = save_registration(partner_id=request.partner_id, by=officer, identity=CITY, **SAID)
    assert again.pk != request.pk
    assert Partner.objects.get().verification == Verification.PENDING
    assert letters(officer) == [
        "representation_pending",
        "representation_denied",
        "representation_pending",
    ]


def test_a_question_comes_back_with_its_answer() -> None:
    officer = UserFactory()
    request = register(officer)
    RepresentationRequest.objects.update(asked_at=timezone.now() - timedelta(days=20))
    ask_back(
        request_id=request.pk, by=StaffFactory(), reason=RequestReason.CONTACT, message="Phone?"
    )
    assert list(RepresentationRequest.objects.waiting()) == []
    answered = save_registration(
        partner_id=request.partner_id, by=officer, identity=CITY, role="Head", proof="Call 123."
    )
    assert answered.pk == request.pk
    assert answered.state == RequestState.PENDING
    assert timezone.now() - answered.asked_at < timedelta(minutes=1)
    assert letters(officer) == ["representation_pending", "representation_question"]


def test_nothing_is_corrected_once_it_is_verified() -> None:
    officer = UserFactory()
    request = register(officer)
    approve_request(request_id=request.pk, by=StaffFactory())
    changed = {**CITY, "name": "Another", "state_countries": []}
    with pytest.raises(PermissionDenied):
        save_registration(partner_id=request.partner_id, by=officer, identity=changed, **SAID)
    with pytest.raises(PermissionDenied):
        save_registration(partner_id=request.partner_id, by=UserFactory(), identity=CITY, **SAID)
    assert Partner.objects.get().name == "City of Bridges"


def test_a_colleague_is_let_in_by_those_who_speak_for_it() -> None:
    officer, colleague, stranger = UserFactory(), UserFactory(), UserFactory()
    partner = make_partner(representative=officer)
    request = ask_to_represent(partner=partner, by=colleague, **SAID)
    assert partner.pk not in viewer_for(colleague).partner_ids
    assert letters(officer) == ["representation_asked"]
    for nobody in (stranger, colleague):
        with pytest.raises(PermissionDenied):
            approve_request(request_id=request.pk, by=nobody)
    approve_request(request_id=request.pk, by=officer)
    assert viewer_for(colleague).partner_ids == {partner.pk}
    with pytest.raises(PermissionDenied):
        ask_to_represent(partner=partner, by=colleague, **SAID)


def test_a_colleague_who_is_denied_leaves_the_body_as_it_is() -> None:
    officer, colleague = UserFactory(), UserFactory()
    partner = make_partner(representative=officer)
    request = ask_to_represent(partner=partner, by=colleague, **SAID)
    deny_request(request_id=request.pk, by=officer, reason=RequestReason.ROLE, message="Who?")
    partner.refresh_from_db()
    assert partner.is_verified
    assert not Representative.objects.filter(user=colleague).exists()


def test_nobody_lets_others_into_a_body_that_is_not_verified() -> None:
    officer, colleague = UserFactory(), UserFactory()
    partner = register(officer).partner
    request = ask_to_represent(partner=partner, by=colleague, **SAID)
    assert letters(officer) == ["representation_pending"]
    with pytest.raises(PermissionDenied):
        approve_request(request_id=request.pk, by=officer)


def test_staff_does_not_answer_herself() -> None:
    curator = StaffFactory()
    request = register(curator)
    with pytest.raises(PermissionDenied):
        approve_request(request_id=request.pk, by=curator)
    with pytest.raises(PermissionDenied):
        verify_with_people(partner_id=request.partner_id, by=curator)
    assert Partner.objects.get().verification == Verification.PENDING


def test_asking_again_changes_what_was_said() -> None:
    partner, person = make_partner(), UserFactory()
    first = ask_to_represent(partner=partner, by=person, **SAID)
    again = ask_to_represent(partner=partner, by=person, role="Driver", proof="Ask the mayor.")
    assert (again.pk, again.role) == (first.pk, "Driver")


def test_too_many_a_day() -> None:
    person = UserFactory()
    for number in range(A_PERSON_A_DAY):
        register(person, name=f"Body {number}")
    with pytest.raises(TooManyRequestsError):
        register(person, name="One more")
    with pytest.raises(TooManyRequestsError):
        ask_to_represent(partner=make_partner(), by=person, **SAID)
    assert RepresentationRequest.objects.count() == A_PERSON_A_DAY
    RepresentationRequest.objects.update(asked_at=timezone.now() - timedelta(days=2))
    register(person, name="One more")


def test_withdrawing_and_leaving() -> None:
    officer = UserFactory()
    request = register(officer)
    with pytest.raises(PermissionDenied):
        withdraw_request(request_id=request.pk, by=UserFactory())
    withdraw_request(request_id=request.pk, by=officer)
    with pytest.raises(RequestClosedError):
        withdraw_request(request_id=request.pk, by=officer)
    with pytest.raises(Representative.DoesNotExist):
        leave_partner(partner_id=request.partner_id, by=UserFactory())
    leave_partner(partner_id=request.partner_id, by=officer)
    assert viewer_for(officer).partner_ids == frozenset()


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one() -> None:
    request = register(UserFactory())
    outcomes: list[str] = []

    def answer(by: User) -> None:
        try:
            approve_request(request_id=request.pk, by=by)
            outcomes.append("done")
        except RequestClosedError:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [Thread(target=answer, args=[StaffFactory()]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "late"]
    assert letters(request.person) == ["representation_pending", "representation_approved"]
