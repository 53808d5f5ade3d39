"""An enterprise has itself looked at by three professions on one order; and a town sends for a service group."""

from __future__ import annotations

from santai.capabilities.orders.models import Order
from tests.stories.asking import (
    asks,
    by_applicant,
    by_lawyer,
    by_staff,
    children,
    goes_to,
    paper,
    titles,
)
from tests.stories.telling import Tale, Time, desk, lawyer, staff
from tests.world import CITY, World

FACTORY = {"name": "叶县机械厂", "phone": "13800000051"}


def called_in(tale: Tale, organisation: int, task: str) -> None:
    facts = {"organisation": str(organisation), "task": task, "reason": "需要这个专业"}
    lawyer(tale.world).does(desk(tale.order, "invite"), **facts)


def helped(tale: Tale, *roles: str) -> None:
    """Each body that was called in takes its part up and finishes it."""
    for role, part in zip(
        roles, Order.objects.filter(parent=tale.order).order_by("pk"), strict=True
    ):
        staff(tale.world, role).does(desk(part, "take_up"))
        staff(tale.world, role).does(desk(part, "finish"), result="看过了，没有问题。")


def test_three_professions_look_at_one_enterprise(world: World, time: Time) -> None:
    """ENT-02, ENT-06, ENT-08, ORD-34, ORD-35: a lawyer leads, two more join, one report, one look back."""
    tale = asks(
        world,
        time,
        "lawyer/checkup",
        FACTORY,
        size="小型",
        focus="全面体检",
        trades=["公证", "人民调解"],
        adviser="no",
    )
    assert goes_to(tale, "centre-head", visit_on="2026-03-10") == "preparing"
    called_in(tale, world.office("legal-aid-agency").pk, "看用工合同的公证")
    called_in(tale, world.office("bureau").pk, "看纠纷能不能调解")
    assert children(tale) == ["coordination/assist"] * 2

    tale.at(3, 10)
    assert by_lawyer(tale, "visit", present="律师、公证员、调解员", seen="合同") == "examining"
    risk = {"grade": "高", "risk": "没有劳动合同", "advice": "补签"}
    by_lawyer(tale, "finding", trade="律师", **risk)
    by_lawyer(tale, "finding", trade="公证", **{**risk, "grade": "低"})
    seen = {"by_lawyer": "没有劳动合同。", "by_notary": "担保没有公证。"}
    counted = {"high": "1", "middle": "0", "low": "1"}
    report = {**counted, **seen, "summary": "用工风险高。", "advice": "补签劳动合同。"}
    assert by_lawyer(tale, "report", **report) == "mending"
    said = paper(tale, "法治体检报告")
    for words in (
        "叶县机械厂法治体检报告",
        "条数1012",
        "律师没有劳动合同。公证员担保没有公证。",
        "补签劳动合同",
    ):
        assert words in said
    assert "其他" not in said, "a profession that did not come has no line"

    tale.at(5, 20)
    early = lawyer(tale.world).does(desk(tale.order, "second_look"), 409, mended="全部改好")
    assert "要等这些工单办结" in early
    helped(tale, "aid-clerk", "bureau-officer")
    assert by_lawyer(tale, "second_look", mended="全部改好") == "completed"
    assert titles(tale) == ["法治体检报告", "法治体检回访单"]
    assert tale.order.outcome == "served"


def test_small_firms_come_first(world: World, time: Time) -> None:
    """ENT-08; 律师法 26: who has an adviser is not won over."""
    tale = asks(
        world,
        time,
        "lawyer/checkup",
        FACTORY,
        size="个体工商户",
        focus="用工",
        adviser="yes",
    )
    head = staff(world, "centre-head")
    assert "“中小微企业和个体工商户优先”：符合" in head.read(desk(tale.order, "refuse")).text
    goes_to(tale, "centre-head", visit_on="2026-03-10")
    page = lawyer(world).read(desk(tale.order, "plan"))
    assert "“已有法律顾问的，体检不得借机招揽业务”：符合" in page.text


def test_a_group_stays_with_a_dispute_of_many(world: World, time: Time) -> None:
    """ORD-28, ORD-29, LAW-13: decided within a day, in place the next, to the end with a report."""
    town = {"name": "昆阳街道办事处", "phone": "13800000052"}
    tale = asks(
        world,
        time,
        "lawyer/service-group",
        town,
        kind="欠薪",
        people="60",
        facts="六十名工人三个月没拿到工资。",
    )
    page = staff(world, "bureau-officer").read(desk(tale.order, "form_group"))
    assert "“人多或者紧急，应当组团”：符合" in page.text
    facts = {"why": "人多。", "lead": "副局长"}
    assert by_staff(tale, "bureau-officer", "form_group", **facts) == "forming"
    assert goes_to(tale, "bureau-officer", no_side="yes") == "working"
    by_lawyer(tale, "aid", reason="没钱请律师。")
    assert children(tale) == ["legal-aid/civil"]
    tale.at(3, 6)
    by_lawyer(tale, "daily", received="60", agreed="40", said="多数已谈好。")
    assert by_lawyer(tale, "end", summary="四十人达成协议，二十人申请援助。") == "closing"
    assert by_staff(tale, "bureau-chief", "complete") == "completed"
    assert tale.order.outcome == "served"


def test_the_director_of_another_city_sees_nothing_of_it(world: World, time: Time) -> None:
    tale = asks(world, time, "lawyer/checkup", FACTORY, size="小型", focus="用工", adviser="no")
    by_applicant(tale, "message", text="请快一点。")
    stranger = staff(world, "dispatcher", CITY)
    assert stranger.get(desk(tale.order)).status_code == 200, "the city dispatches for its counties"
    elsewhere = staff(world, "bureau-chief", "320700000000")
    assert elsewhere.get(desk(tale.order)).status_code == 404
