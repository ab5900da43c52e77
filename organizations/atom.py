"""What is new, as an Atom feed (RFC 4287) in the current language. Asks nothing of the database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.links import absolute

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# XML 1.0 has no way to write these, not even escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# When nothing was ever published, the feed still has to say since when it is so.
NEVER = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` names the entry for good, as a URI; `summary` is HTML, what people wrote escaped."""

    key: str
    title: str
    path: str
    published: datetime
    updated: datetime
    summary: SafeString


class Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed: an empty feed does not change at every look."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=NEVER)


def feed_file(*, title: str, subtitle: str, path: str, page: str, entries: Iterable[Entry]) -> str:
    """Return the feed at `path` about what `page` shows; the newest entry comes first."""
    language = get_language() or "en"
    feed = Feed(
        title=title,
        subtitle=subtitle,
        link=absolute(page, language),
        description="",
        language=language,
        feed_url=absolute(path, language),
        feed_guid=absolute(path, language),
        author_name=_("GDVE Portal"),
    )
    for entry in sorted(entries, key=lambda entry: entry.updated, reverse=True):
        feed.add_item(
            title=writable(entry.title),
            link=absolute(entry.path, language),
            description=writable(entry.summary),
            unique_id=entry.key,
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    return str(feed.writeString("utf-8"))


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


def paragraphs(lines: Iterable[str]) -> SafeString:
    """Return lines that people wrote as HTML."""
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))


def bullets(lines: Iterable[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines if line))
    return format_html("<ul>{}</ul>", items) if items else SafeString()
