"""Non-interference: what a reader may not see changes no byte of any answer she gets.

`registry` holds the surfaces (a page, an export, a journey through forms), `surfaces/` fills it,
one module a subject. A new surface is one line there: `page("/organizations/map/")`, or a function
under `@journey` that yields answers. What may point at a hidden record (an old shortlist, a row of
the archive) goes to `world.py`, in `tie`. `test_registry` fails for a URL that is neither
registered nor excused.
"""
