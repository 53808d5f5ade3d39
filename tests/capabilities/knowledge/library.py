"""Laws made up for tests: short, and nobody's."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from santai.capabilities.knowledge.actions import BroughtIn, bring_in_laws, laws_in
from santai.capabilities.knowledge.queries import build_index
from tests.world import NOW

WAGES = """---
sidebar: auto
---

# 中华人民共和国灯塔看守法

2019年3月1日第一届灯塔代表大会第三次会议通过

## 第一章　总则

**第一条**　为了让灯塔长明，制定本法。

## 第二章　看守人

**第二条**　看守人每月领取劳动报酬。

看守人有下列情形之一的，可以请人代班：

（一）生病；

（二）家里有急事。

**第三条**　拖欠看守人劳动报酬的，加付一倍。

### 第一节　交接

**第三条之一**　交接时点两次灯。

**第四条**　本法自2020年1月1日起施行。
"""
LATER = WAGES.replace("2019年3月1日", "2025年5月5日").replace("2020年1月1日", "2026年1月1日")
LATER = LATER.replace("加付一倍", "加付两倍").replace(
    "**第三条之一**　交接时点两次灯。\n\n**第四条**", "**第四条**　交接时点两次灯。\n\n**第五条**"
)
# The law of legal aid, shortened and in other words, with article 43 in another wording than before.
AID = "# 中华人民共和国法律援助法\n\n2021年8月20日通过\n\n" + "\n\n".join(
    f"**第{n}条**　甲{n}。" for n in ("四十二", "四十三", "四十四")
)
NEXT = AID.replace("甲四十三", "乙四十三乙").replace("甲四十四。", "丙丙丙丙丙。")
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def folder(place: Path, **files: str) -> Path:
    """A folder of Markdown: `lighthouse__README` is lighthouse/README.md."""
    for name, text in files.items():
        path = place / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


def lines(place: Path, *records: dict[str, object]) -> Path:
    path = place / "laws.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records))
    return path


def docx(*paragraphs: str, before: str = "", name: str = "word/document.xml") -> bytes:
    body = "".join(PARAGRAPH.format(escape(one)) for one in paragraphs)
    xml = f'{before}<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr(name, xml)
    return packed.getvalue()


def brought_in(
    place: Path, *, measuring: bool = False, index: bool = False, source: str = ""
) -> BroughtIn:
    done = bring_in_laws(laws_in(place), at=NOW, measuring=measuring, source=source)
    if index:
        build_index(measuring=measuring)
    return done


def record(law: str, no: str, text: str, **more: object) -> dict[str, object]:
    return {"law": law, "no": no, "text": text, **more}


def imported(place: Path, text: str, name: str = "law") -> None:
    brought_in(folder(place / name, law=text))


def aid(place: Path, *, since: int) -> None:
    """The law of legal aid in two wordings, the second from the first of January."""
    last = "\n\n**第四十五条**　本法自{}年1月1日起施行。"
    imported(place, AID + last.format(2022), "aid")
    imported(place, NEXT + last.format(since), "next")
