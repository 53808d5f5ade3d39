"""Broken rows: none is lost, each is named, and mending the file of rejects is all there is to do."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from santai.capabilities.orders.models import Order
from tests.channels.partners.batch.conftest import Runner

GOOD = {"ref": "good", "text": "老板三个月没有发工资，怎么办？"}


def _line(**row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()


BROKEN: list[tuple[str, bytes, str]] = [
    # what is wrong, the line as it stands, a part of the reason given
    ("cut off", b'{"ref": "1", "text": "\xe6\x80', "编码"),
    ("bad JSON", b'{"ref": "2", "text": }', "不是 JSON"),
    ("no JSON at all", "就是一句话".encode(), "不是 JSON"),
    ("a list", b'["3", "text"]', "不是 JSON 对象"),
    ("a bare number", b"42", "不是 JSON 对象"),
    ("GBK bytes mixed in", '{"ref": "5", "text": "怎么办"}'.encode("gbk"), "编码"),
    ("NUL escaped", b'{"ref": "6", "text": "a\\u0000b"}', "NUL"),
    ("NUL itself", b'{"ref": "7", "text": "a\x00b"}', "不是 JSON"),
    ("half a surrogate pair", b'{"ref": "8", "text": "\\ud800"}', "代理对"),
    ("a key twice", b'{"ref": "9", "ref": "10", "text": "x"}', "两次"),
    ("NaN", b'{"ref": NaN, "text": "x"}', "NaN"),
    ("a number of 400 digits", b'{"ref": ' + b"9" * 400 + b', "text": "x"}', "数字最多"),
    ("too deep", b'{"ref": "12", "text": ' + b"[" * 50 + b"]" * 50 + b"}", "嵌套太深"),
    ("text is a number", _line(ref="13", text=5), "诉求内容：应为文字"),
    ("text is a list", _line(ref="14", text=["a"]), "诉求内容：应为文字"),
    ("ref is a fraction", _line(ref=1.5, text="x"), "工单编号：应为文字"),
    ("ref is true", _line(ref=True, text="x"), "工单编号：应为文字"),
    ("no ref", _line(text="x"), "工单编号：没有填写"),
    ("no text", _line(ref="18"), "诉求内容：没有填写"),
    ("empty text", _line(ref="19", text="  "), "诉求内容：没有填写"),
    ("text is null", _line(ref="20", text=None), "诉求内容：没有填写"),
    ("very long text", _line(ref="21", text="长" * 6000), "诉求内容：最多写 5000"),
    ("very long ref", _line(ref="2" * 200, text="x"), "工单编号：最长 100"),
    ("used before", _line(ref="good", text="另一件事，编号却一样。"), "编号已经导入过"),
    ("unknown region by name", _line(ref="24", text="x", region="乌有县"), "所在区域：没有找到"),
    ("unknown region by code", _line(ref="25", text="x", region="999999"), "所在区域：没有代码"),
    ("a region code of 7 digits", _line(ref="26", text="x", region="4104221"), "所在区域：区划代码"),
    ("two regions of one name", _line(ref="27", text="x", region="城关镇"), "所在区域：有 2 个地方"),
    ("bad phone", _line(ref="28", text="x", name="张三", phone="12345"), "联系电话："),
    ("bad check digit", _line(ref="29", text="x", name="张三", id_number="110105194912310021"), "身份证号："),
    ("30 February", _line(ref="30", text="x", name="张三", id_number="110105199002300000"), "身份证号："),
    ("unknown service", _line(ref="31", text="x", service="算命"), "事项：没有事项"),
    ("tomorrow", _line(ref="32", text="x", received="2099-01-01 00:00"), "受理时间：受理时间在将来"),
    ("a day that is none", _line(ref="33", text="x", received="2026-02-30"), "受理时间：看不懂"),
    ("some time ago", _line(ref="34", text="x", received="上周三下午"), "受理时间：看不懂"),
    ("long ago", _line(ref="35", text="x", received="1900-01-01"), "受理时间：受理时间太早"),
    ("a name of 200 characters", _line(ref="36", text="x", name="长" * 200), "联系人："),
    ("phone is an object", _line(ref="37", text="x", phone={"no": 1}), "联系电话：应为文字"),
    ("a remark too long", _line(ref="39", text="x", 备注="长" * 4500), "备注：事项没有问到的各列"),
    ("not an option", _line(ref="38", text="x", topic="天文"), "大概是哪方面的事？：没有“天文”"),
]  # fmt: skip


def _two_towns_of_one_name() -> None:
    from santai.capabilities.places.models import Region

    for county, name in (("410422", "叶县"), ("410423", "鲁山县")):
        Region.objects.create(
            code=f"{county}500000",
            name="城关镇",
            level=4,
            parent_id=f"{county}000000",
            full_name=f"河南省平顶山市{name}城关镇",
        )


def test_of_forty_broken_rows_none_is_lost_and_each_is_named(run: Runner) -> None:
    _two_towns_of_one_name()
    lines = [_line(**GOOD), *(line for _, line, _ in BROKEN), _line(ref="last", text="好的一行。")]
    done = run(run.write("rows.jsonl", b"\n".join(lines) + b"\n"))
    assert done.code == 1
    assert len(done.rows()) == len(lines)
    reasons = done.reasons()
    for number, (what, _, reason) in enumerate(BROKEN, start=2):
        assert reason in reasons.get(str(number), ""), (what, reasons.get(str(number)))
    assert Order.objects.count() == 2
    assert done.rejects.read_bytes() == b"\n".join(line for _, line, _ in BROKEN) + b"\n"


def test_mended_rejects_are_all_there_is_to_run_again(run: Runner) -> None:
    lines = [_line(**GOOD), _line(ref="2", text=""), _line(ref="3", text="x", phone="12")]
    first = run(run.write("rows.jsonl", b"\n".join(lines)))
    assert first.results() == ["新建", "退回", "退回"]
    mended = first.rejects.read_text()
    mended = mended.replace('"text": ""', '"text": "怎么办？"').replace('"12"', '"13800000002"')
    first.rejects.write_text(mended)
    second = run(first.rejects)
    assert (second.code, second.results()) == (0, ["新建", "新建"])
    assert run(first.rejects).results() == ["已有", "已有"]
    assert Order.objects.count() == 3


# --- CSV


def test_broken_rows_of_a_csv_are_named_and_kept_as_they_were(run: Runner) -> None:
    lines = [
        "编号,内容,电话",
        "1,怎么办？,13800000002",
        "2,少一列",
        "3,多,一,列",
        '4,"引号没有配对,13800000002',
        "5,前一行没有吃掉这一行,",
        '6,"引号"后面还有字,',
        "7,电话不对,12",
        ",没有编号,",
        "9,a\0b,",
        "",
        ",,",
        "10,最后一行,",
    ]
    odd = "11,半路换了编码,".encode("gbk")
    content = "\r\n".join(lines).encode() + b"\r\n" + odd + b"\r\n"
    done = run(run.write("rows.csv", content))
    assert [(row["行号"], row["结果"]) for row in done.rows()] == [
        ("2", "新建"),
        ("3", "退回"),
        ("4", "退回"),
        ("5", "退回"),
        ("6", "新建"),
        ("7", "退回"),
        ("8", "退回"),
        ("9", "退回"),
        ("10", "退回"),
        ("13", "新建"),
        ("14", "退回"),
    ]
    parts = {
        "3": "有 2 列，列名有 3 列",
        "4": "有 4 列，列名有 3 列",
        "5": "引号",
        "7": "引号用得不对",
        "8": "联系电话：",
        "9": "工单编号：没有填写",
        "10": "NUL",
        "14": "编码",
    }
    reasons = done.reasons()
    assert set(reasons) == set(parts)
    for number, part in parts.items():
        assert part in reasons[number]
    kept = [lines[i - 1].encode() for i in (3, 4, 5, 7, 8, 9, 10)] + [odd]
    assert done.rejects.read_bytes().splitlines() == [lines[0].encode(), *kept]


def test_the_rejects_of_a_gbk_file_are_gbk_with_its_headings(run: Runner) -> None:
    content = "编号,内容\n1,怎么办？\n2,\n".encode("gbk")
    done = run(run.write("rows.csv", content))
    assert done.rejects.read_bytes() == "编号,内容\n2,\n".encode("gbk")


def test_columns_without_or_with_the_same_name_hide_nothing(run: Runner) -> None:
    rows = "编号,内容,时间,时间,\n1,怎么办？,早,晚,\n2,怎么办？,,,多出来的\n"
    done = run(run.write("rows.csv", rows))
    assert list(done.reasons()) == ["3"]
    note = Order.objects.get().events.get(code="note").data["facts"]["text"]
    assert note.endswith("其他：时间：早；时间（2）：晚")


def test_many_broken_quotes_cost_no_good_row(run: Runner) -> None:
    """A quote that is never closed does not swallow the rest of the file, however often."""
    rows = [f'{n},"没有配对的引号' if n % 10 == 0 else f"{n},怎么办？" for n in range(1, 101)]
    done = run(run.write("rows.csv", "编号,内容\n" + "\n".join(rows) + "\n"))
    assert done.results().count("新建") == 90
    assert set(done.reasons()) == {str(n + 1) for n in range(10, 101, 10)}


# --- Excel


def _workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编号", "内容", "电话", "身份证号", "受理时间"])
    sheet.append(["1", "怎么办？", "13800000002", None, datetime(2026, 3, 1)])
    sheet.append(["2", "=A1&B1", None, None, None])  # never calculated
    sheet.append(["3", "证件号存成了数字", None, 110105194912310021, None])
    sheet.append(["4", "时间在将来", None, None, datetime(2099, 1, 1)])
    sheet.append(["5", "上面合并下来的", None, None, None])
    sheet.append([None, None, None, None, None])
    sheet["B8"] = "多出一列"
    sheet["A8"], sheet["H8"] = "8", "列名以外"
    sheet.append(["9", "好的一行", None, None, None])
    sheet.append(["10", "合并起来的", None, None, None])
    sheet.append(["11", "被盖住的", None, None, None])
    sheet.merge_cells("B10:B11")
    sheet.append(["12", True, None, None, None])
    sheet["A13"], sheet["B13"] = "13", "=1/0 是文字不是公式"
    sheet["B13"].data_type = "s"
    book.save(path)
    return path


def test_broken_rows_of_a_workbook_are_named_and_kept(run: Runner) -> None:
    done = run(_workbook(run.folder / "rows.xlsx"))
    reasons = done.reasons()
    parts = {
        "3": "是公式",
        "4": "存成了数字",
        "5": "在将来",
        "8": "没有列名的列",
        "11": "合并单元格",
        "12": "诉求内容：应为文字",
    }
    assert set(reasons) == set(parts)
    for number, part in parts.items():
        assert part in reasons[number], (number, reasons[number])
    assert done.results().count("新建") == 5
    kept = load_workbook(done.rejects).worksheets[0]
    rows = [[cell.value for cell in row] for row in kept.iter_rows()]
    assert rows[0][:5] == ["编号", "内容", "电话", "身份证号", "受理时间"]
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "8", "11", "12"]
    assert rows[1][1] == "=A1&B1"
    assert rows[4][7] == "列名以外"


def test_a_text_that_looks_like_a_formula_stays_a_text(run: Runner) -> None:
    done = run(_workbook(run.folder / "rows.xlsx"))
    assert done.reasons().get("13") is None
    asked = [order.answers["question"] for order in Order.objects.all()]
    assert asked.count("=1/0 是文字不是公式") == 1
