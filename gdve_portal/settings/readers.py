"""Readers of settings that need more than a type. Pure."""

from urllib.parse import urlsplit


def cache_url(broker_url: str, database: int = 1) -> str:
    """Return the broker's Redis as Django's cache names it, in a database of its own.

    `redis+socket:///run/redis.sock?virtual_host=0` → `unix:///run/redis.sock?db=1`;
    `rediss://user:secret@host:6379/0` → `rediss://user:secret@host:6379/1`.
    Raises ValueError for anything else, without quoting the secret it may hold.
    """
    parts = urlsplit(broker_url)
    if parts.scheme == "redis+socket" and parts.path:
        return f"unix://{parts.path}?db={database}"
    if parts.scheme in ("redis", "rediss") and parts.netloc:
        return f"{parts.scheme}://{parts.netloc}/{database}"
    raise ValueError(f"REDIS_URL is no Redis address: its scheme is {parts.scheme!r}.")
