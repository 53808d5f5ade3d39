"""企业办事 (ENT-08, ENT-12): a company's matters, and who of its people may act."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import (
    account_of_phone,
    confirm_at_counter,
    register_party,
)
from santai.capabilities.people.models import Party, Representation
from tests.factories.pages import Visitor, signed_in
from tests.world import NOW, YE, World, ask_for_aid

USCC = "91350100M000100Y43"
BOSS = {"name": "联系人", "phone": "13800000011"}
COLLEAGUE = {"name": "同事乙", "phone": "13800000012"}


@pytest.fixture
def company(world: World) -> Party:
    return register_party(name="叶县某某公司", kind="enterprise", id_number=USCC, proven=True)


@pytest.fixture
def held(world: World, company: Party) -> Representation:
    """A clerk saw the papers of the company's contact."""
    return confirm_at_counter(
        actor=world.staff("window-clerk"),
        representative=account_of_phone(**BOSS),
        represented=company,
        relation="contact",
        scope="act",
        papers="营业执照、授权书",
        at=NOW,
    )


@pytest.fixture
def boss(held: Representation) -> Visitor:
    return browser(BOSS)


def browser(person: dict[str, str]) -> Visitor:
    return signed_in(account_of_phone(**person))


def ask_as_company(**changes: Any) -> Order:
    applicant = {"name": "叶县某某公司", "kind": "enterprise", "id_number": USCC}
    return ask_for_aid(
        service="consultation/legal",
        applicant={**applicant, **changes},
        opposite=None,
        answers={"question": "合同怎么写？"},
    ).order


def home(held: Representation) -> str:
    return f"/enterprise/{held.pk}/"


def at(order: Order) -> str:
    return f"/matters/{order.number}/"


def test_anybody_reads_what_companies_can_ask_for(visitor: Visitor) -> None:
    page = visitor.read("/enterprise/")
    assert "/services/consultation/legal/" in page.links
    assert "/services/legal-aid/civil/" not in page.links


def test_the_contact_sees_the_companys_matters_and_opens_them(
    boss: Visitor, held: Representation
) -> None:
    order = ask_as_company()
    assert home(held) in boss.read("/me/").links
    assert at(order) in boss.read(home(held)).links
    boss.read(at(order))
    assert at(order) not in boss.read("/me/").links


def test_and_the_outsider_sees_nothing_of_it(held: Representation) -> None:
    order = ask_as_company()
    outsider = browser({"name": "外人", "phone": "13800000019"})
    assert outsider.get(home(held)).status_code == 404
    assert outsider.get(at(order)).status_code == 302
    assert outsider.post(f"{home(held)}invite/", COLLEAGUE).status_code == 404
    assert outsider.post(f"{home(held)}members/{held.pk}/").status_code == 404
    assert Visitor().get(home(held)).headers["Location"] == "/me/sign-in/"


def test_a_colleague_is_invited_sees_the_matter_is_removed_and_sees_it_no_more(
    boss: Visitor, held: Representation
) -> None:
    order = ask_as_company()
    boss.send(f"{home(held)}invite/", COLLEAGUE)
    link = Representation.objects.latest("pk")
    colleague = browser(COLLEAGUE)
    assert at(order) in colleague.read(home(link)).links
    boss.send(f"{home(held)}members/{link.pk}/")
    assert colleague.get(home(link)).status_code == 404
    assert colleague.get(at(order)).status_code == 302


def test_a_colleague_invites_nobody_and_removes_nobody(boss: Visitor, held: Representation) -> None:
    boss.send(f"{home(held)}invite/", COLLEAGUE)
    link = Representation.objects.latest("pk")
    colleague = browser(COLLEAGUE)
    assert "邀请同事" not in colleague.read(home(link)).text
    third = {"name": "第三人", "phone": "13800000013"}
    assert colleague.post(f"{home(link)}invite/", third).status_code == 404
    assert colleague.post(f"{home(link)}members/{held.pk}/").status_code == 403
    assert colleague.send(f"{home(link)}members/{link.pk}/") == "/enterprise/"  # but may leave


