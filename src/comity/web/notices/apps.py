"""Notices as an application of Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "comity.web.notices"
    label = "notices"
