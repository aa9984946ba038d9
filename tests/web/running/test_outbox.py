"""Mail without a server of mail."""

import stat
from email import message_from_bytes, policy
from pathlib import Path

from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from comity.web.running.outbox import OutboxBackend


def test_mails_become_files_that_any_program_opens(settings: Settings, tmp_path: Path) -> None:
    settings.COMITY_HOME = tmp_path
    letters = [
        EmailMessage(subject="رمز الدخول", body="الرمز: 123456\n", to=["delegate@example.org"]),
        EmailMessage(subject="Code", body="654321\n", to=["other@example.org"]),
    ]
    assert OutboxBackend().send_messages(letters) == 2
    files = sorted((tmp_path / "outbox").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "outbox").stat().st_mode) == 0o700
    first = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (first["Subject"], first["To"]) == ("رمز الدخول", "delegate@example.org")
    assert "123456" in first.get_content()
