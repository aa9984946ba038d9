"""comity upgrade: from an earlier version, whole or not at all; and every migration can be undone."""

from pathlib import Path

from tests.cli.acting import ACT, in_step
from tests.cli.installations import Installation

BACK = """
from django.core.management import call_command
call_command("migrate", "running", "zero", verbosity=0)
call_command("migrate", "notices", "zero", verbosity=0)
"""
"""As an installation was before these two had tables: an earlier state, which people go on acting in."""


def earlier(installation: Installation) -> None:
    installation.prepare()
    installation.python(f"{BACK}{ACT}\nfor number in range(20): act(number)")


def test_an_earlier_version_becomes_this_one(installation: Installation, tmp_path: Path) -> None:
    earlier(installation)
    assert installation.run("serve", "--port", "0").returncode == 2
    assert installation.run("backup", "earlier.zip").returncode == 0
    done = installation.run("upgrade")
    assert done.returncode == 0, done.stderr
    (kept,) = (installation.home / "backups").iterdir()
    assert str(kept) in done.stdout
    assert in_step(installation) == list(range(20))
    assert installation.run("upgrade").stdout.endswith("nothing was to be done.\n")
    assert list((installation.home / "backups").iterdir()) == [kept]
    with installation.served():
        refused = installation.run("upgrade")
        assert refused.returncode == 2 and "stop comity serve" in refused.stderr
    for number, backup in enumerate(("earlier.zip", kept)):
        again = installation.moved(tmp_path / f"again-{number}")
        assert again.run("restore", backup).returncode == 0, "a backup of an earlier version is brought to this one"
        assert in_step(again) == list(range(20))
        assert again.run("upgrade").stdout.endswith("nothing was to be done.\n")


def test_an_upgrade_that_fails_changes_nothing(installation: Installation) -> None:
    earlier(installation)
    # Something stands where the upgrade would put a table.
    sql = "from django.db import connection\nconnection.cursor().execute({!r})"
    installation.python(sql.format("CREATE TABLE running_clock (id integer)"))
    before = installation.python(
        "from comity.web.running.migrating import applied\nfrom django.db import connection\n"
        "print(sorted(applied()), sorted(connection.introspection.table_names()))"
    )
    refused = installation.run("upgrade")
    assert refused.returncode == 2
    assert "everything is as it was before" in refused.stderr and "running_clock" in refused.stderr
    (kept,) = (installation.home / "backups").iterdir()
    assert str(kept) in refused.stderr
    after = installation.python(
        "from comity.web.running.migrating import applied\nfrom django.db import connection\n"
        "print(sorted(applied()), sorted(connection.introspection.table_names()))"
    )
    assert after == before
    assert in_step(installation) == list(range(20))
    assert not list(installation.home.glob("*.upgrade*"))
    installation.python(sql.format("DROP TABLE running_clock"))
    assert installation.run("upgrade").returncode == 0


def test_every_migration_can_be_undone(installation: Installation) -> None:
    installation.prepare()
    left = installation.python(
        "from django.core.management import call_command\nfrom django.db import connection\n"
        "from django.db.migrations.loader import MigrationLoader\n"
        "from django.apps import apps\n"
        "ours = [one.label for one in apps.get_app_configs() if one.name.startswith('comity.')]\n"
        "labels = sorted(set(ours) & MigrationLoader(connection).migrated_apps)\n"
        "made = connection.introspection.table_names()\n"
        "for label in labels: call_command('migrate', label, 'zero', verbosity=0)\n"
        "print([t for t in connection.introspection.table_names() if t.split('_')[0] in labels])\n"
        "call_command('migrate', verbosity=0)\n"
        "print(sorted(connection.introspection.table_names()) == sorted(made), len(labels) > 4)"
    )
    assert left == "[]\nTrue True\n"
