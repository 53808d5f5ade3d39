"""Signing on one's own telephone: read, a code, a name; and nobody else's paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import pytest

from santai.capabilities.documents.models import Document, Signature
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import digits_of
from santai.capabilities.people.models import PhoneCode
from tests.capabilities.orders.conftest import ROOT
from tests.capabilities.orders.test_sides import both, clerk
from tests.capabilities.orders.test_signing import drawing
from tests.factories.pages import Visitor
from tests.world import World, take


@pytest.fixture(autouse=True, scope="module")
def trial() -> Iterator[None]:
    from santai.catalogue import current

    current.use(ROOT)
    yield
    current.use()


def written_up(world: World) -> tuple[Order, Order, Document]:
    main, side = both(world)
    main = take(clerk(world), main, "write_up", said="双方同意分三期。")
    return main, side, Document.objects.get(key="record")


def opened(order: Order) -> Visitor:
    visitor = Visitor()
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    return visitor


def page_of(order: Order, paper: Document) -> str:
    return f"/matters/{order.number}/sign/{paper.pk}/"


def test_the_other_side_signs_on_its_own_telephone(world: World) -> None:
    main, side, paper = written_up(world)
    them, there = opened(side), page_of(side, paper)

    assert there in them.read(f"/matters/{side.number}/").links
    assert "138****0002" in them.read(there).text
    assert them.send(there, {"send": "yes"}) == there
    code = digits_of(PhoneCode.objects.latest("pk").pk)
    drawn = "data:image/png;base64," + b64encode(drawing()).decode()
    sent = {"name": "对方乙", "drawn": drawn, "code": code}
    assert them.send(there, sent) == f"/matters/{side.number}/"

    made = Signature.objects.get()
    assert (made.place, made.name, made.sha256) == ("opposite", "对方乙", paper.sha256)
    assert made.picture is not None
    assert there not in them.read(f"/matters/{side.number}/").links
    assert page_of(main, paper) in opened(main).read(f"/matters/{main.number}/").links


def test_a_wrong_code_signs_nothing_and_keeps_what_was_written(world: World) -> None:
    main, _side, paper = written_up(world)
    ours, there = opened(main), page_of(main, paper)
    ours.send(there, {"send": "yes"})

    page = ours.send(there, {"name": "申请人甲", "code": "000000"}, status=422)
    assert "验证码不对" in page
    assert ours.page.fields["name"] == ["申请人甲"]
    assert not Signature.objects.exists()


def test_a_code_that_was_never_asked_for_signs_nothing(world: World) -> None:
    main, _side, paper = written_up(world)
    opened(main).send(page_of(main, paper), {"name": "甲", "code": "123456"}, status=422)
    assert not Signature.objects.exists()


def test_for_anybody_else_there_is_nothing_to_sign(world: World) -> None:
    main, side, paper = written_up(world)

    assert Visitor().get(page_of(main, paper)).status_code == 404
    assert opened(side).get(page_of(main, paper)).status_code == 404
    assert opened(main).get(f"/matters/{main.number}/sign/{paper.pk + 1}/").status_code == 404
