"""Query codes: unguessable, for one order and one purpose, for a time (abuse case 19)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of, open_with_code, renew_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import CODE_ALPHABET
from tests import world as w
from tests.capabilities.orders.steps import consult, everything, fresh, last

pytestmark = pytest.mark.django_db

WRONG = "工单号或查询码不对，或者查询码已过期。连续输错 5 次要等 15 分钟。"


def opens(order: Order, code: str, at: datetime = w.NOW) -> bool:
    try:
        return open_with_code(order.number, code, at=at) == order
    except Missing:
        return False


def test_a_code_is_ten_signs_that_can_be_read_aloud(order: Order) -> None:
    code = code_of(order)
    assert (len(code), set(code) <= set(CODE_ALPHABET)) == (10, True)


def test_it_is_found_however_it_is_typed(order: Order) -> None:
    code = code_of(order).lower()
    typed = f"{order.number[:3]} {order.number[3:7]} {order.number[7:]}"

    assert open_with_code(typed, f" {code[:5]}-{code[5:]} ", at=w.NOW) == order


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA", "查询码", "�"])
def test_a_wrong_code_opens_nothing_and_says_the_same(order: Order, code: str) -> None:
    """Whether the number, the code or the day is wrong is nobody's business."""
    end = order.code_until
    for number, typed, at in (
        (order.number, code, w.NOW),
        ("26000000000", code_of(order), w.NOW),
        (order.number, code_of(order), end),
    ):
        with pytest.raises(Missing) as refused:
            open_with_code(number, typed, at=at)
        assert refused.value.message == WRONG


def test_the_code_of_another_order_opens_nothing(world: w.World, order: Order) -> None:
    assert not opens(order, code_of(consult()))


def test_a_code_opens_one_order_and_no_list(world: w.World, order: Order) -> None:
    consult()
    assert list(access.orders_for(w.holder(order))) == [order]


def test_it_opens_to_the_last_moment_and_no_longer(order: Order) -> None:
    end = order.code_until
    assert end == w.NOW + timedelta(days=180)
    assert opens(order, code_of(order), end - timedelta(microseconds=1))
    assert not opens(order, code_of(order), end)


def test_looking_in_writes_nothing(order: Order) -> None:
    before = everything()
    assert opens(order, code_of(order))
    assert everything() == before


# --- renewed ----------------------------------------------------------------------------------------


def test_a_new_code_makes_the_old_one_worthless(world: w.World, order: Order) -> None:
    old, at = code_of(order), w.NOW + timedelta(days=10)

    new = renew_code(actor=world.staff("aid-clerk"), number=order.number, at=at)

    order = fresh(order)
    assert (opens(order, old, at), opens(order, new, at)) == (False, True)
    assert order.code_until == at + timedelta(days=180)
    event = last(order)
    assert (event.code, event.role, event.data) == ("code_renewed", "handler", {})
    assert event.organisation == world.office("legal-aid-agency")


@pytest.mark.parametrize("who", ["auditor", "bureau-chief", "applicant", "outsider"])
def test_who_only_looks_on_gets_no_code(world: w.World, order: Order, who: str) -> None:
    """Abuse case 7: with a code one acts as the applicant."""
    actors: dict[str, Actor] = {
        "auditor": world.staff("auditor", w.PROVINCE),
        "bureau-chief": world.staff("bureau-chief"),
        "applicant": w.holder(order),
        "outsider": world.staff("aid-clerk", w.LUSHAN),
    }
    before = everything()

    with pytest.raises(Missing if who == "outsider" else Forbidden):
        renew_code(actor=actors[who], number=order.number, at=w.NOW)

    assert everything() == before
