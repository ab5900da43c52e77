"""Partners and matches."""

from tests.visibility.registry import page

for query in ("", "?q=secret", "?q=foundation", "?heritage=SO"):
    page(f"/partners/{query}")
page("/partners/foundation/")
page("/partners/ministry-0/")
page("/partners/secret-ministry/")
page("/matches/")
page("/matches/?channel=diaspora")
page("/matches/how/")
