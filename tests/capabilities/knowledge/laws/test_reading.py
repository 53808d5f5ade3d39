"""Files of laws into articles, and what is wrong with a file said so that it can be put right (KB-01)."""

from __future__ import annotations

import tarfile
from datetime import date
from pathlib import Path

import pytest

from santai.capabilities.knowledge.actions import BadLaw, laws_in
from santai.capabilities.knowledge.actions.laws import WrittenLaw
from tests.capabilities.knowledge import library

DOCUMENT = (
    "灯塔修缮条例",
    "（2021年2月3日国务院令第800号公布　自2021年5月1日起施行）",
    "目　　录",
    "第一章　总则",
    "第二章　修缮",
    "第一章　总则",
    "第一条　为了修缮灯塔，制定本条例。",
    "第二章　修缮",
    "第二条　灯塔每年修缮一次。",
    "修缮时不得熄灯。",
    "第三条　本条例自2021年5月1日起施行。",
)


def one(path: Path) -> WrittenLaw:
    [law] = laws_in(path)
    return law


def places(law: WrittenLaw) -> list[tuple[int, int, str]]:
    return [(article.number, article.inserted, article.heading) for article in law.articles]


def test_markdown_gives_articles_with_their_headings(tmp_path: Path) -> None:
    law = one(library.folder(tmp_path, lighthouse__README=library.WAGES))
    assert places(law) == [
        (1, 0, "第一章 总则"),
        (2, 0, "第二章 看守人"),
        (3, 0, "第二章 看守人"),
        (3, 1, "第二章 看守人 第一节 交接"),
        (4, 0, "第二章 看守人 第一节 交接"),
    ]
    assert law.articles[1].text.splitlines()[1:] == [
        "看守人有下列情形之一的，可以请人代班：",
        "（一）生病；",
        "（二）家里有急事。",
    ]


def test_the_last_article_says_since_when_a_law_holds(tmp_path: Path) -> None:
    law = one(library.folder(tmp_path, law=library.WAGES))
    assert (law.title, law.adopted, law.since, law.since_is_said) == (
        "中华人民共和国灯塔看守法",
        date(2019, 3, 1),
        date(2020, 1, 1),
        True,
    )


def test_a_law_amended_since_holds_from_the_amendment_and_the_day_is_not_its_own(
    tmp_path: Path,
) -> None:
    text = library.WAGES.replace("会议通过\n", "会议通过\n\n根据2023年7月8日的决定修正\n")
    law = one(library.folder(tmp_path, law=text))
    assert (law.since, law.since_is_said) == (date(2023, 7, 8), False)


def test_parts_of_one_law_in_a_folder_are_one_law_in_the_order_of_articles(tmp_path: Path) -> None:
    law = one(
        library.folder(
            tmp_path,
            code__README="# 海岸法典\n\n2020年5月1日通过\n",
            code__00="# 附则\n\n**第三条**　本法自2021年1月1日起施行。\n",
            code__01="# 第一编　总则\n\n**第一条**　海岸是大家的。\n\n**第二条**　海岸要守护。\n",
            code__04="# 修正案\n\n**第一条**　法典第二条改为别的。\n",
        )
    )
    assert places(law) == [(1, 0, "第一编 总则"), (2, 0, "第一编 总则"), (3, 0, "附则")]
    assert law.since == date(2021, 1, 1)


def test_a_number_out_of_turn_is_text_and_an_appendix_is_none(tmp_path: Path) -> None:
    text = (
        "# 甲法\n\n2020年1月1日通过\n\n**第一条**　把下面的话写进别的法：\n\n第九条 　别的。\n\n"
        "**第二条**　完。\n\n## 附件一\n\n表格"
    )
    law = one(library.folder(tmp_path, law=text))
    assert [article.text for article in law.articles] == [
        "把下面的话写进别的法：\n第九条 别的。",
        "完。",
    ]


def outside(law: WrittenLaw) -> list[tuple[int, str, str]]:
    return [(part.number, part.title, part.text) for part in law.parts]


