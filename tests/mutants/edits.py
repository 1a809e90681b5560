"""Small wrong edits of a Python file, one at a time: what a slip of the hand could do to it.

An edit is named by its function and by what it changes, never by its line, so that a list of known
survivors outlives ordinary changes of the file.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import CodeType

LONGEST_CONTEXT = 70
NO_LINES = range(0)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
FORMALITIES = frozenset({"frozen", "slots", "kw_only", "strict"})
"""Keywords that forbid what no program does: that types are frozen and zips even is for ruff and mypy."""

NAMES_OF_TYPES = frozenset({"TypeVar", "cast"})
"""What is called with a name for the type checker as its first argument."""

OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One edit of one file.

    `function` is its dotted name, empty at the level of the module, and `edit` says what is changed into
    what. `outermost` is the function around it that is in no other function, by the change of whose code
    the edit works; empty for an edit outside functions. `lines` are those of the statement around it, without
    the statements inside that: a test that runs none of them cannot notice the edit.
    """

    file: str
    function: str
    edit: str
    line: int
    outermost: str
    lines: range
    tree: ast.Module
    place: tuple[ast.AST, str, int | None]
    into: Any

    @property
    def key(self) -> tuple[str, str, str]:
        """What the list of survivors knows the edit by."""
        return self.file, self.function, self.edit

    def code(self, root: Path) -> CodeType:
        """The compiled file with the edit in it; the tree is left edited."""
        _put(self.place, self.into)
        ast.fix_missing_locations(self.tree)
        return compile(self.tree, str(root / self.file), "exec", dont_inherit=True)


def mutants(root: Path, file: str) -> list[Mutant]:
    """Every edit of the file, in the order of its lines; `file` is its path under `root`."""
    tree = ast.parse((root / file).read_text("utf-8"))
    _mark(tree)
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for mutant in sorted(_edits(file, tree), key=lambda mutant: mutant.line):
        name = (mutant.function, mutant.edit)
        seen[name] += 1
        found.append(replace(mutant, edit=f"{mutant.edit} (no. {seen[name]})") if seen[name] > 1 else mutant)
    return found


def _mark(node: ast.AST, name: str = "", outermost: str = "", lines: range = NO_LINES) -> None:
    """Write into each node its function and lines; what no test could or should tell is left out."""
    if isinstance(node, ast.stmt | ast.ExceptHandler):
        lines = _own_lines(node)
    node.scope = (name, outermost, lines)  # type: ignore[attr-defined]  # noted on the tree itself
    for field, child in _children(node):
        if _is_left_out(node, field, child):
            continue
        if field == "body" and isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner = f"{name}.{node.name}".strip(".")
            is_function = isinstance(node, ast.FunctionDef)
            _mark(child, inner, outermost or (inner if is_function else ""), lines)
        else:
            _mark(child, name, outermost, lines)


def _own_lines(node: ast.stmt | ast.ExceptHandler) -> range:
    """The lines of a statement up to the first statement in it, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    inner: list[ast.stmt] = getattr(node, "body", [])
    end = max(node.lineno + 1, inner[0].lineno) if inner else (node.end_lineno or node.lineno) + 1
    return range(min([node.lineno, *(d.lineno for d in decorators)]), end)


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield field, child


def _is_left_out(node: ast.AST, field: str, child: ast.AST) -> bool:
    """What no test could or should tell: docstrings, types, lists of exports, assertions, formalities."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
        return True
    if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
        return True
    if isinstance(child, ast.Assert) or (isinstance(child, ast.keyword) and child.arg in FORMALITIES):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES_OF_TYPES:
        return child is node.args[0]
    literal = isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal")
    return field in ("annotation", "returns") or literal


def _edits(file: str, tree: ast.Module) -> Iterator[Mutant]:
    parents = {child: node for node in ast.walk(tree) for _, child in _children(node)}
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for place, child in _places(node, field, value):
                if not hasattr(child, "scope"):
                    continue
                for into in _wrong(child, node, field):
                    name, outermost, lines = child.scope
                    yield Mutant(
                        file=file,
                        function=name,
                        edit=_told(child, into, node, parents),
                        line=child.lineno if hasattr(child, "lineno") else node.lineno,  # type: ignore[attr-defined]  # a statement
                        outermost=outermost,
                        lines=lines,
                        tree=tree,
                        place=place,
                        into=into,
                    )


def _places(node: ast.AST, field: str, value: Any) -> Iterator[tuple[tuple[ast.AST, str, int | None], Any]]:
    if isinstance(value, list):
        yield from (((node, field, n), child) for n, child in enumerate(value) if isinstance(child, ast.AST))
    elif isinstance(value, ast.AST):
        yield (node, field, None), value


def _put(place: tuple[ast.AST, str, int | None], into: Any) -> None:
    node, field, index = place
    if index is None:
        setattr(node, field, into)
    else:
        getattr(node, field)[index] = into


def _wrong(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    """What could stand in the place of the node and would be wrong."""
    if isinstance(node, ast.stmt):
        yield from _wrong_statements(node)
    elif isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in _wrong_values(node.value))
    else:
        yield from _wrong_expressions(node)
    is_test = field == "test" or (field == "ifs" and isinstance(parent, ast.comprehension))
    if is_test and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)


def _wrong_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Expr | ast.Raise | ast.Continue | ast.Break | ast.Delete | ast.AugAssign):
        yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _wrong_values(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        yield value * 1.1 if value else 1.0
    elif isinstance(value, str):
        yield "XX" if value.strip() else value + "XX"


def _wrong_expressions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for n, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                operators: list[ast.cmpop] = [*node.ops[:n], other(), *node.ops[n + 1 :]]
                yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Call):
        yield from _wrong_calls(node)


def _wrong_calls(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    first, second, *rest = [*node.args, None, None]
    plain = not any(isinstance(argument, ast.Starred) for argument in (first, second))
    if first and second and plain and name not in ("min", "max") and ast.dump(first) != ast.dump(second):
        yield ast.Call(node.func, [second, first, *filter(None, rest)], node.keywords)
    if name in OPPOSITES:
        yield ast.Call(ast.Name(OPPOSITES[name], ast.Load()), node.args, node.keywords)


def _told(node: ast.AST, into: ast.AST, parent: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    told = f"{_source(node)} -> {_source(into)}"
    if not isinstance(node, ast.Constant):
        return told
    while isinstance(parent, ast.JoinedStr | ast.FormattedValue | ast.Tuple | ast.List | ast.keyword):
        parent = parents[parent]
    return f"{told} in {_source(parent)}"


def _source(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.copy(node))).split())
    return text if len(text) <= LONGEST_CONTEXT else f"{text[:LONGEST_CONTEXT]}..."
