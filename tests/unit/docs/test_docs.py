"""The documents tell the truth about what exists: links, pictures, tests, files, metrics."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from agent_console.api import ROUTES
from parley.metrics import Metrics
from parley.settings import CONFIG_VARIABLE, Settings, variable

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")})
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]

ROOMS = (
    "agent_console",
    "benchmarks",
    "connectors",
    "conversations",
    "docs",
    "parley",
    "router",
    "sandbox",
    "scripts",
    "sentiment",
    "storage",
    "tests",
)

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)[^)]*\)|<img[^>]*\bsrc=\"(?P<image>[^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(?P<title>.+?)\s*#*$", re.MULTILINE)
CODE = re.compile(r"`(?P<code>[^`\n]+)`")
TEST = re.compile(r"tests/[\w/]+\.py::\w+(?:::\w+)?")
ROUTE = re.compile(r"`(?P<name>(?:GET|POST|PUT|PATCH|DELETE) /api/[^`?\s]+)")
FILE = re.compile(rf"(?:{'|'.join(ROOMS)})/[\w./-]*\w/?")


def prose(document: str) -> str:
    """A document without its blocks of code."""
    return FENCE.sub("", (ROOT / document).read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a document."""
    found = set()
    for match in HEADING.finditer(FENCE.sub("", document.read_text(encoding="utf-8"))):
        plain = re.sub(r"[`*]|\]\([^)]*\)|\[", "", match["title"]).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def links(document: str) -> Iterator[str]:
    for match in LINK.finditer(prose(document)):
        target = match["target"] or match["image"]
        if not re.match(r"[a-z][a-z0-9+.-]*:", target):
            yield target


@cache
def defined(path: Path) -> frozenset[str]:
    """What a test file defines: functions, classes, and methods as `Class::method`."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    names.add(f"{node.name}::{inner.name}")
    return frozenset(names)


def test_there_are_documents_to_look_at() -> None:
    assert {"README.md", "docs/guarantees.md", "docs/architecture.md"} <= set(NAMES)


@pytest.mark.parametrize("document", NAMES)
def test_every_link_and_picture_exists(document: str) -> None:
    for link in links(document):
        place, _, anchor = link.partition("#")
        target = ((ROOT / document).parent / place).resolve() if place else ROOT / document
        assert target.exists(), f"{document} points at {link}, which does not exist"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{document}: {link} has no such heading"


@pytest.mark.parametrize("document", NAMES)
def test_every_test_that_is_named_exists(document: str) -> None:
    for named in TEST.findall((ROOT / document).read_text(encoding="utf-8")):
        file, _, name = named.partition("::")
        assert (ROOT / file).is_file(), f"{document} names {named}: there is no such file"
        assert name in defined(ROOT / file), f"{document} names {named}, which is not there"


@pytest.mark.parametrize("document", NAMES)
def test_every_file_that_is_named_exists(document: str) -> None:
    for match in CODE.finditer(prose(document)):
        name = match["code"]
        if FILE.fullmatch(name) and not name.startswith("agent_console/web/dist"):
            assert (ROOT / name).exists(), f"{document} names {name}, which does not exist"


def test_every_promise_numbers_its_cases_and_names_proof_or_lack_of_it() -> None:
    rows = re.findall(r"^\| (\w+\.\d+) \|.*\| (.+?) \|$", prose("docs/guarantees.md"), re.MULTILINE)
    numbers = [number for number, _ in rows]
    assert len(numbers) == len(set(numbers))
    assert {number.split(".")[0] for number in numbers} == {*map(str, range(1, 22)), "S"}
    for number, proof in rows:
        plain = ("no test yet", "not in this version", "not tried", "comes with", "the same")
        assert TEST.search(proof) or ".test.ts`" in proof or any(w in proof for w in plain), number


def test_every_metric_is_in_the_handbook_and_every_one_there_exists() -> None:
    registry = CollectorRegistry()
    Metrics(registry)
    existing = {
        metric.name + ("_total" if metric.type == "counter" else "")
        for metric in registry.collect()
    }
    told = set(re.findall(r"`(parley_\w+)`", prose("docs/operations.md")))
    assert told == existing


def test_the_handbook_says_which_metrics_nobody_feeds() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("agent_console", "connectors", "parley")
        for path in (ROOT / room).rglob("*.py")
        if "node_modules" not in path.parts and path != ROOT / "parley" / "metrics.py"
    )
    unfed = set()
    for name, metric in vars(metrics).items():
        if name != "build" and not name.startswith("_") and f"metrics.{name}" not in code:
            [described] = metric.describe()
            unfed.add(described.name + ("_total" if described.type == "counter" else ""))
    told = set(re.findall(r"`(parley_\w+)` \(not fed yet\)", prose("docs/operations.md")))
    assert told == unfed


@pytest.mark.parametrize("document", NAMES)
def test_every_route_that_is_named_exists(document: str) -> None:
    known = {re.sub(r"\{\w+\}", "{}", route.name) for route in ROUTES}
    for match in re.finditer(
        r"`(?P<name>(?:GET|POST|PUT|PATCH|DELETE) /api/[^`?\s]+)", prose(document)
    ):
        name = re.sub(r"\{\w+\}", "{}", match["name"])
        assert name in known, f"{document} names {match['name']}, which is no route"


@pytest.mark.parametrize("document", NAMES)
def test_every_setting_that_is_named_exists(document: str) -> None:
    known = {CONFIG_VARIABLE, *(variable(name) for name in Settings.model_fields)}
    others = {"PARLEY_SITE", "PARLEY_OWN_NODE", "PARLEY_ROUTER_RUNS"}  # compose, make, a test
    for name in re.findall(r"\bPARLEY_[A-Z_]*[A-Z]\b", (ROOT / document).read_text("utf-8")):
        assert name in known | others, f"{document} names {name}, which is no setting"
