"""comity backup and comity restore: the machine is lost while people act, and nothing that the backup saw is."""

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from tests import postgresql
from tests.cli.acting import ACT, WRITER, acknowledged, in_step
from tests.cli.installations import Installation, Visitor


def test_the_machine_is_lost(installation: Installation, elsewhere: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    with installation.served() as site:
        assert Visitor(site.address).get("/ready")[0] == 200
        (installation.home / "files" / "2026").mkdir(parents=True)
        (installation.home / "files" / "2026" / "annex.pdf").write_bytes(bytes(range(256)) * 100)
        with installation.working(WRITER) as writer:
            before = acknowledged(writer, 20)
            done = installation.run("backup", file, "--with-keys")
            assert done.returncode == 0, done.stderr
            after = acknowledged(writer, before + 1)
            assert writer.poll() is None, "people go on acting"
    assert after > before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shutil.rmtree(installation.home)

    done = elsewhere.run("restore", file, "--home", elsewhere.home)
    assert done.returncode == 0, done.stderr
    found = in_step(elsewhere)
    assert found == list(range(len(found))) and len(found) > before, "every act acknowledged before the backup is there"
    assert (elsewhere.home / "files" / "2026" / "annex.pdf").read_bytes() == bytes(range(256)) * 100
    with elsewhere.served() as site:
        assert Visitor(site.address).get("/en/")[0] == 200
    acted = elsewhere.python(f"{ACT}\nact(0)")
    assert acted == ""
    assert len(in_step(elsewhere)) == len(found) + 1


@pytest.fixture
def small(tmp_path: Path) -> Installation:
    """A small installation on SQLite with three acts, of which the last text is gone again."""
    made = Installation(tmp_path / "home")
    made.prepare()
    made.python(f"{ACT}\nfor number in range(3): act(number)\nText.objects.order_by('-pk')[0].delete()")
    return made


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def test_a_backup_travels_both_ways_unchanged(small: Installation, server: str, tmp_path: Path) -> None:
    with postgresql.database(server) as url:
        there, back = small.moved(tmp_path / "there", url), small.moved(tmp_path / "back")
        for here, file, target in ((small, "1.zip", there), (there, "2.zip", back), (back, "3.zip", None)):
            assert here.run("backup", file).returncode == 0
            if target is not None:
                done = target.run("restore", file, "--home", target.home)
                assert done.returncode == 0, done.stderr
        first, *others = (members(tmp_path / f"{number}.zip") for number in (1, 2, 3))
        assert "tables/spine_entry.jsonl" in first and first["tables/spine_entry.jsonl"].count(b"\n") == 3
        for other in others:
            assert other == first
        new = "t = Text.objects.create(original='en'); print(t.pk)"
        for one in (there, back):
            assert one.python(f"{ACT}\n{new}") == "4\n", "a number that was given once is not given again"
        refused = back.python(
            "from django.db import connection, DatabaseError\n"
            "try:\n    connection.cursor().execute('DELETE FROM spine_entry')\n"
            "except DatabaseError as refusal:\n    print(refusal)"
        )
        assert refused == "the record is append-only\n"


def test_what_a_backup_leaves_out(small: Installation, tmp_path: Path) -> None:
    small.python(
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "from importlib import import_module\nfrom django.conf import settings\n"
        "s = import_module(settings.SESSION_ENGINE).SessionStore(); s['x'] = 1; s.save()"
    )
    (small.home / "keys").mkdir(exist_ok=True)
    (small.home / "keys" / "record.key").write_text("a key")
    done = small.run("backup", "plain.zip")
    assert "The keys are not in it." in done.stdout
    names = members(tmp_path / "plain.zip")
    assert not [name for name in names if "session" in name or "running_" in name or "cache" in name or "keys" in name]
    done = small.run("backup", "keys.zip", "--with-keys")
    assert "The keys are in it" in done.stdout
    assert {"keys/secret", "keys/record.key"} < members(tmp_path / "keys.zip").keys()


def test_a_damaged_backup_changes_nothing(small: Installation, tmp_path: Path) -> None:
    assert small.run("backup", "good.zip").returncode == 0
    good = (tmp_path / "good.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "good.zip") as archive:
        place = archive.getinfo("tables/spine_entry.jsonl")
    rewritten = tmp_path / "rewritten.zip"
    with zipfile.ZipFile(tmp_path / "good.zip") as old, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"text:1", b"text:2") if "entry" in name else data)
    climbing = tmp_path / "climbing.zip"
    with zipfile.ZipFile(tmp_path / "good.zip") as old, zipfile.ZipFile(climbing, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["members"]["files/../../x"] = {"size": 1, "sha256": "", "rows": 0, "last": 0}
        new.writestr("manifest.json", json.dumps(manifest))
    for name, data in (
        ("flipped", good[: place.header_offset + 80] + b"\xff" + good[place.header_offset + 81 :]),
        ("cut", good[:-40]),
        ("empty", b""),
        ("text", b"participant,statement,vote\n"),
        ("rewritten", rewritten.read_bytes()),
        ("climbing", climbing.read_bytes()),
    ):
        (tmp_path / "bad.zip").write_bytes(data)
        refused = small.run("restore", "bad.zip", "--home", tmp_path / "new")
        assert refused.returncode == 2, name
        assert "bad.zip is damaged" in refused.stderr or "bad.zip is no backup" in refused.stderr, (
            name,
            refused.stderr,
        )
        assert not (tmp_path / "new").exists(), name
        assert not list(tmp_path.glob(".comity-*")), name


def test_nothing_is_overwritten_unasked(small: Installation, server: str, tmp_path: Path) -> None:
    small.run("backup", "good.zip")
    small.python(f"{ACT}\nact(9)")
    refused = small.run("restore", "good.zip")
    assert refused.returncode == 2 and "--replace" in refused.stderr
    assert in_step_count(small) == 4
    with small.served():
        refused = small.run("restore", "good.zip", "--replace")
        assert refused.returncode == 2 and "stop comity serve" in refused.stderr
    # Serving has entered the real bodies as well.
    served = in_step_count(small)
    assert served > 4
    done = small.run("restore", "good.zip", "--replace")
    assert done.returncode == 0, done.stderr
    assert in_step_count(small) == 3
    (kept,) = tmp_path.glob("home.before-*")
    assert f"What was there before is kept in {kept}" in done.stdout
    assert in_step_count(small.moved(kept)) == served
    assert (kept / "secret").read_text() == (small.home / "secret").read_text(), "the keys go along"
    with postgresql.database(server) as url:
        there = small.moved(tmp_path / "there", url)
        assert there.run("restore", "good.zip").returncode == 0
        refused = small.moved(tmp_path / "again", url).run("restore", "good.zip")
        assert refused.returncode == 2 and "holds tables already" in refused.stderr
        assert small.moved(tmp_path / "again", url).run("restore", "good.zip", "--replace").returncode == 0


def in_step_count(installation: Installation) -> int:
    return int(installation.python("from comity.web.spine.models import Entry\nprint(Entry.objects.count())"))


def test_a_newer_backup_is_refused(small: Installation, tmp_path: Path) -> None:
    small.python(
        "from django.db.migrations.recorder import MigrationRecorder\nfrom django.db import connection\n"
        "MigrationRecorder(connection).record_applied('spine', '9999_later')"
    )
    refused = small.run("backup", "newer.zip")
    assert refused.returncode == 2 and "spine.9999_later" in refused.stderr
    assert not (tmp_path / "newer.zip").exists()


def test_where_there_is_nothing(tmp_path: Path) -> None:
    nobody = Installation(tmp_path / "home")
    for words in (("backup", "x.zip"), ("upgrade",), ("check",), ("operator", "a@example.org")):
        refused = nobody.run(*words)
        assert refused.returncode == 2 and "There is no installation in" in refused.stderr
        assert not nobody.home.exists()
    assert "There is no file x.zip" in nobody.run("restore", "x.zip").stderr
