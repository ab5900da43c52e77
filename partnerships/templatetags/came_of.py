"""What came of a session, for its page: the archive knows nothing of partnerships."""

from typing import Any

from django import template

from partnerships.came_of import came_of_session
from sessions_archive.models import ExchangeSession

register = template.Library()


@register.inclusion_tag("partnerships/_came_of_session.html", takes_context=True)
def came_of(context: template.Context, session: ExchangeSession) -> dict[str, Any]:
    return {"came": came_of_session(session, context["request"].viewer)}
