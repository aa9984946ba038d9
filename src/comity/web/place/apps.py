"""The place as an application of Django."""

from django.apps import AppConfig


class PlaceConfig(AppConfig):
    name = "comity.web.place"
    label = "place"
