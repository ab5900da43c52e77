"""The exchanges: the record names the group, whether a listing can be seen or not."""

from tests.visibility.registry import page

page("/sessions/")
page("/sessions/2026/", tells=True, by_way=True)
page("/sessions/2026/opening/", tells=True, by_way=True)
page("/ar/sessions/2026/opening/", tells=True, by_way=True)
page("/sessions/2026/secret-session/")
page("/sessions/2027/")
