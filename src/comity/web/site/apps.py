"""The site as an application of Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "comity.web.site"
    label = "site"
