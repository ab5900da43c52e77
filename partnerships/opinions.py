"""What was said of a listing's matches, read together with the listing itself."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from organizations.models import Organization
from partnerships.enums import SETS_ASIDE, Verdict
from partnerships.models import MatchFeedback, Partner, Representative

Target = tuple[bool, int]  # whether it is a partner, and its id


def with_opinions(listings: Any) -> Any:
    """Annotate own listings with what was said by them, with who blocked them, and with the states
    that somebody of theirs works for.
    """
    kind = listings.model._meta.model_name

    def said(rows: Any, side: str) -> ArraySubquery:
        columns = {"group": f"{side}_organization_id", "partner": f"{side}_partner_id"}
        return ArraySubquery(
            rows.order_by("pk").values(row=JSONObject(verdict="verdict", **columns))
        )

    feedback = MatchFeedback.objects.order_by()
    own = (
        "user__memberships__organization"
        if kind == "organization"
        else ("user__representations__partner")
    )
    states = Representative.objects.filter(**{own: OuterRef("pk")}).order_by("pk")
    return listings.annotate(
        people_states=ArraySubquery(
            states.values(row=JSONObject(states="partner__state_countries"))
        ),
        opinions_said=said(feedback.filter(**{f"source_{kind}": OuterRef("pk")}), "target"),
        opinions_blocking=said(
            feedback.blocking().filter(**{f"target_{kind}": OuterRef("pk")}), "source"
        ),
    )


class Opinions:
    """The opinions of one listing that carries `with_opinions`."""

    def __init__(self, listing: Organization | Partner) -> None:
        row: Any = listing
        self._said = {_target(entry): Verdict(entry["verdict"]) for entry in row.opinions_said}
        self._blocked_by = {_target(entry) for entry in row.opinions_blocking}

    def on(self, listing: Organization | Partner) -> Verdict | None:
        return self._said.get((isinstance(listing, Partner), listing.pk))

    def has_set_aside(self, target: Target) -> bool:
        return self._said.get(target) in SETS_ASIDE

    @property
    def closed(self) -> frozenset[Target]:
        """Whom the two are not suggested to, whoever of them said so."""
        aside = {target for target, verdict in self._said.items() if verdict in SETS_ASIDE}
        return frozenset(aside | self._blocked_by)

    def is_blocked_by(self, target: Target) -> bool:
        return target in self._blocked_by


def people_states(listing: Organization | Partner) -> set[str]:
    """For which states the people of a listing that carries `with_opinions` work."""
    row: Any = listing
    return {code for entry in row.people_states for code in entry["states"]}


def _target(entry: dict[str, Any]) -> Target:
    if entry["partner"] is None:
        return False, entry["group"]
    return True, entry["partner"]
