"""Who may keep a listing's facts right without belonging to the group.

Who was given that right is known above the directory, which must not import from there. So the
project names the rule in its settings (FACTS_EDITOR_RULE), as it names who builds a Viewer. It is
asked each time, never remembered: a right that was taken back is gone with the next request.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from organizations.models import Organization


def edits_facts(user: User, organization: Organization) -> bool:
    rule: Callable[[User, Organization], bool] = import_string(settings.FACTS_EDITOR_RULE)
    return rule(user, organization)