def test_preamble_and_annexes_are_kept_apart_from_the_articles(tmp_path: Path) -> None:
    text = (
        "# 甲法\n\n2020年1月1日通过\n\n## 序　言\n\n从前没有灯。\n\n一九〇〇年有了灯。\n\n## 第一章　总则\n\n"
        "**第一条**　点灯。\n\n**第二条**　本法自2020年5月1日起施行。\n\n## 附件一：灯的式样\n\n"
        "<style>\ntr { color: red; }\n</style>\n\n第一条　圆的。\n\n| 灯 | 瓦 |\n| --- | --- |\n| 大灯 | 60 |\n\n"
        "## 附件二\n\n![灯](./lamp.jpg)\n"
    )
    law = one(library.folder(tmp_path, law=text))
    assert [article.text for article in law.articles] == ["点灯。", "本法自2020年5月1日起施行。"]
    assert (law.articles[0].heading, law.since) == ("第一章 总则", date(2020, 5, 1))
    assert outside(law) == [
        (0, "序言", "从前没有灯。\n一九〇〇年有了灯。"),
        (1, "附件一：灯的式样", "第一条 圆的。\n灯；瓦\n大灯；60"),
        (2, "附件二", "（图：灯，见原文）"),
    ]


def test_a_sentence_before_the_first_article_is_kept_and_notes_on_the_law_are_not(
    tmp_path: Path,
) -> None:
    text = (
        "# 最高人民法院关于灯的解释\n\n（2020年1月1日审判委员会通过）\n\n为了正确办灯的案子，制定本解释。\n\n"
        "**第一条**　甲。\n\n**第二条**　乙。\n"
    )
    assert outside(one(library.folder(tmp_path, law=text))) == [
        (0, "引言", "为了正确办灯的案子，制定本解释。")
    ]
    assert outside(one(library.folder(tmp_path / "b", law=library.WAGES))) == []


def test_a_preamble_in_a_file_of_its_own_and_annexes_behind_the_last_part(tmp_path: Path) -> None:
    law = one(
        library.folder(
            tmp_path,
            code__README="# 海岸法典\n\n2020年5月1日通过\n",
            code__0="# 序言\n\n海岸很长。\n",
            code__1="# 第一章　总则\n\n**第一条**　海岸是大家的。\n",
            code__2="# 附则\n\n**第二条**　完。\n\n## 附件\n\n地图。\n",
        )
    )
    assert outside(law) == [(0, "序言", "海岸很长。"), (1, "附件", "地图。")]
    assert places(law) == [(1, 0, "第一章 总则"), (2, 0, "附则")]


def test_json_lines_may_hold_what_stands_outside_the_articles(tmp_path: Path) -> None:
    path = library.lines(
        tmp_path,
        library.record("甲法", "附件一", "图"),
        library.record("甲法", "第一条", "甲"),
        library.record("甲法", "附件二 表", "表"),
        library.record("甲法", "序　言", "从前"),
    )
    law = one(path)
    assert outside(law) == [(0, "序 言", "从前"), (1, "附件一", "图"), (2, "附件二 表", "表")]
    assert places(law) == [(1, 0, "")]


def test_a_page_that_is_no_law_is_left_out(tmp_path: Path) -> None:
    files = {"index": "# 目录\n\n[甲法](a.html)\n", "law": library.WAGES}
    assert one(library.folder(tmp_path, **files)).title == "中华人民共和国灯塔看守法"


def test_an_archive_holds_the_same_as_its_folder(tmp_path: Path) -> None:
    place = library.folder(tmp_path / "in", a__README=library.WAGES)
    with tarfile.open(tmp_path / "laws.tar.gz", "w:gz") as packed:
        packed.add(place, arcname="docs")
    assert one(tmp_path / "laws.tar.gz").articles == one(place).articles


def test_a_later_version_lies_in_a_folder_of_its_day(tmp_path: Path) -> None:
    place = {"a__README": library.WAGES, "a__versions__2027-01-01__README": library.LATER}
    found = sorted(laws_in(library.folder(tmp_path, **place)), key=lambda law: str(law.since))
    assert [law.since for law in found] == [date(2020, 1, 1), date(2027, 1, 1)]


def test_json_lines_give_the_articles_of_many_laws(tmp_path: Path) -> None:
    path = library.lines(
        tmp_path,
        library.record(
            "甲办法", "第二条", "乙", path="第一章 总则/第一节 甲", number="灯发〔2020〕1号"
        ),
        library.record("甲办法", "第一条", "甲", since="2020-01-01"),
        library.record("乙法", "第一百零三条之二", "丙", name="乙法103.2"),
    )
    found = list(laws_in(path))
    assert [(law.title, places(law)) for law in found] == [
        ("甲办法", [(2, 0, "第一章 总则 第一节 甲")]),
        ("甲办法", [(1, 0, "")]),
        ("乙法", [(103, 2, "")]),
    ]
    assert (found[0].number, found[1].since) == ("灯发〔2020〕1号", date(2020, 1, 1))


