"""The index of words beside the record."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from comity.web.spine.search import fts5, tsvector


def _make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute((tsvector if editor.connection.vendor == "postgresql" else fts5).MAKE)


def _drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute((tsvector if editor.connection.vendor == "postgresql" else fts5).DROP)


class Migration(migrations.Migration):
    dependencies = [("spine", "0002_append_only")]
    operations = [migrations.RunPython(_make, _drop)]
