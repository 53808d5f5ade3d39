"""What is signed and printed: signatures by hand, hand-over lists, the referral slip."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from tests.channels.counter.test_counter import INTAKE, typed
from tests.factories.pages import Visitor, signed_in
from tests.world import LUSHAN, YE, World, take

PAPERS, LIST = "/counter/materials/", "/counter/materials/list/"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
DRAWN = f"data:image/png;base64,{b64encode(PNG).decode()}"


@pytest.fixture
def clerk(world: World) -> Visitor:
    visitor = signed_in(world.accounts[("window-clerk", YE)])
    visitor.send(INTAKE, typed())
    return visitor


@pytest.fixture
def agency(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


def over(**changes: Any) -> dict[str, Any]:
    order = Order.objects.get()
    return {
        "action": "hand_over",
        "number": order.number,
        "organisation": str(order.organisation_id),
        "materials": ["identity", "case_papers"],
        "signature": "窗口甲",
        **changes,
    }


def test_a_drawn_signature_is_kept_with_the_hand_over_apart_from_the_files(clerk: Visitor) -> None:
    """ORD-15: the picture stands in the chain right before the deed it was given for."""
    clerk.send(PAPERS, over(drawn=DRAWN))
    order, kept = Order.objects.get(), StoredFile.objects.get()
    assert (kept.kind, kept.subject) == ("signature", f"{order.subject}/signatures")
    before, deed = order.events.order_by("seq")[order.seq - 2 :]
    assert (before.code, before.data["signed"], before.data["sha256"], before.public) == (
        "file_added",
        "hand_over",
        kept.sha256,
        False,
    )
    assert (deed.code, deed.data["facts"]["signature"]) == ("hand_over", "窗口甲")
    assert chain_is_whole(order)


@pytest.mark.parametrize(
    "drawn",
    ["data:image/svg+xml,<svg>", "data:image/png;base64,%%%", "data:image/png;base64," + "A" * 9],
)
def test_what_is_no_drawing_is_refused_and_nothing_is_handed_over(
    clerk: Visitor, drawn: str
) -> None:
    clerk.send(PAPERS, over(drawn=drawn), status=422)
    assert clerk.page.fields["signature"] == ["窗口甲"]
    assert not StoredFile.objects.exists()
    assert not Order.objects.get().events.filter(code="hand_over").exists()


def test_a_deed_that_is_refused_keeps_no_signature(clerk: Visitor) -> None:
    clerk.send(PAPERS, over(drawn=DRAWN, signature=""), status=422)
    assert clerk.page.fields["drawn"] == [DRAWN]
    assert not StoredFile.objects.exists()


def test_the_list_of_a_day_names_who_gave_and_who_took(
    clerk: Visitor, agency: Visitor, world: World
) -> None:
    """ORD-19: the hand-over is verified on paper."""
    assert "没有移交过材料" in clerk.read(LIST).text
    clerk.send(PAPERS, over(drawn=DRAWN))
    page = clerk.read(LIST)
    assert world.office("legal-aid-agency", YE).name in page.text
    assert "窗口甲" in page.text
    assert "受理员乙" not in page.text
    agency.send(PAPERS, over(action="sign_for", signature="受理员乙"))
    assert "受理员乙" in clerk.read(LIST).text
    assert "没有移交过材料" in clerk.read(LIST, day="2026-03-01").text
    assert clerk.get(LIST, {"day": "昨天"}).status_code == 422


def test_the_picture_opens_for_those_who_may_read_the_papers(
    clerk: Visitor, agency: Visitor, world: World
) -> None:
    clerk.send(PAPERS, over(drawn=DRAWN))
    path = f"/counter/orders/{Order.objects.get().number}/signatures/{StoredFile.objects.get().pk}/"
    assert path in clerk.read(LIST).source
    for reader, status in (
        (clerk, 200),
        (agency, 200),
        (signed_in(world.accounts[("bureau-chief", YE)]), 403),
        (signed_in(world.accounts[("window-clerk", LUSHAN)]), 404),
        (Visitor(), 302),
    ):
        answer = reader.get(path)
        answer.getvalue()  # reads a file to its end
        assert answer.status_code == status
    assert clerk.get(path.replace("/signatures/", "/signatures/9")).status_code == 404


def test_and_the_outsider_sees_nobodys_hand_overs(clerk: Visitor, world: World) -> None:
    clerk.send(PAPERS, over())
    number = Order.objects.get().number
    for role, region in (("window-clerk", LUSHAN), ("aid-clerk", YE)):
        assert number not in signed_in(world.accounts[(role, region)]).read(LIST).source


@pytest.mark.parametrize("orders", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    clerk: Visitor, orders: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, orders):
        clerk.send(INTAKE, typed(key=f"more-{number}"))
    for order in Order.objects.all():
        clerk.send(PAPERS, over_of(order))
    with django_assert_num_queries(5):
        clerk.read(LIST)


def over_of(order: Order) -> dict[str, Any]:
    return {
        "action": "hand_over",
        "number": order.number,
        "organisation": str(order.organisation_id),
        "materials": ["identity"],
        "signature": "窗口甲",
    }


def test_a_referral_has_a_slip_to_take_along(clerk: Visitor, world: World) -> None:
    """ORD-22, CEN-52: whom to ask, why, and a part that comes back; no query code on it."""
    facts = {"body": "县人社局", "matter": "查社保记录", "reason": "由它管"}
    parent = Order.objects.get()
    take(world.staff("window-clerk"), parent, "refer", **facts)
    child = parent.children.get()
    slip = f"/counter/orders/{child.number}/referral/"
    assert slip in clerk.read(f"/counter/orders/{parent.number}/receipt/").links
    text = clerk.read(slip).text
    assert "县人社局" in text
    assert "查社保记录" in text
    assert "申请人甲" in text
    assert "回执" in text
    assert "查询码" not in text
    assert clerk.get(f"/counter/orders/{parent.number}/referral/").status_code == 404


def test_and_the_outsider_gets_no_slip(clerk: Visitor, world: World) -> None:
    facts = {"body": "县人社局", "matter": "查社保记录", "reason": "由它管"}
    parent = Order.objects.get()
    take(world.staff("window-clerk"), parent, "refer", **facts)
    path = f"/counter/orders/{parent.children.get().number}/referral/"
    assert signed_in(world.accounts[("window-clerk", LUSHAN)]).get(path).status_code == 404
    assert signed_in(world.accounts[("bureau-chief", YE)]).get(path).status_code == 403
