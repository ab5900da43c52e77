"""Another kind of work plugs in, and its name stands once."""

import pytest

from organizations.admin.queue.registry import Queue, Source


class Claims(Source):
    name = "claim"


def test_a_source_is_registered_once() -> None:
    queue = Queue()
    queue.register(Claims)
    assert "claim" in queue
    assert [source.name for source in queue] == ["claim"]
    assert isinstance(queue["claim"], Claims)
    with pytest.raises(ValueError, match="twice"):
        queue.register(Claims)
