"""`santai intake`: a file from another system, row by row through the one door (HOT-07, HOT-10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from santai.capabilities.places.models import Region
from santai.catalogue import current
from tests import world as w
from tests.channels.partners.batch.conftest import Runner
from tests.factories.partners import make_partner

QUESTIONS = ["老板三个月没有发工资，怎么办？", "房东不退押金，怎么办？", "离婚时孩子归谁？"]


def _jsonl(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _questions(run: Runner) -> Path:
    rows: list[dict[str, object]] = [
        {"ref": str(number), "text": text} for number, text in enumerate(QUESTIONS)
    ]
    return run.write("questions.jsonl", _jsonl(rows))


def test_every_row_becomes_an_order(run: Runner) -> None:
    done = run(_questions(run))
    assert (done.code, done.results()) == (0, ["新建"] * 3)
    orders = Order.objects.order_by("pk")
    assert [order.answers["question"] for order in orders] == QUESTIONS
    assert {(order.channel, order.applicant.name) for order in orders} == {("partners", "未留姓名")}
    numbers = ["".join(row["工单号"].split()) for row in done.rows()]
    assert numbers == [order.number for order in orders]


def test_running_the_same_file_again_adds_none(run: Runner) -> None:
    path = _questions(run)
    first, second = run(path), run(path)
    assert (second.code, second.results()) == (0, ["已有"] * 3)
    assert [row["工单号"] for row in second.rows()] == [row["工单号"] for row in first.rows()]
    assert (Order.objects.count(), Party.objects.count()) == (3, 3)


def test_a_row_added_later_is_the_only_new_one(run: Runner) -> None:
    path = _questions(run)
    run(path)
    with path.open("a") as file:
        file.write(_jsonl([{"ref": "9", "text": "宅基地能继承吗？"}]))
    assert run(path).results() == ["已有", "已有", "已有", "新建"]


def test_the_chinese_headings_of_an_export_are_known(run: Runner) -> None:
    headings = [
        "工单编号",
        "诉求内容",
        "联系人",
        "联系电话",
        "身份证号",
        "所在区域",
        "事项",
        "受理时间",
        "诉求分类",
    ]
    row = [
        "PDS001",
        QUESTIONS[0],
        "张三丰",
        "138-0000-0002",
        "11010519491231002X",
        "叶县",
        "法律咨询",
        "2026/3/1 9:05",
        "劳动",
    ]
    done = run(run.csv([headings, row]), source="12345")
    assert done.results() == ["新建"], done.reasons()
    order = Order.objects.get()
    assert order.region_id == w.YE
    person = order.applicant
    assert (person.name, person.phone, person.id_number) == (
        "张三丰",
        "13800000002",
        "11010519491231002X",
    )
    note = order.events.get(code="note").data["facts"]["text"]
    assert (
        note
        == "来源：12345；对方编号：PDS001；对方受理时间：2026-03-01 09:05。其他：诉求分类：劳动"
    )


def test_a_column_nobody_asked_for_is_kept_whole(run: Runner) -> None:
    remarks = "对方单位回复：" + "长" * 4000 + "以上属实"
    rows = [["编号", "内容", "备注"], ["1", QUESTIONS[0], remarks]]
    assert run(run.csv(rows)).results() == ["新建"]
    note = Order.objects.get().events.get(code="note").data["facts"]["text"]
    assert note == f"来源：batch；对方编号：1。其他：备注：{remarks}"


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[None]:
    """The consultation with one more question: how many people it is about."""
    packaged = current.PACKAGED / "services" / "consultation" / "legal" / "2022-01-01.yaml"
    text = packaged.read_text(encoding="utf-8")
    more = "form:\n  people: {ask: 涉及几个人, number: {from: 0, to: 999}}\n"
    text = text.replace("id: consultation/legal", "id: consultation/counted", 1)
    text = text.replace("zh: 法律咨询,", "zh: 群体咨询,", 1).replace("form:\n", more, 1)
    file = tmp_path / "catalogue" / "services" / "consultation" / "counted" / "2022-01-01.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    current.use(tmp_path / "catalogue")
    yield
    current.use()


@pytest.mark.usefixtures("counted")
def test_a_number_is_read_whole_or_the_row_sent_back(run: Runner) -> None:
    headings = ["编号", "内容", "涉及几个人"]
    counts = ["12", "1" * 16, "0" * 14 + "12"]
    rows = [[str(n), QUESTIONS[0], count] for n, count in enumerate(counts)]
    done = run(run.csv([headings, *rows]), service="consultation/counted")
    assert done.results() == ["新建", "退回", "退回"]
    assert set(done.reasons().values()) == {"涉及几个人：请填写整数，例如 3。"}
    assert Order.objects.get().answers["people"] == 12


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_encoding_is_found(run: Runner, encoding: str, kind: str) -> None:
    if kind == "csv":
        path = run.csv([["编号", "内容"], ["1", QUESTIONS[0]]], encoding=encoding)
    else:
        text = _jsonl([{"ref": "1", "text": QUESTIONS[0]}])
        path = run.write("rows.jsonl", text.encode(encoding))
    assert run(path).results() == ["新建"]
    assert Order.objects.get().answers["question"] == QUESTIONS[0]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_that_of_the_headings(run: Runner, delimiter: str) -> None:
    text = f"编号{delimiter}内容{delimiter}姓名\n1{delimiter}怎么办？{delimiter}张三\n"
    assert run(run.write("rows.csv", text)).results() == ["新建"]
    assert Order.objects.get().applicant.name == "张三"


def test_a_long_text_may_have_lines_and_quotes(run: Runner) -> None:
    text = '老板说：“再等等。”\n他又说 "没钱"，\n怎么办？'
    assert run(run.csv([["编号", "内容"], ["1", text], ["2", "另一件"]])).results() == ["新建"] * 2
    assert Order.objects.order_by("pk")[0].answers["question"] == text


def test_a_workbook_is_read_as_people_see_it(run: Runner) -> None:
    """Numbers come without a decimal point, dates as dates, also where the phone is a number."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["工单编号", "诉求内容", "联系电话", "受理时间", "所在区域", "备注"])
    sheet.append([1001, QUESTIONS[0], 13800000002, datetime(2026, 3, 1, 9, 5), 410422, 3.5])
    book.save(run.folder / "rows.xlsx")
    done = run(run.folder / "rows.xlsx")
    assert done.results() == ["新建"], done.reasons()
    order = Order.objects.get()
    assert (order.region_id, order.applicant.phone) == (w.YE, "13800000002")
    note = order.events.get(code="note").data["facts"]["text"]
    assert note == "来源：batch；对方编号：1001；对方受理时间：2026-03-01 09:05。其他：备注：3.5"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        (w.YE, w.YE),
        ("410422", w.YE),
        ("叶县", w.YE),
        ("平顶山市叶县", w.YE),
        ("河南省平顶山市叶县", w.YE),
        (" 平顶山 叶县 ", w.YE),
        ("平顶山", w.CITY),
        ("昆阳街道", w.TOWN),
        ("叶县昆阳", w.TOWN),
    ],
)
def test_a_region_may_be_a_code_or_a_name(run: Runner, text: str, region: str) -> None:
    _full_names()
    done = run(run.csv([["编号", "内容", "区域"], ["1", "怎么办？", text]]))
    assert done.results() == ["新建"], done.reasons()
    assert Order.objects.get().region_id == region


