"""我的事: what a telephone and a name bring up, and above all what they do not (USER-01, WEB-09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import desk_messages
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.actions import account_of_phone, digits, register_party
from santai.capabilities.people.models import Party, PhoneCode
from santai.channels.portal.models import Draft
from tests.channels.portal.test_signing_in import ME
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import APPLICANT, NOW, YE, World, ask_for_aid, citizen, take

RESIDENT = "110101199003070775"


def phone_of(name: str = ME["name"], phone: str = ME["phone"]) -> Visitor:
    """A browser in which somebody has signed in with this telephone under this name."""
    return signed_in(account_of_phone(phone=phone, name=name))


def at(order: Order, *more: str) -> str:
    return "/".join(("/matters", order.number, *more, ""))


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


def test_ones_matters_are_listed_and_open_at_one_click(order: Order) -> None:
    me = phone_of()
    page = me.read("/me/")
    assert at(order) in page.links
    assert "正在办" in page.text
    assert "作出决定的期限" in me.read(at(order)).text


def test_what_is_ones_own_to_do_comes_first(order: Order, world: World) -> None:
    other = ask_for_aid().order
    take(world.staff("aid-clerk"), other, "ask_for_more", missing="工资条", reply_by="2026-03-12")
    text = phone_of().read("/me/").text
    assert text.index("等您办") < text.index("正在办")
    assert "轮到您" in text


def test_new_messages_are_counted_and_can_be_taken_off(order: Order, world: World) -> None:
    relay(at=NOW)
    me = phone_of()
    assert "1 条新消息" in me.read("/me/").text
    me.send(at(order, "seen"), {"message": me.read(at(order)).fields["message"]})
    assert "条新消息" not in me.read("/me/").text


def test_one_acts_in_ones_own_matter_and_it_is_recorded(order: Order) -> None:
    me = phone_of()
    me.send(at(order, "message"), {"text": "到哪一步了？"})
    event = order.events.latest("seq")
    assert (event.code, event.role, event.actor.phone) == ("message", "applicant", ME["phone"])


# --- and the outsider?


@pytest.mark.parametrize(
    "stranger",
    [
        {"name": "申请人甲", "phone": "13900000009"},  # a namesake
        {"name": "新机主", "phone": "13800000001"},  # the number has passed on
        {"name": "家里另一个人", "phone": "13800000001"},  # the telephone is shared
    ],
)
def test_another_name_or_another_telephone_sees_nothing(
    order: Order, stranger: dict[str, str]
) -> None:
    other = phone_of(**stranger)
    page = other.read("/me/")
    assert at(order) not in page.links
    assert order.title not in page.text
    assert other.get(at(order)).headers["Location"] == f"/track/?number={order.number}"
    assert other.get(at(order, "withdraw")).status_code == 404
    assert other.post(f"/me/not-mine/{order.number}/").status_code == 404


def test_a_number_in_the_register_brings_up_nothing(world: World) -> None:
    """Whoever knew somebody's ID could have put his own number into a blank of the register."""
    victim = {"name": "申请人甲", "id_number": RESIDENT}
    asked = {"question": "欠条怎么写？"}
    order = ask_for_aid(
        service="consultation/legal", applicant=victim, opposite=None, answers=asked
    ).order
    register_party(**victim, phone=ME["phone"])  # only said, and so filled in
    order.applicant.refresh_from_db()
    assert order.applicant.phone == ME["phone"]
    assert at(order) not in phone_of().read("/me/").links


def test_what_is_registered_of_somebody_is_not_shown_to_who_has_the_telephone(
    world: World,
) -> None:
    register_party(**{**APPLICANT, "id_number": RESIDENT, "address": "登记的地址"}, proven=True)
    order = ask_for_aid().order
    source = phone_of().read(at(order)).source
    assert order.applicant.address == "登记的地址"
    assert "登记的地址" not in source
    assert RESIDENT not in source


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant": {**APPLICANT, "safe_contact": {"may_call": False}}},
        {"applicant": {**APPLICANT, "safe_contact": {"words": "我是快递"}}},
        {"applicant": {**APPLICANT, "groups": ["家暴受害人"]}},
        {"answers": {"matter": "家庭暴力", "facts": "他打我。", "danger": "安全"}},
        {"answers": {"matter": "虐待遗弃", "facts": "没有人管我。", "danger": "安全"}},
    ],
)
def test_who_is_in_danger_is_not_betrayed_by_the_telephone(
    world: World, changes: dict[str, Any]
) -> None:
    order = ask_for_aid(**changes).order
    me = phone_of()
    assert order.number not in me.read("/me/").source
    assert me.get(at(order)).status_code == 302
    me.send("/track/", {"number": order.number, "code": code_of(order)})
    me.read(at(order))  # with the query code it opens, signed in or not
    assert order.number not in me.read("/me/").source


