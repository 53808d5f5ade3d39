"""A law as the national database gives it: a .docx, read as what it is, a packed folder of XML.

A file from outside may be made to harm: what unpacks to too much, what declares entities, what holds no text is
refused before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from santai.capabilities.knowledge.actions.laws.lines import Reader
from santai.capabilities.knowledge.actions.laws.written import (
    BadLaw,
    WrittenLaw,
    dated,
    issuer_in,
    kind_of,
)

BODY = "word/document.xml"
SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LARGEST = 30_000_000  # bytes of XML
PACKED = 20_000_000
RATIO = 200  # unpacked to packed; honest text stays below 60
NUMBER = re.compile(
    r"([^\W\d_年月日]{2,20}(?:令|公告)第[0-9]+号|[^\W\d_]{1,8}〔[0-9]{4}〕[0-9]+号)"
)
HELP = "请从国家法律法规数据库重新下载 .docx，再导入一次。"
PAGE = re.compile(r"[\s　.…·]*[0-9]+$")  # of a line in the table of contents
ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")


def law_of(content: bytes, where: str) -> WrittenLaw:
    """Raises BadLaw."""
    lines = list(_lines(_xml(content, where), where))
    title, rest = _title(lines, where)
    reader = Reader(where)
    for line in _after_contents(rest):
        reader.take(line)
    articles = reader.articles()
    if not articles or not articles[0].text.strip():
        raise BadLaw(where, "没有找到条文。", HELP)
    preamble = "\n".join(reader.preamble)
    issuer = issuer_in(preamble, title)
    number = NUMBER.search(preamble)
    law = WrittenLaw(
        title,
        articles,
        where,
        kind=kind_of(title, issuer),
        issuer=issuer,
        number=number[1] if number else "",
        parts=reader.parts(),
    )
    return dated(law, preamble)


def _xml(content: bytes, where: str) -> bytes:
    if len(content) > PACKED:
        raise BadLaw(where, "文件太大。", f"最大 {PACKED // 1_000_000} MB。")
    try:
        with ZipFile(BytesIO(content)) as packed:
            info = packed.getinfo(BODY)
            if info.file_size > LARGEST or info.file_size > RATIO * max(info.compress_size, 1):
                raise BadLaw(where, "里面的内容展开以后太大，没有读。", HELP)
            with packed.open(info) as body:
                xml = body.read(LARGEST + 1)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BadLaw(where, "不是 .docx 文件，或者已经损坏。", HELP) from None
    if len(xml) > LARGEST:
        raise BadLaw(where, "里面的内容展开以后太大，没有读。", HELP)
    return xml


def _lines(xml: bytes, where: str) -> Iterator[str]:
    """The paragraphs; entities and document types are refused unread."""
    if any(mark in xml for mark in ENTITIES) or xml[:4] in {b"\xff\xfe<\x00", b"\xfe\xff\x00<"}:
        raise BadLaw(where, "里面有不该有的声明（DOCTYPE），没有读。", HELP)
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - document types and entities were refused above
    except (ElementTree.ParseError, ValueError, LookupError):
        raise BadLaw(where, "内容不是完好的 XML。", HELP) from None
    for paragraph in root.iter(f"{SPACE}p"):
        yield "".join(_runs(paragraph)).strip()


def _runs(paragraph: ElementTree.Element) -> Iterator[str]:
    for piece in paragraph.iter():
        if piece.tag == f"{SPACE}t":
            yield piece.text or ""
        elif piece.tag in {f"{SPACE}tab", f"{SPACE}br"}:
            yield " "


def _title(lines: list[str], where: str) -> tuple[str, list[str]]:
    """The title: the lines before the first that is in brackets, names a day or begins the text."""
    title: list[str] = []
    for at, line in enumerate(lines):
        if not line:
            continue
        if re.match(r"[（(]|第[一二三四五六七八九十]+[条章编]|目\s*录|[0-9]{4}年", line):
            if title:
                return "".join(title), lines[at:]
            break
        title.append(line.replace(" ", "").replace("　", ""))
        if len(title) > 4:
            break
    raise BadLaw(
        where, "看不出标题。", "第一段应当是法律的名称，下一段是“（某年某月某日通过……）”。"
    )


def _after_contents(lines: list[str]) -> list[str]:
    """Without the table of contents: its lines come again as headings."""
    marks = [at for at, line in enumerate(lines) if re.fullmatch(r"目[\s　]*录", line)]
    if not marks:
        return lines
    start = marks[0]
    first = next((line for line in lines[start + 1 :] if line), "")
    first = PAGE.sub("", first)
    again = [at for at, line in enumerate(lines) if at > start and PAGE.sub("", line) == first]
    return lines[:start] + lines[again[1] if len(again) > 1 else start + 1 :]