def _full_names() -> None:
    for region in Region.objects.filter(code__startswith="41").order_by("level"):
        above = region.parent.full_name if region.parent else ""
        Region.objects.filter(pk=region.pk).update(full_name=above + region.name)


def test_defaults_are_for_rows_that_say_nothing(run: Runner, world: w.World) -> None:
    rows = [["编号", "内容", "区域"], ["1", "怎么办？", ""], ["2", "怎么办？", "鲁山县"]]
    assert run(run.csv(rows), region="叶县").code == 0
    assert [order.region_id for order in Order.objects.order_by("pk")] == [w.YE, w.LUSHAN]


def test_an_organisation_may_be_named_that_handles_all(run: Runner, world: w.World) -> None:
    centre = world.office("centre", w.LUSHAN)
    path = _questions(run)
    assert run(path, organisation=centre.code).code == 0
    assert {order.organisation_id for order in Order.objects.all()} == {centre.pk}


def test_a_partner_who_takes_in_sees_the_orders(run: Runner, world: w.World) -> None:
    account = make_partner(world.office("12345", w.CITY))
    assert run(_questions(run), account=account.username).code == 0
    assert {order.intake_id for order in Order.objects.all()} == {world.office("12345", w.CITY).pk}
    assert Order.objects.all()[0].events.get(seq=1).actor_id == account.pk


def test_the_same_number_from_another_system_is_another_matter(run: Runner) -> None:
    path = _questions(run)
    run(path, source="12345")
    assert run(path, source="110").results() == ["新建"] * 3


def test_two_rows_of_one_person_are_one_person(run: Runner) -> None:
    rows = [["编号", "内容", "姓名", "电话"]]
    rows += [[str(n), QUESTIONS[n], "张三", "13800000003"] for n in range(3)]
    run(run.csv(rows))
    assert (Order.objects.count(), Party.objects.count()) == (3, 1)


@pytest.mark.parametrize("nothing", ["", "无", "-", "匿名", "不详", " / "])
def test_what_people_write_for_nothing_is_nothing(run: Runner, nothing: str) -> None:
    rows = [
        ["编号", "内容", "姓名", "电话", "身份证号"],
        ["1", "怎么办？", nothing, nothing, nothing],
    ]
    assert run(run.csv(rows)).code == 0
    person = Order.objects.get().applicant
    assert (person.name, person.phone, person.id_number) == ("未留姓名", "", "")


