"""The text that parties agree on: what it holds, when it is whole, how it is told apart. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from partnerships.indicators import USUAL_RHYTHM, indicator_of, milestone_of
from partnerships.kpis import TermsError
from partnerships.partnership_enums import FEWEST_PARTIES

TITLE_LENGTH = 120
PURPOSE_LENGTH = 1_500
GOAL_LENGTH = 300
GIVES_LENGTH = 800
MOST_GOALS = 10
MOST_PARTIES = 12


@dataclass(frozen=True, slots=True)
class Share:
    """What one party is to the work, and what it gives.

    `party` is the public id of its row; `name` is what it was called when it was named.
    """

    party: str
    name: str
    role: str = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class AgreedText:
    """Everything that all parties accept together.

    `kpis` and `milestones` are as `indicators` writes them; `report_every` is in months, 0 for
    once at the end.
    """

    title: str = ""
    purpose: str = ""
    goals: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None
    sectors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    kpis: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    milestones: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    report_every: int = USUAL_RHYTHM

    def to_json(self) -> dict[str, Any]:
        """As it is stored: plain values, each key always there."""
        return {
            "title": self.title,
            "purpose": self.purpose,
            "goals": list(self.goals),
            "starts": self.starts.isoformat() if self.starts else "",
            "ends": self.ends.isoformat() if self.ends else "",
            "sectors": list(self.sectors),
            "places": list(self.places),
            "shares": [asdict(share) for share in self.shares],
            "kpis": [dict(kpi) for kpi in self.kpis],
            "milestones": [dict(milestone) for milestone in self.milestones],
            "report_every": self.report_every,
        }

    def missing(self) -> list[str]:
        """Names of what is not said yet and must be before anybody can be asked to accept."""
        found = [name for name in ("title", "purpose", "goals", "starts", "ends")
                 if not getattr(self, name)]  # fmt: skip
        if len(self.shares) < FEWEST_PARTIES:
            found.append("shares")
        if any(not share.role for share in self.shares):
            found.append("roles")
        if any(not share.gives for share in self.shares):
            found.append("gives")
        if self.starts and self.ends and self.starts <= self.ends:
            found += self._impossible(self.starts, self.ends)
        return found

    def _impossible(self, starts: date, ends: date) -> list[str]:
        """Names of results that the dates of the work leave no room for."""
        found = []
        try:
            for kpi in self.kpis:
                indicator_of(kpi).check(starts, ends)
        except TermsError:
            found.append("kpis")
        if any(not starts <= milestone_of(row).due_on <= ends for row in self.milestones):
            found.append("milestones")
        return found

    def share_of(self, party: str) -> Share | None:
        return next((share for share in self.shares if share.party == party), None)

    @property
    def names(self) -> dict[str, str]:
        """The parties' names by public id."""
        return {share.party: share.name for share in self.shares}

    def with_share(self, share: Share) -> "AgreedText":
        """With one party more; whoever is in it stays as it is."""
        if self.share_of(share.party):
            return self
        return replace(self, shares=(*self.shares, share))

    def without_share(self, party: str) -> "AgreedText":
        return replace(self, shares=tuple(s for s in self.shares if s.party != party))


def text_of(content: Mapping[str, Any]) -> AgreedText:
    """The text that `to_json` has stored."""
    return AgreedText(
        title=content["title"],
        purpose=content["purpose"],
        goals=tuple(content["goals"]),
        starts=_day(content["starts"]),
        ends=_day(content["ends"]),
        sectors=tuple(content["sectors"]),
        places=tuple(content["places"]),
        shares=tuple(Share(**share) for share in content["shares"]),
        kpis=tuple(content["kpis"]),
        milestones=tuple(content["milestones"]),
        report_every=content["report_every"],
    )


def fingerprint(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a stored text: the same for the same words, whoever computes it.

    Taken of its JSON with sorted keys, no spaces, in UTF-8.
    """
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def parties_of(texts: Sequence[AgreedText]) -> set[str]:
    """Whoever has a share in one of these texts."""
    return {share.party for text in texts for share in text.shares}


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
