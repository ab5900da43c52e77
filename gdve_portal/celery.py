"""The Celery application; its settings live in Django's settings under CELERY_."""

from celery import Celery

# No default settings here: this module is loaded before wsgi.py, and would choose for it.
app = Celery("gdve_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["accounts.rights"])
# Without this only the thread that came here first would know the app; any other would publish
# to a broker that does not exist.
app.set_default()
