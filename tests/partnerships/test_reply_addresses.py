"""Nobody can make an address to answer at but the portal."""

from datetime import date, timedelta

import pytest

from partnerships.reply_addresses import (
    ExpiredTokenError,
    Inbox,
    UnknownTokenError,
    reply_address,
    seat_of,
    tokens_in,
)

INBOX = Inbox.of("reply@portal.test")
TODAY = date(2026, 11, 24)


def test_an_address_leads_back_to_its_place() -> None:
    address = reply_address(INBOX, 123_456_789_012, TODAY)
    local = address.partition("@")[0]
    assert len(local) <= 64, "mail servers refuse longer ones (RFC 5321)"
    assert address == address.lower()
    [token] = tokens_in(INBOX, ["ana@example.org", address.upper()])
    assert seat_of(token, TODAY + timedelta(days=90)) == 123_456_789_012
    with pytest.raises(ExpiredTokenError):
        seat_of(token, TODAY + timedelta(days=91))


def test_nothing_of_it_can_be_changed() -> None:
    [token] = tokens_in(INBOX, [reply_address(INBOX, 7, TODAY)])
    seat, day, seal = token.split("-")
    other = "a" if seal[0] != "a" else "b"
    for forged in (
        f"8-{day}-{seal}", f"{seat}-{int(day, 16) + 1:x}-{seal}", f"{seat}-{day}-{other}{seal[1:]}",
        f"{seat}-{day}", "", token + "a", token.upper(), f"{seat}-{day}-",
    ):  # fmt: skip
        with pytest.raises(UnknownTokenError):
            seat_of(forged, TODAY)


def test_only_addresses_of_this_inbox_are_looked_at() -> None:
    assert tokens_in(INBOX, ["reply+a@portal.test", "reply+a@portal.test", "reply+b@evil.test",
                             "other+c@portal.test", "reply@portal.test", "x"]) == ["a"]  # fmt: skip