def test_a_document_of_the_national_database_is_read_without_its_contents(tmp_path: Path) -> None:
    path = tmp_path / "law.docx"
    path.write_bytes(library.docx(*DOCUMENT))
    law = one(path)
    assert places(law) == [(1, 0, "第一章 总则"), (2, 0, "第二章 修缮"), (3, 0, "第二章 修缮")]
    assert (law.kind, law.issuer, law.number) == ("行政法规", "国务院", "国务院令第800号")
    assert (law.adopted, law.since) == (date(2021, 2, 3), date(2021, 5, 1))


def test_a_document_as_the_database_lays_it_out(tmp_path: Path) -> None:
    """Contents with page numbers, 编 and 章 and 节, a preamble, annexes in a table."""
    path = tmp_path / "law.docx"
    contents = ("序　　言\t1", "第一编　总则\t2", "第一章　一般规定\t2", "第一节　灯\t3", "附件\t9")
    path.write_bytes(
        library.docx(
            "中华人民共和国",
            "海灯法",
            "（2020年5月28日第一届灯塔代表大会第三次会议通过　根据2023年12月29日《关于修改海灯法的决定》修正）",
            "目　　录",
            *contents,
            "序　　言",
            "海上要有灯。",
            "第一编　总则",
            "第一章　一般规定",
            "第一节　灯",
            "第一条　为了海上有灯，根据宪法，制定本法。",
            "第一条之一　灯有三种：",
            "（一）大灯；",
            "（二）小灯。",
            "第二章　附则",
            "第二条　本法自2021年1月1日起施行。",
            "附件",
            "灯的清单",
            "大灯",
        )
    )
    law = one(path)
    assert (law.title, law.adopted) == ("中华人民共和国海灯法", date(2023, 12, 29))
    assert places(law) == [
        (1, 0, "第一编 总则 第一章 一般规定 第一节 灯"),
        (1, 1, "第一编 总则 第一章 一般规定 第一节 灯"),
        (2, 0, "第一编 总则 第二章 附则"),
    ]
    assert outside(law) == [(0, "序言", "海上要有灯。"), (1, "附件", "灯的清单\n大灯")]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "laws.jsonl 第 2 行：不是 JSON。"),
        ("[]", "laws.jsonl 第 2 行：不是 JSON 对象。"),
        ('{"law": "甲", "no": "第一条"}', "laws.jsonl 第 2 行：没有 text。"),
        ('{"law": "甲", "no": "首条", "text": "乙"}', "laws.jsonl 第 2 行：看不懂条号“首条”。"),
        (
            '{"law": "甲法", "no": "第一条", "text": "乙"}',
            "laws.jsonl 第 2 行：《甲法》第一条出现了两次。",
        ),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path: Path, line: str, wrong: str) -> None:
    path = library.lines(tmp_path, library.record("甲法", "第一条", "甲"))
    path.write_text(path.read_text() + "\n" + line)
    with pytest.raises(BadLaw) as bad:
        list(laws_in(path))
    assert str(bad.value).startswith(wrong)
    assert str(bad.value) != wrong


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"PK nothing", "不是 .docx 文件"),
        (library.docx("灯塔法", name="other.xml"), "不是 .docx 文件"),
        (library.docx("灯" * 5_000_000), "展开以后太大"),
        (library.docx(*DOCUMENT, before='<!DOCTYPE a [<!ENTITY b "c">]>'), "不该有的声明"),
        (library.docx(*DOCUMENT, before="<"), "不是完好的 XML"),
        (library.docx("灯塔法", "（2020年1月1日通过）"), "没有找到条文"),
    ],
)
def test_a_document_that_would_harm_or_holds_no_law_is_refused(
    tmp_path: Path, content: bytes, wrong: str
) -> None:
    path = tmp_path / "law.docx"
    path.write_bytes(content)
    with pytest.raises(BadLaw, match=wrong):
        list(laws_in(path))


@pytest.mark.parametrize("name", ["gone.md", "picture.png"])
def test_what_is_not_there_or_not_known_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(BadLaw, match=name):
        list(laws_in(tmp_path / name))


def test_broken_archives_and_foreign_encodings_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"no archive")
    (tmp_path / "b.md").write_bytes("灯塔".encode("gbk"))
    (tmp_path / "c.jsonl.gz").write_bytes(b"no archive")
    for name in ("a.tar.gz", "b.md", "c.jsonl.gz"):
        with pytest.raises(BadLaw, match=name):
            list(laws_in(tmp_path / name))
