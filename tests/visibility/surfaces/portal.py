"""Pages that gather from everywhere, and doors that are closed."""

from tests.visibility.registry import page
from tests.visibility.world import FIRST, LAST, SLUG

page("/", tells=True, by_way=True)
page("/ar/")
page("/dashboard/")
# Passed on by whoever reads them, these tell everybody the same.
page("/feeds/organizations.atom", by_way=True)
page("/sitemap.xml")
for section in ("pages", "organizations", "partners", "opportunities", "exchanges", "sessions"):
    page(f"/sitemap-{section}.xml")
page("/sitemap-secret-circle.xml")
page("/accounts/login/", data={"next": f"/organizations/{SLUG}/"})
page("/accounts/notifications/")
page("/accounts/profile/")
page("/accounts/what-we-keep/")
page("/accounts/your-data/")
page("/i18n/setlang/", method="post", data={"language": "fr", "next": f"/organizations/{SLUG}/"})
page("/i18n/setlang/", method="post", data={"language": "fr", "next": f"/fr/organizations/{SLUG}/"})
# The admin asks for a sign-in whether there is something behind it or not.
for pk in (FIRST, LAST):
    page(f"/admin/organizations/organization/{pk}/change/")
    page(f"/admin/organizations/organization/{pk}/take/publish/")
page("/admin/organizations/organization/", data={"q": "secret"})