def test_the_contact_reads_what_colleagues_did(boss: Visitor, held: Representation) -> None:
    order = ask_as_company()
    boss.send(f"{home(held)}invite/", COLLEAGUE)
    browser(COLLEAGUE).read(at(order))
    assert "看了进度" in boss.read(home(held)).text


def test_what_a_removed_colleague_did_is_still_to_be_read(
    boss: Visitor, held: Representation
) -> None:
    order = ask_as_company()
    boss.send(f"{home(held)}invite/", COLLEAGUE)
    link = Representation.objects.latest("pk")
    browser(COLLEAGUE).read(at(order))
    boss.send(f"{home(held)}members/{link.pk}/")
    assert "看了进度" in boss.read(home(held)).text


def test_who_asks_for_the_company_is_texted_no_code_to_keep(
    boss: Visitor, held: Representation
) -> None:
    """It opens the matter for half a year; who works there changes."""
    service = "/services/consultation/legal/"
    boss.send(f"{service}begin/", {"for": str(held.pk), "region": YE})
    boss.send(f"{service}ask/answers-question/", {"answers.question": "合同怎么写？"})
    boss.send(f"{service}check/")
    relay(at=NOW)
    text = ShortMessage.objects.get(order__isnull=False)
    assert (text.phone, text.with_code) == (BOSS["phone"], False)


def test_a_removed_colleague_does_not_come_back_by_telephone(
    boss: Visitor, held: Representation
) -> None:
    """The number told for a company's matter opens nothing: who works there changes."""
    order = ask_as_company(phone=COLLEAGUE["phone"])
    for name in ("叶县某某公司", COLLEAGUE["name"]):
        former = browser({**COLLEAGUE, "name": name})
        assert at(order) not in former.read("/me/").links


def test_one_asks_as_the_company_with_particulars_filled_in(
    boss: Visitor, held: Representation
) -> None:
    begin = "/services/consultation/legal/begin/"
    assert f"{begin}?for={held.pk}" in boss.read(home(held)).links
    boss.send(begin, {"for": str(held.pk), "region": YE})
    page = boss.read("/services/consultation/legal/ask/applicant/")
    assert page.fields["applicant.name"] == ["叶县某某公司"]
    assert page.fields["applicant.kind"] == ["enterprise"]


def test_what_is_sent_is_the_companys_whatever_was_typed_over_its_name(
    boss: Visitor, held: Representation, company: Party
) -> None:
    service = "/services/consultation/legal/"
    boss.send(f"{service}begin/", {"for": str(held.pk), "region": YE})
    boss.send(f"{service}ask/answers-question/", {"answers.question": "合同怎么写？"})
    other = {
        "applicant.kind": "citizen",
        "applicant.name": "别人",
        "applicant.phone": "13800000077",
    }
    boss.send(f"{service}ask/applicant/", other)
    boss.send(f"{service}check/")
    order = Order.objects.get()
    assert order.applicant == company
    assert order.parties.get(role="applicant").told["name"] == company.name
    assert order.parties.get(role="applicant").proven is False
    assert at(order) in boss.read(home(held)).links


def test_what_cannot_be_sent_says_why_and_keeps_what_was_typed(
    boss: Visitor, held: Representation
) -> None:
    typed = {"name": "同事乙", "phone": "12"}
    boss.send(f"{home(held)}invite/", typed, status=422)
    assert boss.page.fields["name"] == ["同事乙"]
    boss.send(f"{home(held)}invite/", COLLEAGUE)
    assert "已经有了" in boss.send(f"{home(held)}invite/", COLLEAGUE, status=409)


@pytest.mark.parametrize("many", [1, 3])
def test_the_companys_page_costs_the_same_however_much_there_is(
    boss: Visitor, held: Representation, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        ask_as_company()
        boss.send(f"{home(held)}invite/", {"name": f"同事{number}", "phone": f"1380000003{number}"})
    boss.read(home(held))
    with django_assert_max_num_queries(12):
        boss.read(home(held))


def test_opening_a_matter_for_the_company_stays_within_twelve_queries(
    boss: Visitor, held: Representation, django_assert_max_num_queries: Any
) -> None:
    order = ask_as_company()
    boss.read(at(order))
    with django_assert_max_num_queries(12):
        boss.read(at(order))
