"""Addresses of the memory."""

from django.urls import path

from comity.web.rooms.remember.views import checkpoints, draws, record, witnesses

urlpatterns = [
    path("record/", record.index, name="record"),
    path("record/<int:seq>/", record.entry, name="record.entry"),
    path("record/<int:seq>.json", record.entry_json, name="record.entry.json"),
    path("record/checkpoint/", checkpoints.checkpoint, name="record.checkpoint"),
    path("record/witnesses/", witnesses.every, name="record.witnesses"),
    path("record/witnesses/admit/", witnesses.admit, name="record.witnesses.admit"),
    path("record/bundle/", checkpoints.bundle, name="record.bundle"),
    path("bodies/<slug:body>/record/<int:seq>/redact/", record.redact, name="record.redact"),
    path("bodies/<slug:body>/draws/", draws.every, name="body.draws"),
    path("bodies/<slug:body>/new-draw/", draws.announce, name="body.draws.announce"),
    path("bodies/<slug:body>/draws/<slug:draw>/", draws.one, name="body.draw"),
    path("bodies/<slug:body>/draws/<slug:draw>.jsonl", draws.lines, name="body.draw.lines"),
    path("bodies/<slug:body>/draws/<slug:draw>/enter/", draws.take_part, name="body.draw.enter"),
]
"""Under a language."""

plain = [
    path("record/checkpoint", checkpoints.checkpoint_note, name="record.note"),
    path("record/consistency/<int:first>/<int:second>", checkpoints.consistency, name="record.consistency"),
    path("record/tile/<int:level>/<int:index>", checkpoints.tile, name="record.tile"),
]
"""For machines."""