def test_columns_called_like_a_question_answer_it(run: Runner) -> None:
    rows = [["编号", "内容", "topic", "需要书面答复吗？"], ["1", "怎么办？", "劳动工资", "是"]]
    done = run(run.csv(rows))
    assert done.code == 0, done.reasons()
    answers = Order.objects.get().answers
    assert (answers["topic"], answers["wants_written"]) == ("劳动工资", True)


def test_another_service_may_be_taken_in(run: Runner) -> None:
    rows = [
        ["编号", "内容", "姓名", "电话", "事项", "申请事项"],
        ["1", "三个月没有发工资。", "张三", "13800000003", "民事法律援助", "劳动报酬"],
        ["2", "三个月没有发工资。", "", "13800000004", "legal-aid/civil", "劳动报酬"],
    ]
    done = run(run.csv(rows), region="叶县")
    assert done.results()[1] == "退回"
    assert "联系人" in done.reasons()["3"]  # no name is made up where the service needs one
    assert Order.objects.filter(applicant__name="未留姓名").count() == 0


# --- stopping and going on


def test_stopping_in_the_middle_loses_nothing_and_going_on_adds_the_rest(
    run: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C: what is done is done, and the report says so."""
    from santai.channels.partners.batch import intake

    whole, calls = intake.submit, 0

    def interrupted(**given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return whole(**given)  # type: ignore[arg-type]

    path = _questions(run)
    with monkeypatch.context() as patch:
        patch.setattr(intake, "submit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(path)
    assert Order.objects.count() == 2
    assert "再运行同一条命令会接着做" in capsys.readouterr().out
    assert len((run.folder / "report-1.csv").read_text("utf-8-sig").splitlines()) == 3
    assert run(path).results() == ["已有", "已有", "新建"]


def test_a_database_that_goes_away_stops_the_run_and_rejects_nothing(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from santai.channels.partners.batch import intake

    def away(**_: object) -> object:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(intake, "submit", away)
        done = run(_questions(run))
    assert (done.code, done.rows(), done.rejects.exists()) == (1, [], False)


def test_a_fault_of_ours_costs_one_row_and_is_named(
    run: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from santai.channels.partners.batch import intake

    whole = intake.submit

    def faulty(**given: object) -> object:
        if "押金" in str(given["request"]):
            raise ZeroDivisionError("房东不退押金")
        return whole(**given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(intake, "submit", faulty)
        done = run(_questions(run))
    assert done.results() == ["新建", "退回", "新建"]
    assert "ZeroDivisionError" in done.reasons()["2"]
    assert "押金" not in caplog.text


# --- files that cannot be used


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.jsonl", b""),
        ("rows.csv", b""),
        ("rows.csv", "编号,姓名\n1,张三\n".encode()),
        ("rows.csv", "编号,内容\n1,怎么办\n".encode("utf-16")),
        ("rows.csv", b'"never closed\n1,2\n'),
        ("rows.pdf", b"%PDF-1.7"),
        ("rows.xlsx", b"not a workbook"),
        ("rows.xlsx", b"PK\x05\x06" + b"\0" * 18),
        ("rows", b"{}"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    run: Runner, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(run.write(name, content))
    assert done.code == 2
    assert len(capsys.readouterr().err) > 5
    assert not done.report.exists()


@pytest.mark.parametrize(
    "options",
    [
        {"service": "none/such"},
        {"region": "乌有县"},
        {"region": "999999"},
        {"organisation": "乌有中心"},
        {"account": "nobody"},
    ],
)
def test_an_option_that_names_nothing_is_refused(run: Runner, options: dict[str, str]) -> None:
    assert run(_questions(run), **options).code == 2
    assert Order.objects.count() == 0


def test_a_report_is_never_written_over(run: Runner) -> None:
    first = run(_questions(run))
    assert run(first.path, report=first.report).code == 2
    assert len(first.rows()) == 3


def test_the_report_is_readable_by_its_owner_only_and_harmless_in_a_spreadsheet(
    run: Runner,
) -> None:
    """Abuse case 14: a number that is a formula elsewhere is a text here."""
    rows = [["编号", "内容", "电话"], ['=HYPERLINK("http://evil")', "怎么办？", "12"]]
    done = run(run.csv(rows))
    assert done.report.stat().st_mode & 0o077 == 0
    assert done.rejects.stat().st_mode & 0o077 == 0
    assert done.rows()[0]["编号"].startswith("'=")


def test_without_a_place_the_report_lies_in_the_data_folder(run: Runner) -> None:
    run(_questions(run), report=None)
    [report] = (run.folder / "data" / "intake").iterdir()
    assert report.name.startswith("questions-")
