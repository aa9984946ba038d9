"""Addresses of what explains the site itself."""

from django.urls import path

from comity.web.site import views

urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("glossary/", views.glossary, name="glossary"),
    path("manifest.json", views.manifest, name="manifest"),
    path("privacy/", views.privacy, name="privacy"),
]
