"""Tasks are queued at our broker from whatever thread a request is answered in."""

from threading import Thread

from celery import current_app
from django.conf import settings


def test_every_thread_knows_the_app() -> None:
    brokers: list[str] = []
    thread = Thread(target=lambda: brokers.append(current_app.conf.broker_url))
    thread.start()
    thread.join()
    assert brokers == [settings.CELERY_BROKER_URL]
