"""Laws as Markdown: a file each, or a folder with a README.md and the parts of one law beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from santai.capabilities.knowledge.actions.laws.lines import PREAMBLE, Reader, in_order
from santai.capabilities.knowledge.actions.laws.written import (
    BadLaw,
    WrittenArticle,
    WrittenLaw,
    dated,
    days_in,
    issuer_in,
    kind_of,
)

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
OF_A_DAY = re.compile(r"/versions/([0-9]{4}-[0-9]{2}-[0-9]{2})/")
PART_TITLE = re.compile(r"第\S+[编章]|附\s*则")
BESIDE = re.compile(
    r"修正案$|序言$"
)  # stands in the folder of a law and is no part of its articles
MARKS = re.compile(r"\*{1,2}|`|</?[a-zA-Z][^>]*>")
STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
ROW, RULE = re.compile(r"\s*\|.*\|\s*$"), re.compile(r"[\s|:\-]+$")
LEAST = 2  # articles of a law; a page with fewer and no date of adoption is no law


def laws_of(files: Mapping[str, str]) -> Iterator[WrittenLaw]:
    """`files`: path → text. What is no law (a list of laws, a page about the folder) is left out."""
    folders: dict[str, list[str]] = {}
    for path in sorted(files):
        folders.setdefault(str(PurePosixPath(path).parent), []).append(path)
    for paths in folders.values():
        yield from _folder(paths, files)


def _folder(paths: list[str], files: Mapping[str, str]) -> Iterator[WrittenLaw]:
    read = {path: _read(path, files[path]) for path in paths}
    readme = next((path for path in paths if path.rpartition("/")[2] == "README.md"), None)
    parts = [path for path in paths if path != readme and PART_TITLE.match(read[path][0])]
    if readme is not None and parts and not read[readme][1].found:
        title, reader = read[readme]
        inside = in_order(read[path][1].articles() for path in parts if read[path][1].found)
        beside = [read[path] for path in paths if path != readme and path not in parts]
        _gather(reader, beside, [read[path][1] for path in parts])
        yield from _law(readme, title, reader, tuple(inside))
    elif readme is not None:
        yield from _law(readme, *read[readme], None)
    for path in paths:
        if path != readme and path not in parts and not BESIDE.search(read[path][0]):
            yield from _law(path, *read[path], None)


def _gather(reader: Reader, beside: Iterable[tuple[str, Reader]], parts: Iterable[Reader]) -> None:
    """The preamble in a file of its own, and the annexes that stand at the end of a part."""
    for title, other in beside:
        if PREAMBLE.fullmatch(title):
            reader.opened = "".join(title.split())
            reader.opening += [line for line in other.preamble if line != title]
    reader.annexes += [annex for part in parts for annex in part.annexes]


def _read(path: str, text: str) -> tuple[str, Reader]:
    """The title (the first heading) and the lines below it."""
    reader, title = Reader(path), ""
    for raw in STYLE.sub("", FRONT.sub("", text.replace("\r\n", "\n"))).split("\n"):
        heading, line = raw.startswith("#"), _plain(raw)
        words = MARKS.sub("", line.lstrip("#")).strip()
        if heading and not title:
            title = words
            reader.take(words, is_heading=words.startswith("附"))
            continue
        reader.take(words, is_heading=heading)
    return title, reader


def _plain(line: str) -> str:
    """A picture by its name, a row of a table by its cells."""
    line = PICTURE.sub(r"（图：\1，见原文）", line)
    if not ROW.match(line):
        return line
    cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
    return "" if RULE.match(line) else "；".join(filter(None, cells))


def _law(
    path: str, title: str, reader: Reader, articles: tuple[WrittenArticle, ...] | None
) -> Iterator[WrittenLaw]:
    found = reader.articles() if articles is None else articles
    preamble = "\n".join(reader.preamble[1:])
    whole = not reader.found and articles is None
    if not title or (len(found) < (1 if whole else LEAST) and "通过" not in preamble):
        return
    if whole and not days_in(preamble):
        return
    if not found[0].text.strip():
        raise BadLaw(path, "只有标题，没有正文。", "请补上正文，或者把文件拿走。")
    issuer = issuer_in(preamble, title)
    parts = reader.parts(has_articles=not whole)
    law = WrittenLaw(title, found, path, parts, kind=kind_of(title, issuer), issuer=issuer)
    law = dated(law, preamble)
    if match := OF_A_DAY.search(path):
        law = replace(law, since=date.fromisoformat(match[1]), since_is_said=True)
    yield law
