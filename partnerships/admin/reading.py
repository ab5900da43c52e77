"""What staff reads and does not write: it belongs to the groups and bodies that made it."""

from typing import Any

from django.http import HttpRequest


class ToRead:
    """A list, a page or a table of rows without a way to add, change or delete one."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
