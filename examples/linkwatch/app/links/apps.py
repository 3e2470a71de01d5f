"""The application."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Links and their checks."""

    name = "links"
