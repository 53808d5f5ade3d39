"""How well articles are found, and how fast: `make bench-knowledge`, with the data in the folder KNOWLEDGE_DATA.

Answers are taken apart into four folds (those of the file, where it names them); what is learned comes from the other
three. `new` are the questions none of whose articles answered a question of the other folds.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from santai.capabilities.knowledge.ranking import Index, Piece, Ranker, files, kept, metrics
from santai.capabilities.knowledge.ranking.files import Asked
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.trained import Trained
from santai.capabilities.knowledge.ranking.training import learn

CORPUS = "corpus.jsonl.gz"
SETS = ("stard_dev.jsonl", "equals_dev.jsonl")
FOLDS = (1, 2, 3, 4)
DEPTH = 100
MEASURES = ("R@5", "R@10", "R@20", "R@100", "MRR@10")


def pieces(path: Path) -> Iterator[Piece]:
    """Articles of a corpus, one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for told in map(json.loads, lines):
            yield Piece(
                str(told["id"]),
                told["law"],
                told["path"],
                told["no"],
                told["text"],
                told["name"],
                told["cat"],
            )


def bench(data: Path, place: Path) -> None:
    """Print everything; `place` is for the index and what is learned."""
    print(build(data, place), flush=True)
    index = Index.load(place / "index")
    learned: Trained | None = None
    for name in SETS:
        asked, folds = _set(index, data / name)
        found, learned = cross_validated(index, asked, folds)
        print(f"\n{name}：{len(asked)}\n{table(found)}", flush=True)
    if learned is not None:
        learned.save(place / "trained.npz", index)
        _apart("reckon", place, data / SETS[0])
        print(f"\n{_apart('serve', place, data / SETS[0])}")


@dataclass(frozen=True, slots=True)
class Found:
    """The names found for a question: by search alone, and by what was learned from the other folds."""

    right: set[str]
    new: bool
    plain: list[str]
    learned: list[str]


def _set(index: Index, path: Path) -> tuple[list[Asked], list[int]]:
    """Questions the library can answer, and the fold of each; without folds they are dealt in turn."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    named = [json.loads(line).get("fold") for line in lines]
    folds = [fold or 1 + at % len(FOLDS) for at, fold in enumerate(named)]
    pairs = zip(files.read(path), folds, strict=True)
    kept = [(one, fold) for one, fold in pairs if files.positions(index, one.names)]
    return [one for one, _ in kept], [fold for _, fold in kept]


def cross_validated(
    index: Index, asked: Sequence[Asked], folds: Sequence[int]
) -> tuple[list[Found], Trained | None]:
    """Of every question what is found, and what was learned for the last fold."""
    found, learned = [], None
    for fold in FOLDS:
        others = [one for one, its in zip(asked, folds, strict=True) if its != fold]
        known = {name for one in others for name in one.names}
        learned = _learned(index, files.matched(index, others))
        ranker, plain = Ranker(index, learned), Ranker(index)
        for one in (one for one, its in zip(asked, folds, strict=True) if its == fold):
            new = not known & set(one.names)
            runs = [each.names(one.text, DEPTH) for each in (plain, ranker)]
            found.append(Found(set(one.names), new, *runs))
    return found, learned


def _learned(index: Index, asked: list[Question]) -> Trained:
    return Trained(asked, learn(index, asked, say=lambda said: None), {})


def table(found: Sequence[Found]) -> str:
    """Lines of measures: all questions, those with known articles, those with new ones; plain search beside it."""
    lines = [f"{'':<22}{'n':>6}" + "".join(f"{name:>8}" for name in MEASURES)]
    for stratum, chosen in (
        ("all", list(found)),
        ("known", [one for one in found if not one.new]),
        ("new", [one for one in found if one.new]),
    ):
        for way in ("plain", "learned"):
            runs = [getattr(one, way) for one in chosen]
            measured = metrics.measured(runs, [one.right for one in chosen])
            figures = "".join(f"{measured[name]:>8.3f}" for name in MEASURES)
            lines.append(f"{f'{stratum}, {way}':<22}{len(chosen):>6}{figures}")
    return "\n".join(lines)


def build(data: Path, place: Path) -> str:
    """In a process of its own, so that its memory can be told."""
    return _apart("build", place, data / CORPUS)


def _apart(what: str, place: Path, given: Path) -> str:
    command = [sys.executable, "-m", "santai.project.bench.knowledge", what, str(place), str(given)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _build(place: Path, corpus: Path) -> str:
    start = time.perf_counter()
    index = Index.build(pieces(corpus))
    index.save(place / "index")
    seconds = time.perf_counter() - start
    return f"index: {len(index):,} articles, {seconds:.1f} s, at most {_peak():.0f} MB"


def _reckon(place: Path, questions: Path) -> str:
    """What the worker leaves for those who serve."""
    kept.save(Ranker.load(place / "index", place / "trained.npz"), place / "kept")
    return ""


def _serve(place: Path, questions: Path) -> str:
    """As a server process does: with Django loaded, everything mapped, one question after another."""
    import django.core.handlers.wsgi  # noqa: F401

    ranker = kept.load(place / "kept", Index.load(place / "index"))
    took = []
    for one in files.read(questions)[:300]:
        start = time.perf_counter()
        ranker.names(one.text)
        took.append(1000 * (time.perf_counter() - start))
    half, most = np.percentile(took, [50, 95])
    return (
        f"question: p50 {half:.1f} ms, p95 {most:.1f} ms; at most {_peak():.0f} MB in the process"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    verbs = {"build": _build, "reckon": _reckon, "serve": _serve}
    print(verbs[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
