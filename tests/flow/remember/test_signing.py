"""Keys: what is printed can be read out, what is kept only its owner may read, and nothing else is taken for a key."""

import os
import stat
from pathlib import Path

import pytest

from comity.flow.remember.signing import PublicKey, SigningKey, fingerprint, from_base64
from comity.terms.errors import ComityError

NAME = "record.example/g20"
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate(NAME)


def code_of(call, *arguments: object) -> str:
    with pytest.raises(ComityError) as caught:
        call(*arguments)
    return caught.value.code


def test_the_verifier_key_of_the_signed_note_specification() -> None:
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    key = PublicKey.parsed(text)
    assert (key.name, key.key_id().hex(), str(key)) == ("PeterNeumann", "c74f20a3", text)


def test_the_signature_of_the_specifications_example() -> None:
    key = PublicKey.parsed("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    blob = from_base64("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=")
    assert blob is not None
    assert blob[:4] == key.key_id()
    assert key.verify(blob[4:], text.encode())
    assert not key.verify(blob[4:], text.upper().encode())


def test_a_fingerprint_is_sixteen_groups_of_four(key: SigningKey) -> None:
    groups = key.fingerprint.split("-")
    assert [len(group) for group in groups] == [4] * 16
    digits = "".join(groups)
    for written in (digits, digits.upper(), " ".join(groups), ":".join(groups).upper(), f"  {key.fingerprint}\n"):
        assert fingerprint(written) == key.fingerprint


@pytest.mark.parametrize("wrong", ["", "ab", "g" * 64, "a" * 63, "a" * 65, "٣" * 64])
def test_what_is_no_fingerprint_is_refused(wrong: str) -> None:
    assert code_of(fingerprint, wrong) == "record.bad_fingerprint"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "tab\t", "no\u00a0break", "a" * 201, "\u202e"])
def test_a_name_that_could_be_mistaken_is_refused(name: str) -> None:
    assert code_of(SigningKey.generate, name) == "record.bad_name"


@pytest.mark.parametrize("how", ["name", "id", "base64", "kind", "short", "text"])
def test_a_public_key_has_one_form(key: SigningKey, how: str) -> None:
    name, number, rest = str(key.public).split("+", 2)
    wrong = {
        "name": f"other+{number}+{rest}",
        "id": f"{name}+00000000+{rest}",
        "base64": f"{name}+{number}+{rest.rstrip('=')}x",
        "kind": f"{name}+{number}+BA{rest[2:]}",
        "short": f"{name}+{number}+{rest[:-8]}",
        "text": "a key",
    }[how]
    assert code_of(PublicKey.parsed, wrong) == "record.bad_key"
    assert PublicKey.parsed(f"{key.public}\n") == key.public


@pytest.mark.parametrize("passphrase", [None, b"correct horse"])
def test_a_key_comes_back_from_its_file(key: SigningKey, tmp_path: Path, passphrase: bytes | None) -> None:
    path = tmp_path / "key"
    key.to_file(path, passphrase)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = SigningKey.from_file(path, (lambda: passphrase) if passphrase else None)
    assert found.public == key.public
    assert found.sign(b"x") == key.sign(b"x")


def test_a_locked_key_asks_and_a_wrong_passphrase_does_not_open_it(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key"
    key.to_file(path, b"right")
    assert b"right" not in path.read_bytes()
    assert code_of(SigningKey.from_file, path) == "record.passphrase_needed"
    assert code_of(SigningKey.from_file, path, lambda: b"wrong") == "record.passphrase_wrong"
    assert code_of(SigningKey.from_file, path, lambda: b"") == "record.passphrase_wrong"


def test_a_key_file_is_never_overwritten(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key"
    key.to_file(path)
    before = path.read_bytes()
    assert code_of(SigningKey.generate(NAME).to_file, path) == "record.key_exists"
    assert path.read_bytes() == before
    assert code_of(key.to_file, tmp_path / "none" / "key") == "file.cannot_write"


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_key_that_others_can_read_is_refused(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "key"
    key.to_file(path)
    path.chmod(0o640)
    assert code_of(SigningKey.from_file, path) == "record.key_exposed"


@pytest.mark.parametrize("data", [b"", b"\xff" * 100, b"Comity-Signing-Key: a\n", b"Comity-Signing-Key: a b\nx"])
def test_what_is_no_key_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(data)
    path.chmod(0o600)
    assert code_of(SigningKey.from_file, path) == "record.not_a_key"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert code_of(SigningKey.from_file, tmp_path / "none") == "record.key_unreadable"
    assert code_of(SigningKey.from_file, tmp_path) == "record.key_unreadable"
