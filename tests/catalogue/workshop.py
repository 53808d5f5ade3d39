"""A catalogue of our own to try things on: `root/` copied to where a test may change it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from santai.catalogue import Catalogue, CatalogueError, load
from santai.catalogue.schema import ParameterValue, Service

ROOT = Path(__file__).parent / "root"
BROKEN = Path(__file__).parent / "broken"

DAY = date(2026, 3, 2)
PROVINCE, CITY, COUNTY = "410000000000", "410400000000", "410423000000"
ELSEWHERE = "320700000000"


class Workshop:
    """A copy of the root and what loading it says."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        shutil.copytree(ROOT, self.root)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new, 1))

    def layer(self, changes: str, *, region: str = "41", day: str = "2024-03-01") -> None:
        """A layer over the lantern permit; `changes` is what it says beside its header."""
        header = f"improves: aid/lantern\nregion: '{region}'\neffective: {day}\nbasis: 服务承诺\n"
        self.write(f"layers/{region}-place/aid/lantern/{day}.yaml", header + changes)

    def load(self, *roots: Path) -> Catalogue:
        return load(self.root, *roots)

    def problems(self, *roots: Path) -> list[str]:
        """What loading complains of, one sentence each."""
        try:
            self.load(*roots)
        except CatalogueError as error:
            return [str(problem) for problem in error.problems]
        return []


def no_parameters(name: str) -> ParameterValue | None:
    return None


def lantern(catalogue: Catalogue, region: str = COUNTY) -> Service:
    return catalogue.service("aid/lantern", region, DAY)
