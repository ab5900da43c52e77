"""In whose eyes a question is answered. Pure."""

from dataclasses import dataclass, field

from organizations.enums import Audience


@dataclass(frozen=True, slots=True)
class Viewer:
    """What visibility rules need to know of a reader, and nothing else.

    `organization_ids`: the listings this person belongs to, always visible to her.
    `is_public_body`: she speaks for one, verified or not.
    `partner_ids`: the partners she speaks for.
    `state_countries`: ISO codes of the states whose public bodies she represents.
    """

    user_id: int | None = None
    is_curator: bool = False
    is_member: bool = False
    is_verified_partner: bool = False
    is_public_body: bool = False
    organization_ids: frozenset[int] = field(default_factory=frozenset)
    partner_ids: frozenset[int] = field(default_factory=frozenset)
    state_countries: frozenset[str] = field(default_factory=frozenset)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences this reader is part of."""
        if self.is_curator:
            return tuple(Audience.values)
        circles: list[str] = [Audience.PUBLIC]
        if self.is_member:
            circles.append(Audience.MEMBERS)
        if self.is_verified_partner:
            circles.append(Audience.PARTNERS)
        return tuple(circles)


ANONYMOUS = Viewer()
