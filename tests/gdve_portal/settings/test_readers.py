"""Settings that are derived."""

import pytest

from gdve_portal.settings.readers import cache_url


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis+socket:///run/redis.sock?virtual_host=0", "unix:///run/redis.sock?db=1"),
        ("redis://localhost:6379/0", "redis://localhost:6379/1"),
        ("redis://localhost", "redis://localhost/1"),
        ("rediss://user:secret@host:6380/3", "rediss://user:secret@host:6380/1"),
    ],
)
def test_cache_url(broker: str, cache: str) -> None:
    assert cache_url(broker) == cache


@pytest.mark.parametrize("broker", ["", "amqp://u:secret@host", "redis+socket://", "redis://"])
def test_cache_url_refuses_what_is_no_redis_and_keeps_its_secret(broker: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL is no Redis address") as error:
        cache_url(broker)
    assert "secret" not in str(error.value)
