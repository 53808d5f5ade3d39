"""The knowledge base at the desk: boxes, writing, reviewing, and what an order may teach (HOT-13, HOT-14, KB-03)."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from santai.capabilities.approvals.models import Approval
from santai.capabilities.knowledge.actions import flag, found
from santai.capabilities.knowledge.actions import submit as submit_text
from santai.capabilities.knowledge.enums import Why
from santai.capabilities.knowledge.models import AnswerVersion, Case, Flag
from santai.capabilities.knowledge.queries import answers_for
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.trail.models import Entry
from tests.capabilities.knowledge import texts
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, LUSHAN, NOW, TODAY, YE, World, anyone, take

HOME = "/desk/knowledge/"
TOLD = "我叫王小明，电话13812341234，在河南宏达建筑有限公司干活。干了三个月，两万四千元工资没有给。"
REPLY = "可以先向劳动保障监察机构投诉，也可以申请劳动仲裁，仲裁不收费。"


@pytest.fixture
def writer(world: World) -> Visitor:
    return signed_in(world.accounts[texts.WRITER])


@pytest.fixture
def reviewer(world: World) -> Visitor:
    return signed_in(world.accounts[texts.REVIEWER])


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("window-clerk", YE)])


def typed(**changes: Any) -> dict[str, Any]:
    given = {**asdict(texts.TYPED), **changes}
    lines = {name: "\n".join(given[name]) for name in ("ways", "citations")}
    return {name: value for name, value in {**given, **lines}.items() if name != "key"}


def finished(world: World) -> Order:
    """A question of 叶县, answered at the counter."""
    request = Request(
        service="consultation/legal",
        region=YE,
        applicant={"name": "王小明", "phone": "13812341234"},
        answers={"topic": "劳动工资", "question": TOLD},
    )
    order = submit(actor=anyone(), request=request, at=NOW, key="").order
    return take(world.staff("window-clerk", YE), order, "answer", answer=REPLY)


def test_one_writes_another_reads_it_and_lets_it_out(
    world: World, writer: Visitor, reviewer: Visitor
) -> None:
    at = writer.send(f"{HOME}answers/new/", typed())
    writer.send(f"{at}submit/")
    assert "复核等您决定" in reviewer.read("/desk/").text
    assert at in reviewer.read("/desk/approvals/").links
    text = reviewer.read(at).text
    assert "留好借条和转账记录。" in text
    reviewer.send(f"{at}review/", {"verdict": "approve"})
    assert Visitor().get("/answers/").status_code == 200
    assert AnswerVersion.objects.get().state == "approved"
    assert Approval.objects.get().used_at is not None


def test_who_wrote_it_is_offered_no_review(world: World) -> None:
    head = signed_in(world.accounts[("centre-head", YE)])
    at = head.send(f"{HOME}answers/new/", typed(place=YE))
    head.send(f"{at}submit/")
    assert f"{at}review/" not in head.read(at).source
    assert head.post(f"{at}review/", {"verdict": "approve"}).status_code == 403
    assert AnswerVersion.objects.get().state == "in-review"


def test_what_is_refused_stays_typed_with_the_reason_at_its_field(
    world: World, writer: Visitor
) -> None:
    text = writer.send(f"{HOME}answers/new/", typed(citations=["民法典 9999"]), status=422)
    assert "民法典 9999" in text
    assert writer.page.fields["question"] == [texts.TYPED.question]
    assert AnswerVersion.objects.count() == 0


def test_what_is_sent_back_stands_in_the_box_with_its_reason(
    world: World, writer: Visitor, reviewer: Visitor
) -> None:
    item = texts.waiting(world)
    at = f"{HOME}answers/{item.pk}/"
    assert "请写清楚理由" in reviewer.send(f"{at}review/", {"verdict": "refuse"}, status=422)
    reviewer.send(f"{at}review/", {"verdict": "refuse", "opinion": "第二句说得太绝对"})
    assert "退回" in writer.read(HOME).text
    assert "第二句说得太绝对" in writer.read(at).text
    writer.send(at, typed(text="留好借条，三年之内去要。"))
    assert AnswerVersion.objects.get().text == "留好借条，三年之内去要。"


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("bureau-chief", ELSEWHERE, 404),
        ("window-clerk", LUSHAN, 404),
        ("aid-clerk", YE, 404),
        ("system-admin", CITY, 404),
        ("auditor", "410000000000", 403),
    ],
)
def test_and_the_outsider_does_nothing(world: World, role: str, region: str, status: int) -> None:
    """Who looks on reads it (and may do nothing); for everybody else it is not there."""
    item = texts.waiting(world)
    outsider, at = signed_in(world.accounts[(role, region)]), f"{HOME}answers/{item.pk}/"
    assert outsider.get(at).status_code == (200 if status == 403 else 404)
    for step in ("review/", "submit/", "withdraw/", ""):
        given = {**typed(), "verdict": "approve", "reason": "不归我管也停用"}
        assert outsider.post(f"{at}{step}", given).status_code == status
    assert AnswerVersion.objects.get().state == "in-review"


@pytest.mark.parametrize(("role", "region"), [("aid-clerk", YE), ("system-admin", CITY)])
def test_and_the_room_is_not_there_for_whom_it_does_not_concern(
    world: World, role: str, region: str
) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    assert HOME not in outsider.read("/desk/").links
    assert outsider.get(HOME).status_code == 403
    assert outsider.get(f"{HOME}answers/new/").status_code == 403


def test_a_kind_nobody_knows_is_missing(writer: Visitor) -> None:
    for path in ("poems/new/", "poems/1/", "answers/999999/"):
        assert writer.get(f"{HOME}{path}").status_code == 404


def test_what_expires_soon_stands_in_the_box_and_at_the_inbox(
    world: World, writer: Visitor
) -> None:
    texts.approved(world, valid_until="2026-03-20")
    assert "快要到期" in writer.read(HOME).text
    assert "1 条标准答案快到期" in writer.read("/desk/").text
    outsider = signed_in(world.accounts[("aid-clerk", YE)])
    assert "标准答案快到期" not in outsider.read("/desk/").text


def test_a_changed_article_is_looked_at_and_marked_by_whom(world: World, writer: Visitor) -> None:
    """KB-16: who looked, and when."""
    texts.approved(world)
    assert flag("中华人民共和国民法典", [(675, 0)], Why.CHANGED, at=NOW) == 1
    assert "引用的条文已修改" in writer.read(HOME).text
    found = Flag.objects.get()
    outsider = signed_in(world.accounts[("window-clerk", LUSHAN)])
    assert outsider.post(f"{HOME}flags/{found.pk}/seen/").status_code == 404
    writer.send(f"{HOME}flags/{found.pk}/seen/")
    found.refresh_from_db()
    assert (found.seen_by, found.seen_at) == (world.accounts[texts.WRITER], NOW)
    assert "引用的条文已修改" not in writer.read(HOME).text


def test_an_answer_is_stopped_with_a_reason(world: World, writer: Visitor) -> None:
    item = texts.approved(world)
    at = f"{HOME}answers/{item.pk}/"
    assert "请写清楚理由" in writer.send(f"{at}withdraw/", {"reason": "错"}, status=422)
    writer.send(f"{at}withdraw/", {"reason": "法律今天改了，先停用"})
    assert "法律今天改了，先停用" in writer.read(at).text
    assert Visitor().get("/answers/loan/").status_code == 404


# --- what an order may teach


def test_an_order_teaches_without_anybody_in_it(world: World, clerk: Visitor) -> None:
    """KB-03, KB-04: each sentence is confirmed by a person; the draft knows no order."""
    order = finished(world)
    learn = f"/desk/orders/{order.number}/knowledge/"
    assert learn in clerk.read(f"/desk/orders/{order.number}/").links
    page = clerk.read(learn)
    shown = "".join(value for values in page.fields.values() for value in values)
    for particular in ("王小明", "13812341234", "宏达"):
        assert particular not in shown
        assert particular in page.text  # said to have been taken out, to who may read the order
    names = [name.removesuffix(".text") for name in page.fields if name.endswith(".text")]
    form = {f"{name}.text": page.fields[f"{name}.text"][0] for name in names}
    clerk.send(learn, {**form, **dict.fromkeys(names, "yes"), "into": "cases"}, status=200)
    assert "两万四千元工资没有给" in clerk.page.fields["facts"][0]
    assert "仲裁不收费" in clerk.page.fields["outcome"][0]
    given = {
        **asdict(replace(texts.CASE, place=YE)),
        "citations": "劳动争议调解仲裁法 7",
        "nobody": "yes",
    }
    given |= {name: clerk.page.fields[name][0] for name in ("facts", "outcome")}
    given.pop("key")
    clerk.send("/desk/knowledge/cases/new/", given)
    case = Case.objects.get()
    everything = " ".join(map(str, case.__dict__.values()))
    assert [
        word for word in (order.number, "王小明", "宏达", "13812341234") if word in everything
    ] == []
    lines = Entry.objects.filter(kind="knowledge").values_list("about", "data")
    assert [order.number in f"{about}{data}" for about, data in lines] == [False]


def test_a_sentence_nobody_ticked_stays_and_a_name_written_back_is_refused(
    world: World, clerk: Visitor
) -> None:
    learn = f"/desk/orders/{finished(world).number}/knowledge/"
    page = clerk.read(learn)
    first = next(name for name in page.fields if name.endswith(".text")).removesuffix(".text")
    assert "没有带走" in clerk.send(learn, {"into": "answers"}, status=422)
    back = {first: "yes", f"{first}.text": "王小明的工资没有给", "into": "answers"}
    assert "还像个人信息：王小明" in clerk.send(learn, back, status=422)
    back[f"{first}.text"] = "老板电话13900001111，工资没有给"
    assert "还像个人信息：13900001111" in clerk.send(learn, back, status=422)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("window-clerk", LUSHAN),  # another county
        ("hotline-agent", CITY),  # sees the order masked
        ("visitor", YE),  # sees it whole and writes no answers
        ("auditor", "410000000000"),
    ],
)
def test_and_the_outsider_takes_nothing_out_of_an_order(
    world: World, role: str, region: str
) -> None:
    learn = f"/desk/orders/{finished(world).number}/knowledge/"
    outsider = signed_in(world.accounts[(role, region)])
    assert outsider.get(learn).status_code == 404
    assert outsider.post(learn, {"s0": "yes", "into": "answers"}).status_code == 404


def test_an_open_order_teaches_nothing_yet(world: World, clerk: Visitor) -> None:
    request = Request(
        service="consultation/legal",
        region=YE,
        applicant={"name": "王小明"},
        answers={"topic": "劳动工资", "question": TOLD},
    )
    order = submit(actor=anyone(), request=request, at=NOW, key="").order
    assert clerk.get(f"/desk/orders/{order.number}/knowledge/").status_code == 404


@pytest.mark.parametrize("path", [HOME, "/cases/", "/answers/", "/answers/told-a/", "/desk/"])
def test_three_times_the_texts_cost_no_more(world: World, path: str) -> None:
    """And none of these asks the database more than twelve times."""
    writer = signed_in(world.accounts[texts.WRITER])
    texts.some_of_each(world, "a")
    writer.read(path)
    with CaptureQueriesContext(connection) as first:
        writer.read(path)
    for mark in ("b", "c"):
        texts.some_of_each(world, mark)
    with CaptureQueriesContext(connection) as then:
        writer.read(path)
    assert len(then) <= len(first) <= 12


def test_a_county_writes_its_own_answer_to_the_same_question(world: World, clerk: Visitor) -> None:
    """KB-06: people there get theirs, everybody else the other."""
    texts.approved(world)
    page = clerk.read(f"{HOME}answers/new/", **{"from": "loan"})
    assert page.fields["question"] == [texts.TYPED.question]
    assert page.fields["family"] == ["loan"]
    given = {name: values[0] for name, values in page.fields.items() if values}
    clerk.send(
        f"{HOME}answers/new/", {**given, "place": YE, "text": "叶县有专门的调解室，先去那里。"}
    )
    local = AnswerVersion.objects.get(number=1, answer__place=YE)
    assert local.answer.family == "loan"
    submit_text(AnswerVersion, local.pk, actor=world.staff("window-clerk", YE), at=NOW)
    texts.let_through(world, local)
    told = {place: answers_for(place, on=TODAY)[0].text for place in (YE, LUSHAN)}
    assert told == {YE: "叶县有专门的调解室，先去那里。", LUSHAN: texts.TYPED.text}
    text = clerk.send(f"{HOME}answers/new/", {**given, "place": YE}, status=422)
    assert "这个地区已经有一份" in text


def test_staff_see_whether_an_answer_helped(world: World, writer: Visitor) -> None:
    item = texts.approved(world)
    for helped in (True, True, False):
        found("loan", helped=helped, at=NOW)
    assert "有帮助2没有帮上1" in "".join(writer.read(f"{HOME}answers/{item.pk}/").text.split())
