"""The spine as an application of Django."""

from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "comity.web.spine"
    label = "spine"
