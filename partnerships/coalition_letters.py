"""What the people of groups are told of coalitions. Letters name the call and one's own group."""

from collections.abc import Iterable

from accounts.models import User
from accounts.notifications import notify
from organizations.models import Organization
from organizations.viewers_of import viewer_of
from partnerships.models import Coalition, CoalitionMember, Opportunity


def tell_asked(member: CoalitionMember) -> None:
    _tell(member.coalition, [member.organization], "coalition_asked")


def tell_of_answer(member: CoalitionMember, letter: str) -> None:
    """Tell the others that take part, or the group that leads while nobody else does."""
    coalition = member.coalition
    others = coalition.members.filter(state="agreed").exclude(pk=member.pk)
    groups = [row.organization for row in others.select_related("organization")]
    _tell(coalition, groups, letter)


def tell_undecided(coalition: Coalition) -> None:
    """Tell the groups that have not answered yet that the text is being written.

    Those that take part are asked to agree to that text, in a letter of its own.
    """
    members = coalition.members.filter(state="asked").select_related("organization")
    _tell(coalition, [row.organization for row in members], "coalition_applies")


def tell_all(coalition: Coalition, letter: str, *, but: Organization | None = None) -> None:
    members = coalition.members.filter(state__in=("asked", "agreed")).select_related("organization")
    groups = [row.organization for row in members if row.organization != but]
    _tell(coalition, groups, letter)


def _tell(coalition: Coalition, groups: Iterable[Organization], letter: str) -> None:
    call = coalition.opportunity
    for group in groups:
        people = User.objects.filter(memberships__organization=group, is_active=True)
        readers = [
            person
            for person in people.order_by("pk")
            if Opportunity.objects.visible_to(viewer_of(person)).filter(pk=call.pk).exists()
        ]
        notify(
            recipients=readers,
            template=f"partnerships/emails/{letter}",
            context={
                "name": group.name,
                "title": call.title,
                "path": coalition.get_absolute_url(),
            },
        )
