"""The checkout as the shape tests see it: its files, less what git ignores."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "comity"


def _ignored() -> frozenset[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return frozenset(line.rstrip("/") for line in lines) | {".git"}


def files(below: Path = ROOT) -> Iterator[Path]:
    """Every file below a folder that is, or could be, part of the product."""
    ignored = _ignored()
    for entry in sorted(below.iterdir()):
        if entry.name in ignored or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from files(entry)
        else:
            yield entry


def folders(below: Path) -> list[Path]:
    """Every folder below one that holds a file, however deep."""
    return sorted({parent for file in files(below) for parent in file.parents if below in parent.parents})


def modules(below: Path = SOURCE) -> list[Path]:
    return [file for file in files(below) if file.suffix == ".py"]


def name(path: Path) -> str:
    """The path from the top of the checkout, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function takes from its first statement to its last, without its docstring."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def public_functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods that a reader from outside may call: no name on the way to them starts with an underscore,
    and they are not inside another function."""
    waiting: list[ast.AST] = [ast.parse(module.read_text(encoding="utf-8"))]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name.startswith("_"):
                continue
            if isinstance(node, ast.ClassDef):
                waiting.append(node)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node
