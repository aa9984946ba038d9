"""Running as an application of Django."""

from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "comity.web.running"
    label = "running"
