"""docs/catalogue.md tells the truth: its service works, its layer is accepted, its mistakes give its messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from santai.catalogue import CatalogueError, load
from santai.catalogue.evaluate import evaluate
from santai.catalogue.fileschema import service_schema
from santai.kernel.decision import Answer

GUIDE = Path(__file__).parents[2] / "docs" / "catalogue.md"
SERVICE = "services/publicity/lecture/2026-01-01.yaml"
LAYER = "layers/41-henan/publicity/lecture/2026-03-01.yaml"
FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Mistake:
    """A change to an example, and what the check says after the file's name."""

    what: str
    right: str
    wrong: str
    says: tuple[str, ...]

    def made_in(self, text: str) -> str:
        gone = f"{self.right}\n"
        assert gone in text, f"{self.what}: the example has no such line"
        return text.replace(gone, f"{self.wrong}\n" if self.wrong else "", 1)


@cache
def fences(kind: str) -> list[str]:
    return [match["body"] for match in FENCE.finditer(GUIDE.read_text()) if match["kind"] == kind]


def example(begins: str) -> str:
    (found,) = [body for body in fences("yaml") if body.startswith(begins)]
    return found


def mistakes(number: int) -> list[Mistake]:
    """The mistakes of the first diff (layers) or the second (services)."""
    lines = fences("diff")[number].splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("@ ")] + [len(lines)]
    return [_mistake(lines[a:b]) for a, b in pairwise(starts)]


def _mistake(lines: list[str]) -> Mistake:
    def of(sign: str) -> list[str]:
        return [line.removeprefix(sign) for line in lines if line.startswith(sign)]

    return Mistake(of("@ ")[0], "\n".join(of("-")), "\n".join(of("+")), tuple(of("! ")))


@pytest.fixture
def roots(base: Path, tmp_path: Path) -> tuple[Path, Path]:
    return base, tmp_path / "my-catalogue"


def said(roots: tuple[Path, Path], files: dict[str, str]) -> list[str]:
    """What the check says of these files, without the name of their root."""
    for name, text in files.items():
        path = roots[1] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    try:
        load(*roots)
    except CatalogueError as error:
        return [str(problem).removeprefix("my-catalogue/") for problem in error.problems]
    return []


def test_the_service_of_the_walk_through_is_offered(roots: tuple[Path, Path]) -> None:
    files = {SERVICE: example("id: publicity/lecture")}
    assert said(roots, files) == []
    lecture = load(*roots).service("publicity/lecture", "410423000000", date(2026, 11, 20))
    facts = {"topic": "劳动工资", "people": 50}
    assert evaluate("worth_it", lecture, facts, lambda _: None).answer is Answer.YES


@pytest.mark.parametrize("step", range(3))
def test_each_step_of_the_walk_through_is_answered_as_it_says(
    roots: tuple[Path, Path], step: int
) -> None:
    """An empty file, one with id and day alone, and one state without a way on."""
    head = example("id: publicity/lecture").split("title_field")[0]
    state = "states:\n  asked:\n    title: 等待安排\n    turn: agency\n"
    written = ["", "id: publicity/lecture\neffective: 2026-01-01\n", f"{head}\n{state}"][step]
    shown = [body for body in fences("") if body.startswith(SERVICE) and ": " in body][step]
    assert said(roots, {SERVICE: written}) == shown.splitlines()


def test_the_layer_and_the_parameter_of_the_guide_are_accepted(roots: tuple[Path, Path]) -> None:
    files = {
        SERVICE: example("id: publicity/lecture"),
        LAYER: example(f"# {LAYER}"),
        "parameters/hardship_line.yaml": example("title: {zh: 法律援助经济困难标准"),
    }
    assert said(roots, files) == []


@pytest.mark.parametrize("mistake", mistakes(1), ids=lambda mistake: mistake.what)
def test_a_mistake_in_the_service_is_named_as_the_guide_says(
    roots: tuple[Path, Path], mistake: Mistake
) -> None:
    broken = mistake.made_in(example("id: publicity/lecture"))
    assert said(roots, {SERVICE: broken}) == [f"{SERVICE}:{text}" for text in mistake.says]


@pytest.mark.parametrize("mistake", mistakes(0), ids=lambda mistake: mistake.what)
def test_a_layer_that_is_not_only_better_is_refused_as_the_guide_says(
    roots: tuple[Path, Path], mistake: Mistake
) -> None:
    files = {SERVICE: example("id: publicity/lecture")}
    files[LAYER] = mistake.made_in(example(f"# {LAYER}"))
    assert said(roots, files) == [f"{LAYER}:{text}" for text in mistake.says]


def test_a_value_worse_than_that_around_it_is_refused_as_the_guide_says(
    roots: tuple[Path, Path],
) -> None:
    file = "parameters/hardship_line.yaml"
    county = example("title: {zh: 法律援助经济困难标准").replace('"41"', '"410122"')
    (message,) = [body for body in fences("") if body.startswith(file)]
    assert said(roots, {file: county.replace("1300.00", "1.00")}) == [message.strip()]


# --- complete -----------------------------------------------------------------------------------


def keys() -> set[str]:
    """Every key that a service file may have, as the editors' schema knows them."""
    schema = service_schema()
    parts = [schema, *schema["$defs"].values()]
    return {key for part in parts for key in part.get("properties", {})}


def test_the_guide_explains_every_key() -> None:
    told = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`\n]+`", GUIDE.read_text()))))
    assert keys() - told == set()


def test_the_guide_names_every_common_action_and_every_effect(base: Path) -> None:
    catalogue = load(base)
    anything = catalogue.service("coordination/assist", "", date(2026, 11, 20))
    common = {name for state in ("asked", "completed") for name in anything.states[state].actions}
    text = GUIDE.read_text()
    words = set(re.findall(r"[a-z_]+", text))
    assert common - {"take_up", "decline_task"} - words == set()
    assert {effect for effect in catalogue.effects if f"`{effect}`" not in text} == set()
