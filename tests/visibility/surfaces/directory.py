"""The directory: lists, counts, suggestions, the record's own addresses."""

from tests.visibility.registry import page
from tests.visibility.world import SLUG

LIST, COUNT, MAP = "/organizations/", "/organizations/count/", "/organizations/map/"

# What the record's words, tags and dates could move: with a letter missing, in quotation marks,
# as a concept, in another language, with nothing found.
TELLING = [
    "",
    "q=secret",
    "q=Secret+Circle",
    "q=secret+cirkle",
    "q=sercet",
    "q=verborgen",
    "q=SCX",
    "q=quincunx",
    "q=quincunks",
    "q=%22quincunx+gardens%22",
    "q=quincunx+OR+nothing",
    "q=circle",
    "q=health",
    "q=eritrea",
    "works_in=ER",
    "language=ti",
    "generation=second",
    "leadership=youth",
    "legal_status=registered",
    "offers=research",
    "role=advocacy",
    "sector=peace",
    "kind=network",
    "heritage=SO",
    "residence=014",
    "sort=newest",
    "sort=confirmed",
    "sort=name&q=circle",
]
OTHERS = [
    "q=secret+-circle",
    "q=open+-quincunx",
    "q=gardens+zzz",
    "q=zzzz",
    "q=777",
    "q=secret%40example.org",
    "works_in=ER&kind=formal",
    "works_in=ER&q=zzzz",
    "leadership=women",
    "heritage=002&kind=grassroots&kind=network&sort=name",
    "needs=funding&sort=newest",
    "sort=name&page=2",
    "sort=newest&page=3",
    "q=circle&page=2",
    "page=1000000",
    "page=-1",
    "kind=club",
    "q=%00",
    "&".join(["kind=network"] * 101),
    "unknown=secret",
]
for query in TELLING:
    page(f"{LIST}?{query}", tells=True, by_way=query == "q=secret")
for query in OTHERS:
    page(f"{LIST}?{query}")
for query in ("", "q=quincunx", "works_in=ER", "q=quincunks&kind=network"):
    page(f"{COUNT}?{query}", tells=True)
page(f"{COUNT}?kind=club")
for query in (
    "",
    "q=secret",
    "by=heritage",
    "by=works_in",
    "heritage=SO",
    "heritage=SO&by=works_in",
    "residence=KE&by=heritage",
    "works_in=ER",
):
    page(f"{MAP}?{query}", tells=True)
for query in ("q=zzzz", "heritage=SO&heritage=ET", "by=name", "q=%00", "heritage=XX"):
    page(f"{MAP}?{query}")
for language in ("ar", "fr"):
    page(f"/{language}{LIST}?q=secret", tells=True)
    page(f"/{language}{LIST}?sort=name")
    page(f"/{language}{MAP}?heritage=SO", tells=True)
page(LIST, method="head")
page(f"{LIST}?q=secret", HX_Request="true")
page(LIST, if_none_match='"1"', if_modified_since="Sun, 01 Mar 2026 00:00:00 GMT")

# The record's own addresses answer like any other that was never given.
OWN = f"/organizations/{SLUG}/"
for path in (OWN, f"/ar{OWN}"):
    page(path, tells=True, by_way=True)
page(OWN, method="head", tells=True, by_way=True)
page(OWN, method="post", by_way=True)
for path in (
    OWN.rstrip("/"),
    f"{OWN}logo/",
    f"{OWN}nonsense/",
    f"{OWN}contact/",
    f"{OWN}report/",
    f"/organizations/{SLUG}-2/",
    f"/organizations/{SLUG.upper()}/",
):
    page(path, by_way=True)
page(f"{OWN}contact/", method="post", data={"signature": "A", "text": "Hello"}, by_way=True)
page(f"{OWN}report/", method="post", data={"kind": "spam"}, by_way=True)
page("/organizations/open-1/contact/")
page("/organizations/open-1/report/")
page(
    "/organizations/open-1/report/",
    method="post",
    data={"kind": "duplicate", "duplicate_of": f"/organizations/{SLUG}/"},
)
# What stands beside it.
for number in (1, 3, 4):
    page(f"/organizations/open-{number}/")
