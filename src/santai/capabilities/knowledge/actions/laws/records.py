"""Articles as JSON Lines: one article a line, the articles of a law together.

`law`, `no` (第四十三条) and `text` must be there. There may be `path` (编/章/节), `date` (adopted), `since`,
`until` (its last day), `number` (发文字号), `issuer`, `kind` or `cat`, `region`, `aliases` and `name`.
A line whose `no` is 序言 or 附件… is what the law says outside its articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from santai.capabilities.knowledge.actions.laws.lines import APPENDIX, LONGEST, PREAMBLE
from santai.capabilities.knowledge.actions.laws.written import (
    BadLaw,
    WrittenArticle,
    WrittenLaw,
    WrittenPart,
    dated,
    issuer_in,
    kind_of,
)
from santai.kernel.numerals import article_of

KINDS = {"行政法规": "行政法规", "司法解释": "司法解释", "部门规章": "规章", "规章": "规章"}
KINDS |= {"地方性法规": "地方性法规", "规范性文件": "政策", "政策": "政策"}
TEXTS = ("law", "no", "text")
MOST_SIGNS = 200_000  # of a line


def laws_of(lines: Iterable[str], where: str) -> Iterator[WrittenLaw]:
    """Raises BadLaw naming the line."""
    gathered: dict[tuple[str, str], tuple[dict[str, Any], list[WrittenArticle]]] = {}
    outside: dict[tuple[str, str], list[WrittenPart]] = {}
    seen: set[tuple[str, str, int, int]] = set()
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _record(line, f"{where} 第 {at} 行")
        if part := _part(record, f"{where} 第 {at} 行"):
            outside.setdefault(_which(record), []).append(part)
            continue
        article = _article(record, f"{where} 第 {at} 行")
        law = _which(record)
        place = (*law, article.number, article.inserted)
        if place in seen:
            fix = "同一部法律的同一条只能有一行。"
            raise BadLaw(
                f"{where} 第 {at} 行", f"《{record['law']}》{record['no']}出现了两次。", fix
            )
        seen.add(place)
        gathered.setdefault(law, (record, []))[1].append(article)
    for law, (record, articles) in gathered.items():
        yield replace(_law(record, articles, where), parts=_numbered(outside.get(law, ())))


def _which(record: dict[str, Any]) -> tuple[str, str]:
    return record["law"], str(record.get("since") or record.get("date") or "")


def _part(record: dict[str, Any], where: str) -> WrittenPart | None:
    """A line whose `no` is 序言 or 附件…, which is no article."""
    title, text = " ".join(record["no"].split()), record["text"].strip()
    if PREAMBLE.fullmatch(title) is None and APPENDIX.match(title) is None:
        return None
    if len(text) > LONGEST:
        raise BadLaw(where, f"正文有 {len(text)} 个字。", f"一部分最多 {LONGEST} 个字。")
    return WrittenPart(0 if PREAMBLE.fullmatch(title) else 1, title[:300], text)


def _numbered(parts: Iterable[WrittenPart]) -> tuple[WrittenPart, ...]:
    """The preamble, and the annexes in their order."""
    held = list(parts)
    annexes = [one for one in held if one.number]
    opening = [one for one in held if not one.number][:1]
    return (*opening, *(replace(one, number=at) for at, one in enumerate(annexes, 1)))


def _record(line: str, where: str) -> dict[str, Any]:
    if len(line) > MOST_SIGNS:
        raise BadLaw(where, f"有 {len(line)} 个字。", f"一行最多 {MOST_SIGNS} 个字。")
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise BadLaw(where, "不是 JSON。", "每行写一条条文，如 " + EXAMPLE) from None
    if not isinstance(record, dict):
        raise BadLaw(where, "不是 JSON 对象。", "每行写一条条文，如 " + EXAMPLE)
    for name in TEXTS:
        if not isinstance(record.get(name), str) or not record[name].strip():
            raise BadLaw(where, f"没有 {name}。", "每行写一条条文，如 " + EXAMPLE)
    return record


EXAMPLE = '{"law": "某某办法", "no": "第一条", "text": "……"}'


def _article(record: dict[str, Any], where: str) -> WrittenArticle:
    try:
        number, inserted = article_of(record["no"])
    except ValueError:
        raise BadLaw(where, f"看不懂条号“{record['no']}”。", "请写成“第四十三条”。") from None
    if len(record["text"]) > LONGEST:
        raise BadLaw(where, f"正文有 {len(record['text'])} 个字。", f"一条最多 {LONGEST} 个字。")
    heading = " ".join(str(record.get("path") or "").replace("　", " ").split("/"))
    text = "\n".join(line.strip() for line in record["text"].splitlines() if line.strip())
    return WrittenArticle(number, inserted, heading[:300], text, str(record.get("name") or ""))


def _law(record: dict[str, Any], articles: list[WrittenArticle], where: str) -> WrittenLaw:
    title, issuer = record["law"].strip(), str(record.get("issuer") or "")
    ordered = tuple(sorted(articles, key=lambda one: (one.number, one.inserted)))
    kind = KINDS.get(str(record.get("kind") or record.get("cat") or ""))
    law = WrittenLaw(
        title,
        ordered,
        where,
        kind=kind or kind_of(title, issuer or issuer_in("", title)),
        issuer=issuer,
        number=str(record.get("number") or ""),
        region=str(record.get("region") or ""),
        aliases=tuple(map(str, record.get("aliases") or ())),
        adopted=_day(record, "date", where),
    )
    since, until = _day(record, "since", where), _day(record, "until", where)
    if until is not None:
        law = replace(law, repealed_on=until + timedelta(days=1))
    if since is not None:
        return replace(law, since=since, since_is_said=True)
    adopted = law.adopted
    preamble = f"{adopted.year}年{adopted.month}月{adopted.day}日" if adopted else ""
    return replace(dated(law, preamble), adopted=adopted)


def _day(record: dict[str, Any], name: str, where: str) -> date | None:
    written = str(record.get(name) or "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        fix = "请写成 2022-01-01。"
        raise BadLaw(where, f"《{record['law']}》的 {name} “{written}”不是日期。", fix) from None
