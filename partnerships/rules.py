"""Who may do what, as small named predicates."""

from accounts.models import User
from partnerships.models import Partner, Representative


def can_verify(user: User, partner: Partner) -> bool:
    """Curators decide about partners, never about one they speak for."""
    return (
        user.is_active
        and user.is_staff
        and user.has_perm("partnerships.change_partner")
        and not Representative.objects.filter(user=user, partner=partner).exists()
    )


def can_start_runs(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("partnerships.add_matchrun")
