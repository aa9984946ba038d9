"""The laws of import cover every package there is, so that a new one cannot slip past them."""

import ast
import configparser
import sys

import pytest

from tests.shape.tree import ROOT, SOURCE, modules

LAWS = configparser.ConfigParser()
LAWS.read(ROOT / ".importlinter", encoding="utf-8")
PACKAGES = {f"comity.{folder.name}" for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}


def bound_by(law: str) -> set[str]:
    return set(LAWS[f"importlinter:contract:{law}"]["source_modules"].split())


@pytest.mark.parametrize(
    ("law", "exempt"),
    [("django", {"comity.cli", "comity.demo", "comity.web"}), ("cluster", {"comity.engine"})],
)
def test_every_package_is_bound(law: str, exempt: set[str]) -> None:
    assert bound_by(law) == PACKAGES - exempt


def test_terms_import_the_standard_library_and_numpy_only() -> None:
    allowed = {*sys.stdlib_module_names, "numpy", "comity"}
    outside = {
        imported.split(".")[0]
        for module in modules(SOURCE / "terms")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        for imported in _imported(node)
    }
    assert not outside - allowed


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []
