"""How long things are kept. Each rule says what goes, when and why; the same table is shown to all.

The rules stand in one module of the project (gdve_portal/retention.py), which knows every app.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)

BATCH = 500
MONTH, YEAR = 30, 365


def delete(rows: QuerySet[Any]) -> None:
    rows.delete()


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept for `days` from `since` (said in words), and why so long.

    `due` gets the moment before which it must have happened, and returns the rows whose time is
    over; `act` makes an end of them, after which they are due no more.
    """

    code: str
    what: Any  # lazy texts, which only Django names
    since: Any
    why: Any
    days: int
    due: Callable[[datetime], QuerySet[Any]]
    act: Callable[[QuerySet[Any]], None] = delete

    @property
    def period(self) -> str:
        """How long, in the reader's words."""
        if self.days and self.days % YEAR == 0:
            count = self.days // YEAR
            return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}
        if self.days and self.days % MONTH == 0:
            count = self.days // MONTH
            return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
        return ngettext("%(count)d day", "%(count)d days", self.days) % {"count": self.days}


rules: list[Rule] = []


def apply(rule: Rule, deadline: float) -> tuple[int, bool]:
    """Make an end of what is due, batch by batch; return how many, and whether all was done."""
    before = timezone.now() - timedelta(days=rule.days)
    done, last = 0, 0
    while time.monotonic() < deadline:
        with transaction.atomic():
            # The key goes on even where an act leaves a row due: no batch is met twice.
            found = rule.due(before).order_by("pk").filter(pk__gt=last)
            keys = list(found.values_list("pk", flat=True)[:BATCH])
            if not keys:
                return done, True
            rule.act(found.model._default_manager.filter(pk__in=keys).order_by())
        done, last = done + len(keys), keys[-1]
    return done, False


def apply_all(seconds: float) -> bool:
    """Apply every rule; one that fails does not keep the others. Return whether all was done."""
    deadline = time.monotonic() + seconds
    is_all_done = True
    for rule in rules:
        try:
            count, is_done = apply(rule, deadline)
        except Exception as error:  # a rule that fails today is tried tomorrow
            logger.error("retention %s failed: %s", rule.code, type(error).__name__)
            continue
        is_all_done = is_all_done and is_done
        if count:
            logger.info("retention %s: %s", rule.code, count)
    return is_all_done
