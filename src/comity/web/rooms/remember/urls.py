"""Addresses of the memory."""

from django.urls import path

from comity.web.rooms.remember import views

urlpatterns = [
    path("record/", views.index, name="record"),
    path("record/<int:seq>/", views.entry, name="record.entry"),
    path("record/<int:seq>.json", views.entry_json, name="record.entry.json"),
    path("record/checkpoint/", views.checkpoint, name="record.checkpoint"),
    path("record/bundle/", views.bundle, name="record.bundle"),
    path("bodies/<slug:body>/record/<int:seq>/redact/", views.redact, name="record.redact"),
]
"""Under a language."""

plain = [
    path("record/checkpoint", views.checkpoint_note, name="record.note"),
    path("record/tile/<int:level>/<int:index>", views.tile, name="record.tile"),
]
"""For machines."""
