"""The room as an application of Django."""

from django.apps import AppConfig


class CompareConfig(AppConfig):
    name = "comity.web.rooms.compare"
    label = "compare"
