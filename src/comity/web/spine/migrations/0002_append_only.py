"""The database refuses to change or remove what the record holds."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from comity.web.spine.append_only import install, remove


def _install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    install(editor.connection)


def _remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("spine", "0001_initial")]
    operations = [migrations.RunPython(_install, _remove)]
