"""People as an application of Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "comity.web.people"
    label = "people"
