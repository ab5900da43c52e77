"""The table of right answers, and what differs from it."""

import csv
from pathlib import Path
from unittest.mock import patch

from allauth.account.internal.flows import reauthentication
from django.http import HttpRequest, HttpResponse

from gdve_portal import views
from tests.access.addresses import names
from tests.access.asking import Answers, Row, ask_all
from tests.access.world import ROLES, build

TABLE = Path(__file__).with_name("matrix.csv")


def table() -> dict[Row, dict[str, str]]:
    with TABLE.open(newline="") as lines:
        return {
            (row.pop("address"), row.pop("object"), row.pop("method")): row
            for row in csv.DictReader(lines)
        }


def line(row: Row, cells: dict[str, str]) -> str:
    return ",".join((*row, *(cells[role] for role in ROLES)))


def bare(request: HttpRequest, status: int) -> HttpResponse:
    """An error without its page: drawn three thousand times, it would take half of the time."""
    return HttpResponse(status=status)


def compare(*, staff: bool) -> Answers:
    """Ask the pages of staff, or all others, and fail for an answer that the table does not hold.

    The rows as they are answered now stand in the failure: to be read, then put into the table.
    """
    # Everybody has shown just now who she is: what asks for it would else never look further.
    shown = patch.object(reauthentication, "is_reauthentication_required", return_value=False)
    with patch.object(views, "error_page", bare), shown:
        answers = ask_all(build(), (n for n in names() if n.startswith("admin:") == staff))
    right = {row: cells for row, cells in table().items() if row[0].startswith("admin:") == staff}
    wrong = [line(row, cells) for row, cells in answers.cells.items() if right.get(row) != cells]
    gone = [",".join(row) for row in right if row not in answers.cells]
    assert not wrong, "answered now:\n" + "\n".join(wrong)
    assert not gone, "in the table alone:\n" + "\n".join(gone)
    return answers
