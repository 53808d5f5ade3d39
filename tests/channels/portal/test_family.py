"""Standing for a relative (USER-06): begun by their telephone, ended by either, written down for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import account_of_phone, digits
from santai.capabilities.people.models import PhoneCode, Representation, RepresentationUse
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import NOW, YE, World, ask_for_aid, take

MOTHER = {"name": "申请人甲", "phone": "13800000001"}
SON = {"name": "王小明", "phone": "13800000002"}
ASKED = {**MOTHER, "relation": "child", "scope": "act"}


def browser(person: dict[str, str]) -> Visitor:
    return signed_in(account_of_phone(phone=person["phone"], name=person["name"]))


def add(son: Visitor, **changes: str) -> None:
    assert son.send("/me/family/add/", {**ASKED, **changes}) == "/me/family/confirm/"
    code = digits(PhoneCode.objects.latest("pk"))
    assert son.send("/me/family/confirm/", {"code": code}) == "/me/family/"


def at(order: Order, *more: str) -> str:
    return "/".join(("/matters", order.number, *more, ""))


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


def held() -> Representation:
    return Representation.objects.latest("pk")


def test_the_mother_agrees_by_her_telephone_and_the_son_sees_her_matters(order: Order) -> None:
    son = browser(SON)
    assert son.get(at(order)).status_code == 302
    add(son)
    text = ShortMessage.objects.get()
    assert text.phone == MOTHER["phone"]
    assert "王*明（138****0002）请求替您" in text.text
    assert at(order) in son.read(f"/me/family/{held().pk}/").links
    son.read(at(order))
    assert at(order) not in son.read("/me/").links  # they stay hers


def test_nobody_writes_to_strangers_in_the_name_of_the_bureau(world: World) -> None:
    swindler = browser({"name": "恭喜中奖请加微信领取补贴", "phone": "13800000099"})
    swindler.send("/me/family/add/", ASKED)
    assert "微信" not in ShortMessage.objects.get().text


def test_what_the_son_does_says_who_acted_for_whom(order: Order) -> None:
    son = browser(SON)
    add(son)
    son.send(at(order, "message"), {"text": "我妈问办到哪了"})
    event = order.events.latest("seq")
    assert event.actor_name == "王小明（代申请人甲）"
    assert (event.role, event.actor.name) == ("applicant", "王小明")
    assert event.data["representation"] == held().pk


def test_every_use_is_the_mothers_to_read(order: Order) -> None:
    son = browser(SON)
    add(son)
    son.read(f"/me/family/{held().pk}/")
    son.read(at(order))
    son.send(at(order, "message"), {"text": "在吗"})
    deeds = list(RepresentationUse.objects.order_by("pk").values_list("deed", flat=True))
    assert deeds[:2] == ["看了事项列表", "看了进度"]
    assert len(deeds) == 3
    text = browser(MOTHER).read("/me/family/").text
    assert "王小明" in text
    assert "看了进度" in text


def test_what_was_seen_stays_to_be_read_when_it_is_over(order: Order) -> None:
    """Who looks and then steps back leaves the same traces."""
    son = browser(SON)
    add(son)
    son.read(at(order))
    son.send(f"/me/family/{held().pk}/end/")
    text = browser(MOTHER).read("/me/family/").text
    assert "没有人" in text
    assert "看了进度" in text


def test_it_is_written_down_in_chinese_whatever_language_the_son_reads(order: Order) -> None:
    son = browser(SON)
    add(son)
    son.cookies["language"] = "en"
    son.read(f"/me/family/{held().pk}/")
    son.send(at(order, "message"), {"text": "在吗"})
    assert RepresentationUse.objects.order_by("pk").first().deed == "看了事项列表"
    assert order.events.latest("seq").actor_name == "王小明（代申请人甲）"


@pytest.mark.parametrize("who", [MOTHER, SON])
def test_either_ends_it_at_once(order: Order, who: dict[str, str]) -> None:
    son = browser(SON)
    add(son)
    browser(who).send(f"/me/family/{held().pk}/end/")
    assert son.get(at(order)).status_code == 302
    assert son.get(f"/me/family/{held().pk}/").status_code == 404


def test_and_the_outsider_can_neither_see_nor_end_it(order: Order) -> None:
    add(browser(SON))
    outsider = browser({"name": "外人", "phone": "13800000003"})
    assert outsider.get(at(order)).status_code == 302
    assert outsider.get(f"/me/family/{held().pk}/").status_code == 404
    assert outsider.post(f"/me/family/{held().pk}/end/").status_code == 404
    assert "王小明" not in outsider.read("/me/family/").text


def test_without_her_code_there_is_nothing(order: Order) -> None:
    son = browser(SON)
    son.send("/me/family/add/", ASKED)
    for _ in range(6):
        son.send("/me/family/confirm/", {"code": "000000"}, status=422)
    code = digits(PhoneCode.objects.latest("pk"))
    son.send("/me/family/confirm/", {"code": code}, status=422)
    assert Representation.objects.count() == 0


def test_a_code_for_signing_in_is_no_consent(order: Order) -> None:
    son, mother = browser(SON), Visitor()
    son.send("/me/family/add/", ASKED)
    asked = son.session["consent"]["code"]
    PhoneCode.objects.filter(pk=asked).update(purpose="sign-in")
    code = digits(PhoneCode.objects.get(pk=asked))
    son.send("/me/family/confirm/", {"code": code}, status=422)
    assert mother.get("/me/").status_code == 302


def test_only_seeing_is_seeing_and_nothing_else(order: Order) -> None:
    son = browser(SON)
    add(son, scope="see")
    page = son.read(at(order))
    assert at(order, "message") not in page.links
    assert son.post(at(order, "message"), {"text": "在吗"}).status_code == 403
    assert son.post(at(order, "withdraw"), {"reason": "不办了"}).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"opposite": {"name": SON["name"]}},
        {"answers": {"matter": "虐待遗弃", "facts": "没有人管我。", "danger": "安全"}},
        {"applicant": {**MOTHER, "safe_contact": {"may_call": False}}},
    ],
)
def test_her_matter_against_him_or_of_danger_is_not_his_to_see(
    world: World, changes: dict[str, Any]
) -> None:
    order = ask_for_aid(**changes).order
    son = browser(SON)
    add(son)
    assert order.number not in son.read(f"/me/family/{held().pk}/").source
    assert son.get(at(order)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": SON["phone"]}, "自己的手机号"),
        ({"relation": "guardian"}, "什么人"),
        ({"relation": "parent"}, "什么人"),
        ({"scope": ""}, "能做什么"),
        ({"name": ""}, "姓名"),
    ],
)
def test_what_cannot_be_begun_here_is_said_at_the_field(
    world: World, changes: dict[str, str], said: str
) -> None:
    son = browser(SON)
    assert said in son.send("/me/family/add/", {**ASKED, **changes}, status=422)
    assert PhoneCode.objects.count() == 0


def test_it_is_begun_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    son = browser(SON)
    add(son)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=2))
    add(son)
    assert Representation.objects.count() == 1


def test_a_form_is_filled_in_for_her_and_sent_in_both_names(world: World) -> None:
    son = browser(SON)
    add(son)
    begin = "/services/legal-aid/civil/begin/"
    assert "您替谁办" in son.read(begin).text
    son.send(begin, {"for": str(held().pk), "region": YE})
    page = son.read("/services/legal-aid/civil/ask/applicant/")
    assert page.fields["applicant.name"] == [MOTHER["name"]]
    assert page.fields["applicant.phone"] == [MOTHER["phone"]]
    _fill_in(son)
    son.send("/services/legal-aid/civil/check/")
    order = Order.objects.latest("pk")
    told = {row.role: row.told["name"] for row in order.parties.all()}
    assert (told["applicant"], told["agent"]) == (MOTHER["name"], SON["name"])
    event = order.events.get(seq=1)
    assert (event.actor_name, event.data["representation"]) == ("王小明（代申请人甲）", held().pk)
    assert at(order) in browser(MOTHER).read("/me/").links
    assert (
        "查询码 "
        not in son.read(at(order, "receipt")).text.replace("\n", " ").split("接下来")[0][:80]
    )


def test_a_form_is_not_sent_when_it_has_ended_meanwhile(world: World) -> None:
    son = browser(SON)
    add(son)
    son.send("/services/legal-aid/civil/begin/", {"for": str(held().pk), "region": YE})
    _fill_in(son)
    browser(MOTHER).send(f"/me/family/{held().pk}/end/")
    assert "不能替这一方" in son.send("/services/legal-aid/civil/check/", status=403)
    assert Order.objects.count() == 0


def test_who_only_sees_objects_to_nothing_in_her_name(order: Order, world: World) -> None:
    son = browser(SON)
    add(son, scope="see")
    take(world.staff("aid-approver"), order, "refuse", reason="不符合条件")
    service = "/services/legal-aid/objection/apply/"
    form = {
        **son.read(service, about=order.number).fields,
        "applicant.name": "别人",
        "applicant.phone": "13800000055",
        "answers.reason": "不服",
        "step": "submit",
    }
    assert son.post(service, form).status_code in {403, 409, 422}
    assert Order.objects.count() == 1


def test_nobody_begins_a_form_for_somebody_they_do_not_stand_for(world: World) -> None:
    add(browser(SON))
    outsider = browser({"name": "外人", "phone": "13800000003"})
    begin = "/services/legal-aid/civil/begin/"
    assert outsider.post(begin, {"for": str(held().pk)}).status_code == 403


def _fill_in(son: Visitor) -> None:
    step = "/services/legal-aid/civil/ask/"
    son.send(f"{step}answers-matter/", {"answers.matter": "劳动报酬"})
    son.send(f"{step}answers-facts/", {"answers.facts": "工资没有给。"})
    son.send(f"{step}applicant-groups/", {"applicant.groups": "农民工"})
    son.send(f"{step}opposite/", {"opposite.name": "某建筑公司"})
