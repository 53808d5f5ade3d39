"""Files of an order: by those who act in it, in the timeline, ticked off the checklist, and none when refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from santai.capabilities.files.actions import FileRefused
from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders.actions import add_file
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.orders.queries import chain_is_whole, view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Invalid, Missing, NotNow, Refusal
from tests import world as w
from tests.capabilities.files.corpus import png
from tests.capabilities.orders.steps import (
    answered,
    assigned,
    codes,
    consult,
    everything,
    fresh,
    last,
)

pytestmark = pytest.mark.django_db

PHOTO = png()


def add(actor: Actor, order: Order, material: str = "", content: bytes = PHOTO) -> StoredFile:
    return add_file(
        actor=actor,
        number=order.number,
        name="欠条.png",
        content=content,
        at=w.NOW,
        material=material,
    )


def refusal(actor: Actor, order: Order, **changes: object) -> Refusal:
    before = everything()
    with pytest.raises(Refusal) as refused:
        add(actor, order, **changes)  # type: ignore[arg-type]
    assert everything() == before
    return refused.value


def test_a_photo_of_the_applicant_is_in_the_timeline_with_its_hash(order: Order) -> None:
    stored = add(w.holder(order), order)

    event = last(order)
    assert (event.code, event.role, event.public, event.seq) == ("file_added", "applicant", True, 2)
    assert event.data == {
        "file": stored.pk,
        "name": "欠条.png",
        "sha256": hashlib.sha256(PHOTO).hexdigest(),
        "material": "",
    }
    assert stored.subject == order.subject
    assert Outbox.objects.get(seq=2).tells == ["applicant", "agency"]
    assert chain_is_whole(fresh(order))


def test_it_is_ticked_off_the_checklist(world: w.World, order: Order) -> None:
    """ORD-15: shown, not yet received."""
    add(w.holder(order), order, material="case_papers")

    assert order.materials.get(key="case_papers").state == "uploaded"
    assert last(order).data["material"] == "和这件事有关的材料"
    w.take(world.staff("aid-clerk"), order, "receive_material", materials=["case_papers"])
    add(w.holder(order), order, material="case_papers")
    assert order.materials.get(key="case_papers").state == "received"


def test_the_same_photo_twice_is_two_entries(order: Order) -> None:
    """Abuse case 16: one content, two references, both in the record."""
    first, second = add(w.holder(order), order), add(w.holder(order), order)

    assert first.sha256 == second.sha256
    assert codes(order) == ["submitted", "file_added", "file_added"]


ADDS: dict[str, Callable[[w.World, Order], tuple[Actor, str]]] = {
    "the applicant": lambda _, order: (w.holder(order), "applicant"),
    "the agency": lambda world, _: (world.staff("aid-clerk"), "handler"),
    "the counter": lambda world, _: (world.staff("window-clerk"), "window-clerk"),
    "the hotline": lambda world, _: (world.staff("hotline-agent", w.CITY), "hotline-agent"),
}


@pytest.mark.parametrize("who", ADDS)
def test_who_adds_files(world: w.World, order: Order, who: str) -> None:
    actor, role = ADDS[who](world, order)
    add(actor, order)
    assert last(order).role == role


def test_the_assignee_adds_files(world: w.World, order: Order) -> None:
    order = assigned(world, order)
    add(world.lawyer(), order)
    assert last(order).role == "assignee"


@pytest.mark.parametrize(("role", "where"), [("auditor", w.PROVINCE), ("bureau-chief", w.YE)])
def test_who_only_looks_on_adds_none(world: w.World, order: Order, role: str, where: str) -> None:
    assert type(refusal(world.staff(role, where), order)) is Forbidden


def test_an_outsider_finds_no_order(world: w.World, order: Order) -> None:
    for outsider in (world.staff("aid-clerk", w.LUSHAN), world.lawyer(), w.anyone()):
        assert type(refusal(outsider, order)) is Missing


def test_a_material_the_order_does_not_have(order: Order) -> None:
    refused = refusal(w.holder(order), order, material="crown")
    assert isinstance(refused, Invalid)
    assert refused.fields == {"material": "这件工单没有这种材料。"}


def test_what_is_no_photo_is_refused_and_leaves_no_trace(order: Order) -> None:
    """Abuse case 15."""
    assert isinstance(refusal(w.holder(order), order, content=b"MZ\x90\x00"), FileRefused)


def test_an_archived_order_takes_no_more(world: w.World) -> None:
    order = answered(world, consult())
    order = w.take(w.holder(order), order, "rate", score="满意")
    add(w.holder(order), order)  # completed is not closed
    order = w.take(world.staff("window-clerk"), order, "archive")

    refused = refusal(w.holder(order), order)
    assert (type(refused), refused.message) == (NotNow, "工单已经归档，不能再加文件。")


def test_files_are_shown_with_the_order(order: Order) -> None:
    stored = add(w.holder(order), order)
    assert list(view(w.holder(order), order, at=w.NOW).files) == [stored]
