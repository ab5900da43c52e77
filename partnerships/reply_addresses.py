"""Addresses to answer to: one a person and conversation, signed, good for some weeks. Pure.

`reply+<place>-<last day>-<seal>@…`: the place in the conversation, the day until which it counts,
and a seal that only the portal can make. All in small letters, as some mail servers write them.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

COUNTS_FOR = timedelta(days=90)
_EPOCH: Final = date(2020, 1, 1)
_SEAL: Final = 26
_TOKEN = re.compile(rf"([0-9a-f]{{1,16}})-([0-9a-f]{{1,5}})-([a-z2-7]{{{_SEAL}}})")


class UnknownTokenError(Exception):
    """The token was not made here."""


class ExpiredTokenError(Exception):
    """The token was made here, too long ago; `seat_id` says for whom."""

    def __init__(self, seat_id: int) -> None:
        self.seat_id = seat_id
        super().__init__()


@dataclass(frozen=True, slots=True)
class Inbox:
    """The address that the portal answers at, in two parts."""

    local: str
    domain: str

    @classmethod
    def of(cls, address: str) -> "Inbox":
        local, _at, domain = address.lower().rpartition("@")
        return cls(local, domain)


def reply_address(inbox: Inbox, seat_id: int, today: date) -> str:
    """Return the address that the holder of a place answers to."""
    last_day = (today + COUNTS_FOR - _EPOCH).days
    return f"{inbox.local}+{seat_id:x}-{last_day:x}-{_seal(seat_id, last_day)}@{inbox.domain}"


def tokens_in(inbox: Inbox, addresses: Iterable[str]) -> list[str]:
    """Return the tokens of those addresses that are of this inbox, in order."""
    found = []
    for address in addresses:
        local, _at, domain = address.strip().lower().rpartition("@")
        name, plus, token = local.partition("+")
        if plus and name == inbox.local and domain == inbox.domain:
            found.append(token)
    return list(dict.fromkeys(found))


def seat_of(token: str, today: date) -> int:
    """Return the place that a token stands for; raise UnknownTokenError or ExpiredTokenError."""
    read = _TOKEN.fullmatch(token)
    if read is None:
        raise UnknownTokenError
    seat_id, last_day = int(read[1], 16), int(read[2], 16)
    if not constant_time_compare(read[3], _seal(seat_id, last_day)):
        raise UnknownTokenError
    if _EPOCH + timedelta(days=last_day) < today:
        raise ExpiredTokenError(seat_id)
    return seat_id


def _seal(seat_id: int, last_day: int) -> str:
    mac = salted_hmac("conversation reply", f"{seat_id}:{last_day}", algorithm="sha256").digest()
    return base64.b32encode(mac).decode().lower()[:_SEAL]
