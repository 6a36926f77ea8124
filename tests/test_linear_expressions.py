"""Every regular expression of the code takes time in proportion to the text, whatever stands in it.

The expressions are found by reading the source, each with the methods it is used with, so that a new one is
tried by itself. `search` and its like begin at every place of a text; `fullmatch` and `match` at one.
"""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("civitop", "collectors", "tui", "tools")
METHODS = frozenset({"match", "fullmatch", "search", "sub", "findall", "finditer", "split"})

SMALL, LARGE = 1_000, 100_000
SLOWEST = 5
"""So many of the small texts, those that took longest, are tried large."""
BOUND = 1.0
"""Seconds of the processor for the large text; it should be a few milliseconds."""

PATTERNS_OF_PARTS = {
    "civitop/people/affiliation/toml_lines.py": r"(?:^|[\s{,\[.\"'])name[\"']?\s*[=.\]]",
    "civitop/store/postgres.py": r"\bINTEGER PRIMARY KEY\b",
}
"""Expressions that are put together where they are used, with an example for the part."""


def used() -> Iterator[tuple[str, re.Pattern, str]]:
    """Yield where an expression stands, the expression, and a method it is used with."""
    sources = {
        path: ast.parse(path.read_text("utf-8"))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    methods: dict[str, set[str]] = {}
    for tree in sources.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and (owner := _name(node.value)):
                methods.setdefault(owner, set()).add(node.attr)
    for path, tree in sources.items():
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree):
            if _is_re(node) and node.func.attr in METHODS:
                yield (
                    f"{place}:{node.lineno}",
                    re.compile(_literal(place, node.args[0]), _flags(node)),
                    node.func.attr,
                )
            elif (
                isinstance(node, (ast.Assign, ast.AnnAssign))
                and _is_re(node.value)
                and node.value.func.attr == "compile"
            ):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                name = _name(target)
                pattern = _held(place, name, node)
                for method in sorted(methods.get(name, METHODS)):
                    yield f"{place}:{name}", pattern, method


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_re(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "re"
    )


def _flags(call: ast.Call) -> int:
    given = [*call.args[2:], *(keyword.value for keyword in call.keywords if keyword.arg == "flags")]
    names = {
        each.attr for argument in given for each in ast.walk(argument) if isinstance(each, ast.Attribute)
    }
    return sum(getattr(re, name) for name in names if isinstance(getattr(re, name, None), re.RegexFlag))


def _literal(place: str, node: ast.AST) -> str | bytes:
    if isinstance(node, ast.Constant):
        return node.value
    assert place in PATTERNS_OF_PARTS, f"{place}: give an example of the expression in PATTERNS_OF_PARTS"
    return PATTERNS_OF_PARTS[place]


def _held(place: str, name: str, node: ast.AST) -> re.Pattern:
    """Return the compiled expression of a module or a class, or make the one of a function."""
    module = importlib.import_module(place.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    owners = [module, *(each for each in vars(module).values() if isinstance(each, type))]
    found = next(
        (vars(owner)[name] for owner in owners if isinstance(vars(owner).get(name), re.Pattern)), None
    )
    return found or re.compile(_literal(place, node.value.args[0]))


PIECES = (
    *(
        "a",
        "1",
        "0",
        "A",
        "é",
        "+",
        "*",
        "-",
        "_",
        ".",
        ":",
        ",",
        "/",
        "\\",
        "~",
        "@",
        "<",
        ">",
        "[",
        "(",
        "{",
    ),
    *(
        " ",
        "\t",
        "\n",
        '"',
        "'",
        "`",
        "<>",
        "[[",
        "[a",
        "a ",
        "a.",
        "a-",
        "a@",
        "1.",
        "1d",
        "a,",
        " [",
        "\n ",
        "//",
    ),
    *('a="', "<a>;", "...", "&amp;", "http:", "www.", "...a", "# \n"),
)
HEADS = ("", "a", "[", "{", "people=[", "project_1_bot", "v1.0-", "fragment a on A {\n", "1")
TAILS = ("", "!", "\n")


def _texts(size: int) -> Iterator[str]:
    for piece in PIECES:
        body = (piece * (size // len(piece) + 1))[:size]
        for head in HEADS:
            for tail in TAILS:
                yield head + body + tail


def _apply(pattern: re.Pattern, method: str) -> Callable[[str], None]:
    def run(text: str) -> None:
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        if method == "sub":
            pattern.sub(lambda _: subject[:0], subject)
        elif method == "finditer":
            all(pattern.finditer(subject))
        else:
            getattr(pattern, method)(subject)

    return run


FOUND = sorted(
    {(place, method): pattern for place, pattern, method in used()}.items(), key=lambda each: each[0]
)


@pytest.mark.parametrize(("place", "pattern"), FOUND, ids=[" ".join(place) for place, _ in FOUND])
def test_an_expression_takes_time_in_proportion_to_the_text(place, pattern):
    run = _apply(pattern, place[1])
    took: list[tuple[float, int]] = []
    for number, text in enumerate(_texts(SMALL)):
        started = time.thread_time()
        run(text)
        took.append((time.thread_time() - started, number))
    # Those that took longest, a hundred times as long: ten thousand times the time where it goes by the square.
    for _, number in sorted(took)[-SLOWEST:]:
        text = next(islice(_texts(LARGE), number, None))
        started = time.thread_time()
        run(text)
        assert time.thread_time() - started < BOUND, repr(text[:40])


def test_the_expressions_are_found():
    places = {place for (place, _), _ in FOUND}
    assert len(places) > 50
    assert {"civitop/sanitise.py:_HOSTILE", "tui/drawing/text.py:_PIECES"} <= places
