"""The tree keeps its shape: small files, telling names, a map that is true, and nothing of the machine it grew on."""

import ast
import re

import pytest

from tests.shape.tree import ROOT, SOURCE, body_lines, files, folders, functions, modules, name, public_functions

LONGEST_FILE = 400
LONGEST_FUNCTION = 50  # lines of body: signatures and docstrings may be as long as they are helpful

# What is longer, and why splitting it would hurt: path, or path::function -> reason.
LONGER: dict[str, str] = {}

DRAWERS = {"utils", "util", "helpers", "helper", "common", "services", "misc", "shared", "lib", "tools"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|private|opt|mnt)/\w|\b[A-Z]:\\\\?Users")
REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|crates)\.(?:org|io|com)|deb\.debian\.org|proxy\.golang")
NOTE_TO_SELF = re.compile(r"\b(?:TODO|FIXME)\b|raise NotImplementedError\b|mark\.(?:skip|xfail)\b")


def test_no_file_of_the_library_is_too_long() -> None:
    written = [file for file in modules() if file.parent.name != "migrations"]
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in written}
    long = {path for path, length in lengths.items() if length > LONGEST_FILE}
    assert long == {path for path in LONGER if "::" not in path}


def test_no_function_of_the_library_is_too_long() -> None:
    long = {
        f"{name(module)}::{function.name}"
        for module in modules()
        for function in functions(module)
        if body_lines(function) > LONGEST_FUNCTION
    }
    assert long == {where for where in LONGER if "::" in where}


@pytest.mark.parametrize("top", ["src", "tests", "docs", "benchmarks"])
def test_nothing_is_named_like_a_drawer(top: str) -> None:
    parts = {part for file in files(ROOT / top) for part in file.relative_to(ROOT).with_suffix("").parts}
    assert not parts & DRAWERS


def test_every_package_says_what_it_is_for() -> None:
    bare = [
        name(module)
        for module in modules()
        if module.name != "__main__.py" and module.parent.name != "migrations"
        if not ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    ]
    assert not bare


def test_every_package_can_be_imported_as_one() -> None:
    loose = [
        name(folder)
        for folder in folders(SOURCE)
        if list(folder.glob("*.py")) and not (folder / "__init__.py").exists()
    ]
    assert not loose


def test_public_functions_of_the_flow_are_documented() -> None:
    bare = [
        f"{name(module)}:{function.lineno} {function.name}"
        for layer in ("flow", "methods", "importers", "engine")
        for module in modules(SOURCE / layer)
        for function in public_functions(module)
        if not ast.get_docstring(function)
    ]
    assert not bare


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a circle; what is optional is a module of its own, loaded by name."""
    hidden = [
        f"{name(module)}:{node.lineno}"
        for module in modules()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_tests_stand_where_the_code_they_test_stands() -> None:
    """tests/<package>/ mirrors src/comity/<package>/; a few folders test something that is no package."""
    of_their_own = {"adversary", "contracts", "journeys", "shape", "simulations"}
    strays = [
        name(folder)
        for folder in folders(ROOT / "tests")
        if not of_their_own & set(folder.relative_to(ROOT / "tests").parts)
        and not (SOURCE / folder.relative_to(ROOT / "tests")).is_dir()
        and list(folder.glob("test_*.py"))
    ]
    assert not strays


def test_nothing_names_a_place_on_one_machine_or_a_registry() -> None:
    found = []
    for file in files():
        for number, line in enumerate(file.read_bytes().decode("utf-8", "ignore").split("\n"), 1):
            if MACHINE_PATH.search(line) or REGISTRY.search(line):
                found.append(f"{name(file)}:{number}: {line.strip()[:100]}")
    assert not found


def test_nothing_is_left_for_later() -> None:
    here = ROOT / "tests" / "shape" / "test_tree.py"
    found = [
        f"{name(module)}:{number}"
        for module in [*modules(), *modules(ROOT / "tests")]
        if module != here
        for number, line in enumerate(module.read_text(encoding="utf-8").split("\n"), 1)
        if NOTE_TO_SELF.search(line)
    ]
    assert not found
