"""The Celery application: workers and the scheduler start it by the name `config`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("linkwatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
