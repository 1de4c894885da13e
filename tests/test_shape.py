"""The budgets of the house: small files, short functions, one way of imports, no forbidden words."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kmn_automation"
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
BAD_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|base|managers?|services?|handlers?)(_|$)")
FORBIDDEN_SYNONYMS = {"Provider", "Carrier", "Grantee", "Ticket", "Document", "Deadline", "GrantYear"}
YAML_LINES = 400


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


def percentile_90(values: list[int]) -> float:
    return statistics.quantiles(values, n=10)[-1]


def test_files_are_small() -> None:
    lengths = {str(path.relative_to(ROOT)): lines_of(path) for path in FILES if path.name != "__init__.py"}

    assert [name for name, length in lengths.items() if length > 400] == []
    assert statistics.median(lengths.values()) <= 130
    assert percentile_90(list(lengths.values())) <= 300


def test_functions_are_short() -> None:
    lengths = {name: body_length(node) for name, node in functions()}

    assert [name for name, length in lengths.items() if length > 40] == []
    assert statistics.median(lengths.values()) <= 8
    assert percentile_90(list(lengths.values())) <= 24


def test_functions_take_few_parameters() -> None:
    def count(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        return len([name for name in names if name not in {"self", "cls"}])

    too_many = [
        name
        for name, node in functions()
        if count(node) > (12 if name.startswith("kmn_automation/cli/") else 5)
    ]

    assert too_many == []


def test_every_function_is_annotated() -> None:
    missing = [
        name
        for name, node in functions()
        if node.returns is None
        or any(
            a.annotation is None and a.arg not in {"self", "cls"}
            for a in (*node.args.args, *node.args.kwonlyargs)
        )
    ]

    assert missing == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        name
        for name, node in functions()
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]

    assert hidden == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_names_say_what_a_thing_is(path: Path) -> None:
    classes = {node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)}

    assert not BAD_NAMES.search(path.stem)
    assert not classes & FORBIDDEN_SYNONYMS
    assert not [name for name in classes if re.search(r"(Manager|Helper|Util|Service|Handler)s?$", name)]


def test_packages_say_what_belongs_in_them() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("__init__.py")
        if len((ast.get_docstring(tree_of(path)) or "").split()) < 12 and "versions" not in path.parts
    ]

    assert silent == []


def test_the_package_is_not_deep() -> None:
    assert [p for p in FILES if len(p.relative_to(PACKAGE).parts) > 3] == []


def test_nothing_is_left_unfinished() -> None:
    word = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [str(path) for path in FILES if word.search(path.read_text("utf-8"))] == []


def test_no_mocks_of_our_own_code() -> None:
    users = [
        p
        for p in (ROOT / "tests").rglob("*.py")
        if re.search(r"unittest\.mock|pytest_mock", p.read_text("utf-8"))
    ]
    assert [str(p) for p in users if p.name != Path(__file__).name] == []


def test_yaml_files_fit_on_a_few_pages() -> None:
    yamls = [
        *ROOT.glob("*.yaml"),
        *(p for d in ("workflows", "funding_rules", "templates") for p in (ROOT / d).rglob("*.yaml")),
    ]
    assert [str(p) for p in yamls if lines_of(p) > YAML_LINES] == []


def test_addresses_are_invented() -> None:
    """Only reserved domains (RFC 2606) stand in files, so that no test or example can reach a real person."""
    address = re.compile(r"[\w.+-]+@([\w-]+\.)+([a-z]{2,})\b")
    suffixes = {"example", "test", "invalid", "localhost", "eml"}
    found = []
    for folder in ("kmn_automation", "tests", "workflows", "templates", "funding_rules", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yaml", ".md", ".txt", ".toml"}:
                text = path.read_text("utf-8")
                found += [
                    f"{path}: {m.group()}" for m in address.finditer(text) if m.group(2) not in suffixes
                ]

    assert found == []
