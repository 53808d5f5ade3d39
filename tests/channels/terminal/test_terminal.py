"""The machine in the hall: guide, progress, applying, rating, a ticket, a person (WEB-17, WEB-18, AID-02)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order, Rating
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import answer
from santai.capabilities.reception.models import Ring, Ticket
from tests.factories.halls import make_hall
from tests.factories.pages import Visitor
from tests.world import AID_ANSWERS, LUSHAN, NOW, YE, World, ask_for_aid, take

SERVICE = "consultation/legal"


@pytest.fixture
def machine(hall: Venue) -> str:
    return f"/terminal/{hall.pk}/"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "region": YE,
        "answers.question": "工资没有给，怎么办？",
        "applicant.name": "申请人甲",
        "applicant.phone": "13800000001",
        **changes,
    }


def keys_of(order: Order) -> dict[str, str]:
    return {"number": order.number, "code": code_of(order)}


def test_the_first_page_leads_everywhere(visitor: Visitor, machine: str) -> None:
    page = visitor.read(machine)
    for path in ("guide/", "track/", "apply/", "rate/", "ticket/"):
        assert machine + path in page.links
        visitor.read(machine + path)
    assert f'action="{machine}call/"' in page.source
    assert "老年人大字" in page.text


def test_a_machine_stands_in_a_hall_that_is_there(visitor: Visitor, world: World) -> None:
    closed = make_hall(world, is_active=False)
    for place in (closed.pk, 999_999):
        assert visitor.get(f"/terminal/{place}/").status_code == 404


def test_the_guide_is_that_of_the_place(visitor: Visitor, world: World, machine: str) -> None:
    visitor.read(f"{machine}guide/")
    assert f"{machine}guide/legal-aid/civil/" in visitor.page.links
    text = visitor.read(f"{machine}guide/legal-aid/civil/").text
    assert world.office("legal-aid-agency", YE).name in text
    assert f"{machine}apply/legal-aid/civil/" in visitor.page.links
    assert "没有找到" in visitor.get(f"{machine}guide/no/such/").content.decode()


def test_what_is_asked_at_other_doors_only_is_explained_but_not_taken(
    visitor: Visitor, machine: str
) -> None:
    visitor.read(f"{machine}guide/complaint/service/")
    assert f"{machine}apply/complaint/service/" not in visitor.page.links
    assert visitor.get(f"{machine}apply/complaint/service/").status_code == 404


def test_somebody_applies_reads_it_over_and_gets_number_and_code(
    visitor: Visitor, machine: str
) -> None:
    """WEB-17: consultation at the machine; one engine behind it (PLAT-01)."""
    path = f"{machine}apply/{SERVICE}/"
    assert visitor.read(path).fields["region"] == [YE]
    visitor.send(path, typed(step="check"), status=200)
    assert "工资没有给，怎么办？" in visitor.page.text
    receipt = visitor.send(path, {**visitor.page.fields, "step": "submit"})
    order = Order.objects.get()
    assert (order.channel, order.service) == ("terminal", SERVICE)
    assert code_of(order) in visitor.read(receipt).text
    assert visitor.send(path, typed(step="submit")) == receipt
    assert Order.objects.count() == 1


def test_mistakes_are_named_and_nothing_typed_is_lost(visitor: Visitor, machine: str) -> None:
    path = f"{machine}apply/{SERVICE}/"
    visitor.send(path, typed(step="check", **{"answers.question": ""}), status=422)
    assert "#q-answers-question" in visitor.page.links
    assert visitor.page.fields["applicant.phone"] == ["13800000001"]
    assert not Order.objects.exists()


def test_progress_by_number_and_code(visitor: Visitor, machine: str) -> None:
    order = ask_for_aid().order
    matter = visitor.send(f"{machine}track/", keys_of(order))
    assert matter == f"{machine}matters/{order.number}/"
    assert order.organisation.name in visitor.read(matter).text


@pytest.mark.parametrize("wrong", [{"code": "AAAAAAAAAA"}, {"number": "12345678901"}])
def test_a_wrong_number_or_code_opens_nothing_in_the_same_words(
    visitor: Visitor, machine: str, wrong: dict[str, str]
) -> None:
    order = ask_for_aid().order
    text = visitor.send(f"{machine}track/", {**keys_of(order), **wrong}, status=422)
    assert "工单号或查询码不对" in text
    assert visitor.get(f"{machine}matters/{order.number}/").status_code == 404


def test_a_matter_that_is_done_is_rated(visitor: Visitor, world: World, machine: str) -> None:
    order = ask_for_aid(service=SERVICE, opposite=None, answers={"question": "问一下"}).order
    early = visitor.send(f"{machine}rate/", keys_of(order))
    assert visitor.get(early).status_code in {403, 409}
    order = take(world.staff("window-clerk"), order, "answer", answer="这样办。")
    form = visitor.send(f"{machine}rate/", keys_of(order))
    visitor.send(form, {"score": ""}, status=422)
    visitor.send(form, {"score": "非常满意", "key": "r1"}, status=200)
    assert "谢谢" in visitor.page.text
    assert Rating.objects.get().score == "非常满意"
    assert order.events.order_by("seq").last().channel == "terminal"


def test_a_ticket_is_taken_once_for_each_visitor(visitor: Visitor, machine: str) -> None:
    """GRP-04: said by the visitor."""
    path = f"{machine}ticket/"
    assert visitor.send(path, {"line": "legal-aid", "priority": "pregnant"}) == path
    assert "D001" in visitor.read(path).text
    assert "优先：孕妇" in visitor.page.text
    visitor.send(path, {"line": "", "priority": ""})
    assert Ticket.objects.count() == 1
    visitor.send(f"{machine}leave/")
    visitor.send(path, {"line": "nonsense"}, status=422)
    visitor.send(path, {"line": "", "priority": ""})
    assert "A001" in visitor.read(path).text


def test_a_person_is_called_and_comes(visitor: Visitor, world: World, machine: str) -> None:
    path = f"{machine}call/"
    assert visitor.send(path) == path
    assert "已经叫了" in visitor.read(path).text
    assert "现在没有窗口开着" in visitor.page.text
    assert visitor.get(path).headers["Refresh"] == "6"
    visitor.send(path)
    ring = Ring.objects.get()
    answer(actor=world.staff("window-clerk"), ring_id=ring.pk, at=NOW)
    assert "工作人员来了" in visitor.read(path).text
    assert "Refresh" not in visitor.get(path).headers


def test_a_story_begun_at_the_machine_goes_on_at_the_counter(
    visitor: Visitor, world: World, machine: str
) -> None:
    path = f"{machine}apply/legal-aid/civil/"
    answers = {f"answers.{key}": value for key, value in AID_ANSWERS.items()}
    form = typed(step="submit", **answers)
    visitor.send(path, form)
    order = Order.objects.get()
    assert take(world.staff("aid-clerk"), order, "note", text="看过了").seq == 2


@pytest.mark.parametrize("path", ["", "guide/", "apply/", "ticket/", "track/"])
def test_each_page_costs_few_queries(
    visitor: Visitor, machine: str, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        visitor.read(machine + path)


def test_another_hall_is_another_place(visitor: Visitor, world: World) -> None:
    there = make_hall(world, LUSHAN)
    assert visitor.read(f"/terminal/{there.pk}/apply/{SERVICE}/").fields["region"] == [LUSHAN]
