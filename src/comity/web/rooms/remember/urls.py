"""Addresses of the memory."""

from django.urls import path

from comity.web.rooms.remember.views import checkpoints, record, witnesses

urlpatterns = [
    path("record/", record.index, name="record"),
    path("record/<int:seq>/", record.entry, name="record.entry"),
    path("record/<int:seq>.json", record.entry_json, name="record.entry.json"),
    path("record/checkpoint/", checkpoints.checkpoint, name="record.checkpoint"),
    path("record/witnesses/", witnesses.every, name="record.witnesses"),
    path("record/witnesses/admit/", witnesses.admit, name="record.witnesses.admit"),
    path("record/bundle/", checkpoints.bundle, name="record.bundle"),
    path("bodies/<slug:body>/record/<int:seq>/redact/", record.redact, name="record.redact"),
]
"""Under a language."""

plain = [
    path("record/checkpoint", checkpoints.checkpoint_note, name="record.note"),
    path("record/consistency/<int:first>/<int:second>", checkpoints.consistency, name="record.consistency"),
    path("record/tile/<int:level>/<int:index>", checkpoints.tile, name="record.tile"),
]
"""For machines."""
