"""What the surroundings say becomes settings, or a refusal that says what was expected and shows no secret."""

import stat
import threading
from pathlib import Path

import pytest

from comity.terms.errors import ComityError
from comity.web.settings import environment
from comity.web.settings.environment import Mail
from comity.words import LANGUAGES, explain


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("", None),
        ("smtp://mail.example.org", Mail("mail.example.org", 587, "", "", "starttls")),
        ("smtps://u%40x:p%2Fw@mail.example.org", Mail("mail.example.org", 465, "u@x", "p/w", "tls")),
        ("smtp://127.0.0.1:2525", Mail("127.0.0.1", 2525, "", "", "none")),
        ("smtp://mail.example.org:25?tls=none", Mail("mail.example.org", 25, "", "", "none")),
        ("smtp://127.0.0.1:25?tls=starttls", Mail("127.0.0.1", 25, "", "", "starttls")),
    ],
)
def test_a_server_of_mail(monkeypatch: pytest.MonkeyPatch, url: str, mail: Mail | None) -> None:
    monkeypatch.setenv("COMITY_MAIL", url)
    assert environment.mail() == mail


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("MAIL", "mail.example.org:25", "setting.not_a_mail_server"),
        ("MAIL", "smtp://u:hidden@", "setting.not_a_mail_server"),
        ("MAIL", "smtp://u:hidden@h:70000", "setting.not_a_mail_server"),
        ("MAIL", "smtp://u:hidden@h?tls=perhaps", "setting.not_a_mail_server"),
        ("MAIL", "smtp://u:hidden@h?tsl=none", "setting.not_a_mail_server"),
        ("MAIL_FROM", "nobody", "setting.not_a_sender"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org", "setting.not_a_sender"),
        ("LIMITS", "-1", "setting.not_a_number"),
        ("LIMITS", "٣", "setting.not_a_number"),
        ("LOG_LEVEL", "loud", "setting.not_a_level"),
        ("BEHIND_PROXY", "maybe", "setting.not_a_switch"),
        ("ADDRESS", "https://example.org/path", "setting.not_an_address"),
        ("ADDRESS", "example.org", "setting.not_an_address"),
    ],
)
def test_what_cannot_be(monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str) -> None:
    monkeypatch.setenv(f"COMITY_{name}", value)
    asked = {
        "MAIL": environment.mail,
        "MAIL_FROM": environment.mail_from,
        "LIMITS": lambda: environment.whole("LIMITS", 1),
        "LOG_LEVEL": environment.level,
        "BEHIND_PROXY": lambda: environment.switched_on("BEHIND_PROXY"),
        "ADDRESS": environment.address,
    }[name]
    with pytest.raises(ComityError) as refused:
        asked()
    assert refused.value.code == code
    for language in LANGUAGES:
        said = explain(refused.value, language)
        assert f"COMITY_{name}" in said and "hidden" not in said


@pytest.mark.parametrize("url", ["mysql://u:hidden@h/x", "postgresql://u:hidden@h", "postgresql://u:hidden@h:x/y", ""])
def test_what_is_no_database(url: str) -> None:
    with pytest.raises(ComityError) as refused:
        environment.postgres(url)
    assert "hidden" not in explain(refused.value)


def test_a_database() -> None:
    found = environment.postgres("postgresql://comity:p%40ss@db.example.org:5433/records?sslmode=verify-full")
    assert (found["HOST"], found["PORT"], found["USER"]) == ("db.example.org", "5433", "comity")
    assert (found["PASSWORD"], found["NAME"], found["OPTIONS"]) == ("p@ss", "records", {"sslmode": "verify-full"})


def test_one_secret_however_many_begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "HOME", tmp_path / "home")
    monkeypatch.delenv("COMITY_SECRET", raising=False)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(environment.secret())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found) == 8 and len(found[0]) >= 48
    assert stat.S_IMODE((tmp_path / "home" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret"]


def test_the_records_origin_stays_when_the_address_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "HOME", tmp_path)
    monkeypatch.delenv("COMITY_RECORD", raising=False)
    monkeypatch.setenv("COMITY_ADDRESS", "https://old.example.org")
    assert environment.record() == "old.example.org"
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "record.key").write_text("Comity-Signing-Key: old.example.org\n-----BEGIN PRIVATE KEY-----\n")
    monkeypatch.setenv("COMITY_ADDRESS", "https://new.example.org")
    assert environment.record() == "old.example.org"
    monkeypatch.setenv("COMITY_RECORD", "said.example.org")
    assert environment.record() == "said.example.org"
