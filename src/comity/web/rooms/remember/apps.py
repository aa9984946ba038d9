"""The room as an application of Django."""

from django.apps import AppConfig


class RememberConfig(AppConfig):
    name = "comity.web.rooms.remember"
    label = "remember"
