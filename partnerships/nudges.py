"""Asking the workers to act now. A nudge may be lost: the sweep finds what was to be done."""

import logging
from collections.abc import Sequence
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def nudge(task: str, *arguments: Any) -> bool:
    """Queue a task of this app by its name; return whether the broker took it."""
    try:
        current_app.send_task(f"partnerships.tasks.{task}", args=arguments)
    except OperationalError as error:
        logger.warning("nudge of %s lost: %s", task, type(error).__name__)
        return False
    return True


def nudge_rescoring(
    *, organization_ids: Sequence[int] = (), partner_ids: Sequence[int] = ()
) -> bool:
    """Have listings that changed scored again, as sources and as targets."""
    return nudge("rescore_listings", sorted(set(organization_ids)), sorted(set(partner_ids)))