def test_a_dangerous_consultation_is_not_listed(world: World) -> None:
    asked = {"question": "他要打我怎么办？", "danger": ["家庭暴力"]}
    quiet = {"service": "consultation/legal", "opposite": None}
    hidden = ask_for_aid(**quiet, answers=asked).order
    shown = ask_for_aid(**quiet, answers={"question": "欠条怎么写？"}).order
    links = phone_of().read("/me/").links
    assert (at(hidden) in links, at(shown) in links) == (False, True)


def test_who_gave_no_name_needs_the_code(world: World) -> None:
    order = ask_for_aid(
        service="consultation/legal",
        applicant={"phone": ME["phone"]},
        opposite=None,
        answers={"question": "欠条怎么写？"},
    ).order
    for name in (ME["name"], order.applicant.name):  # which is "未留姓名"
        assert at(order) not in phone_of(name=name).read("/me/").links


def test_a_companys_matter_does_not_follow_the_telephone_of_who_once_asked(world: World) -> None:
    order = ask_for_aid(
        service="consultation/legal",
        applicant={"name": "某某公司", "kind": "enterprise", "phone": ME["phone"]},
        opposite=None,
        answers={"question": "合同怎么写？"},
    ).order
    assert at(order) not in phone_of(name="某某公司").read("/me/").links


def test_not_mine_hides_the_matter_and_tells_the_office(order: Order, world: World) -> None:
    me = phone_of()
    assert me.send(f"/me/not-mine/{order.number}/") == "/me/"
    assert at(order) not in me.read("/me/").links
    assert me.get(at(order)).status_code == 302
    relay(at=NOW)
    told = [message.title for message in desk_messages(world.staff("aid-clerk"))]
    assert any("核对电话" in title for title in told)
    true_owner = Visitor()
    true_owner.send("/track/", {"number": order.number, "code": code_of(order)})
    true_owner.read(at(order))


def test_a_number_that_is_not_theirs_gets_no_more_texts(order: Order, world: World) -> None:
    """Nor does it say to a stranger what the matter is about; a new number is texted again."""
    relay(at=NOW)
    phone_of().send(f"/me/not-mine/{order.number}/")
    take(world.staff("aid-clerk"), order, "register")
    relay(at=NOW)
    assert ShortMessage.objects.count() == 1
    Party.objects.filter(pk=order.applicant_id).update(phone="13800000055")
    take(world.staff("aid-approver"), order, "grant")
    relay(at=NOW)
    assert ShortMessage.objects.latest("pk").phone == "13800000055"


def test_the_telephone_does_not_take_the_query_code_along(order: Order) -> None:
    """It opens the matter for half a year; the number may be somebody else's by then."""
    me = phone_of()
    assert code_of(order) not in me.read(at(order, "receipt")).source
    me.send("/track/", {"number": order.number, "code": code_of(order)})
    assert code_of(order) in me.read(at(order, "receipt")).source


def test_somebody_identified_sees_what_is_theirs_as_before(order: Order) -> None:
    assert citizen(order.applicant).only_told is False


# --- forms


def test_a_form_begun_is_kept_with_ones_matters(world: World) -> None:
    me = phone_of()
    me.send("/services/legal-aid/civil/begin/", {"region": YE})
    elsewhere = phone_of()
    assert "接着填：法律援助" in elsewhere.read("/me/").text.replace("民事", "")
    draft = Draft.objects.get()
    assert "/ask/" in elsewhere.send(f"/me/drafts/{draft.pk}/")
    assert draft.typed["applicant.name"] == [ME["name"]]
    assert draft.typed["applicant.phone"] == [ME["phone"]]


def test_and_the_outsider_finds_no_form_of_others(world: World) -> None:
    phone_of().send("/services/legal-aid/civil/begin/", {"region": YE})
    outsider = phone_of(name="别人")
    assert "接着填" not in outsider.read("/me/").text
    assert outsider.post(f"/me/drafts/{Draft.objects.get().pk}/").status_code == 404


def test_on_a_shared_device_a_form_left_lying_is_nobodys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(monkeypatch)
    me = Visitor()
    me.send("/me/sign-in/", ME)
    me.send("/me/code/", {"code": digits(PhoneCode.objects.latest("pk"))})
    me.send("/services/legal-aid/civil/begin/", {"region": YE})
    page = "/services/legal-aid/civil/ask/applicant/"
    assert ME["phone"] in me.read(page).source
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=31))
    assert me.get(page).headers["Location"] == "/services/legal-aid/civil/begin/"


# --- cost


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_matters(
    world: World, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        ask_for_aid()
    me = phone_of()
    me.read("/me/")
    with django_assert_num_queries(6):
        me.read("/me/")


def test_opening_a_matter_costs_little_more_than_with_the_code(
    order: Order, django_assert_max_num_queries: Any
) -> None:
    me = phone_of()
    me.read(at(order))
    with django_assert_max_num_queries(12):
        me.read(at(order))


def test_the_telephone_is_looked_up_by_its_index(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    told = OrderParty.objects.filter(told__phone=ME["phone"])
    assert "order_party_told_blind" in told.explain()
