"""The project: settings, addresses, the entry of the web server, and the Celery application."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
