"""Whom to call back: everybody who was dissatisfied, and a sample of the rest that anybody can draw again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.actions.drawing import draw
from santai.capabilities.oversight.models import Draw
from santai.capabilities.oversight.queries.calls import is_drawn, share_in, waiting
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Forbidden, Missing
from tests import world as w
from tests.capabilities.orders.steps import answered, consult, refused
from tests.capabilities.oversight.matters import called, rated
from tests.factories.pages import Visitor, signed_in, stop_the_clock

pytestmark = pytest.mark.django_db
NEXT = w.NOW + timedelta(days=1)


def listed(actor: Actor, at: datetime = NEXT) -> list[tuple[int, str]]:
    return [(one.order.pk, one.why.value) for one in waiting(actor, at=at)]


def finished(world: w.World, many: int, at: object = w.NOW) -> list[Order]:
    return [answered(world, consult(at=at), at) for _ in range(many)]


def test_the_sample_is_what_seed_share_and_number_say(world: w.World) -> None:
    orders = finished(world, 12)
    drawn = draw(actor=world.staff("visitor"), region=w.YE, at=NEXT)
    assert (drawn.population, drawn.share) == (12, 20)
    assert (drawn.since, drawn.until) == (date(2026, 2, 1), w.TODAY)
    again = {order.pk for order in orders if is_drawn(drawn.seed, order.number, drawn.share)}
    assert set(drawn.orders) == again


@pytest.mark.parametrize(
    ("number", "share", "drawn"),
    [
        ("26000000001", 90, False),  # e72732f1, 90.29 % of 16 to the 8
        ("26000000001", 91, True),
        ("26000000003", 50, False),  # 50.04 %
        ("26000000003", 51, True),
    ],
)
def test_a_draw_of_long_ago_comes_out_the_same(number: str, share: int, drawn: bool) -> None:
    """Worked out apart from the program: the first eight digits of SHA-256 over seed and number."""
    assert is_drawn("0123456789abcdef", number, share) is drawn


@pytest.mark.parametrize("share", [1, 20, 100])
def test_the_share_is_the_share(share: int) -> None:
    taken = sum(is_drawn("0123456789abcdef", f"26{n:09}", share) for n in range(4000))
    spread = (4000 * share / 100 * (1 - share / 100)) ** 0.5
    assert taken == pytest.approx(40 * share, abs=3 * spread)


def test_no_day_is_drawn_twice(world: w.World) -> None:
    finished(world, 3)
    visitor = world.staff("visitor")
    draw(actor=visitor, region=w.YE, at=NEXT)
    with pytest.raises(Conflict):
        draw(actor=visitor, region=w.YE, at=NEXT)
    later = draw(actor=visitor, region=w.YE, at=NEXT + timedelta(days=2))
    assert (later.since, later.until) == (date(2026, 3, 3), date(2026, 3, 4))


def test_the_dissatisfied_are_not_drawn_but_all_called(world: w.World, order: Order) -> None:
    """EVAL-10."""
    sour = rated(refused(world, order), "非常不满意", w.NOW + timedelta(hours=1))
    finished(world, 2)
    drawn = draw(actor=world.staff("visitor"), region=w.YE, at=NEXT)
    assert drawn.population == 2
    visitor = world.staff("visitor")
    assert listed(visitor)[0] == (sour.pk, "unhappy")
    called(world, sour, NEXT)
    assert sour.pk not in dict(listed(visitor))


def test_somebody_dissatisfied_to_the_last_is_called_too(world: w.World, order: Order) -> None:
    """EVAL-10: a refusal is not done again, so the rating itself settled it; who gave it still gets a call."""
    sour = rated(refused(world, order), "非常不满意", w.NOW + timedelta(hours=1))
    assert sour.evaluated_at is not None
    counting.catch_up(at=NEXT)
    visitor = world.staff("visitor")
    for day in range(3):
        at = NEXT + timedelta(days=day)
        assert listed(visitor, at) == [(sour.pk, "unhappy")]
        called(world, sour, at, result="无人接听", score="")
    assert listed(visitor, NEXT + timedelta(days=3)) == []


def test_a_drawn_person_is_called_although_they_were_satisfied(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EVAL-07: else only those who say nothing would ever be asked. Who is silent comes after them."""
    happy, silent = finished(world, 2)
    rated(happy, "满意", w.NOW + timedelta(hours=1))
    everybody(world, monkeypatch)
    later = answered(world, consult(at=NEXT), NEXT)
    assert listed(world.staff("visitor")) == [
        (happy.pk, "drawn"),
        (silent.pk, "drawn"),
        (later.pk, "silent"),
    ]


@pytest.fixture
def order(world: w.World) -> Order:
    return w.ask_for_aid().order


def everybody(world: w.World, patch: pytest.MonkeyPatch) -> Draw:
    """A draw that takes everybody."""
    patch.setattr(
        "santai.capabilities.oversight.actions.drawing.share_in", lambda region, at: (100, "测试")
    )
    return draw(actor=world.staff("visitor"), region=w.YE, at=NEXT)


def test_who_was_called_leaves_the_list(world: w.World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = finished(world, 2)
    everybody(world, monkeypatch)
    visitor = world.staff("visitor")
    assert listed(visitor) == [(first.pk, "drawn"), (second.pk, "drawn")]
    called(world, first, NEXT)
    assert listed(visitor) == [(second.pk, "drawn")]


def test_nobody_calls_about_their_own_work(world: w.World, monkeypatch: pytest.MonkeyPatch) -> None:
    order = consult()
    Order.objects.filter(pk=order.pk).update(holder=world.accounts[("visitor", w.YE)])
    answered(world, Order.objects.get(pk=order.pk))
    assert everybody(world, monkeypatch).orders == [order.pk]
    assert listed(world.staff("visitor")) == []
    assert listed(world.staff("visitor", w.CITY)) == [(order.pk, "drawn")]


def test_the_share_is_a_parameter_with_its_source(world: w.World) -> None:
    share, source = share_in(w.YE, w.NOW)
    assert (share, source[:7]) == (20, "本系统默认值；")


def test_and_the_outsider_draws_nothing(world: w.World) -> None:
    for outsider in (world.staff("bureau-chief", w.ELSEWHERE), world.staff("aid-clerk")):
        with pytest.raises(Missing):
            draw(actor=outsider, region=w.YE, at=NEXT)
    with pytest.raises(Forbidden):
        draw(actor=world.staff("auditor", w.PROVINCE), region=w.YE, at=NEXT)
    assert not Draw.objects.exists()


# --- the page -------------------------------------------------------------------------------------


def test_a_visitor_draws_and_calls_from_the_page(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(world, 3)
    stop_the_clock(monkeypatch, NEXT)
    monkeypatch.setattr(
        "santai.capabilities.oversight.actions.drawing.share_in", lambda region, at: (100, "测试")
    )
    visitor: Visitor = signed_in(world.accounts[("visitor", w.YE)])
    assert "办结的还没有抽。按 20% 抽" in visitor.read("/desk/calls/").text
    visitor.send("/desk/calls/draw/", {"region": w.YE})
    page = visitor.read("/desk/calls/")
    assert "从 3 件里抽中 3 件。" in page.text
    assert "到昨天为止办结的都抽过了。" in page.text
    assert page.source.count("抽中</td>") == 3
    assert visitor.read(visitor.send("/desk/calls/next/")).text
    visitor.send("/desk/calls/draw/", {"region": w.YE})
    assert "明天再抽" in visitor.read("/desk/calls/").text


def test_a_chief_looks_on_and_makes_no_calls(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(world, 2)
    everybody(world, monkeypatch)
    stop_the_clock(monkeypatch, NEXT)
    page = signed_in(world.accounts[("bureau-chief", w.YE)]).read("/desk/calls/")
    assert len([link for link in page.links if link.startswith("/desk/orders/")]) == 2
    assert "领下一个" not in page.text
    assert (
        signed_in(world.accounts[("bureau-chief", w.YE)]).post("/desk/calls/next/").status_code
        == 403
    )


def test_who_handled_the_orders_is_not_told_who_was_drawn(world: w.World) -> None:
    for role in ("aid-clerk", "window-clerk", "bureau-officer"):
        handler = signed_in(world.accounts[(role, w.YE)])
        assert handler.get("/desk/calls/").status_code == 404
        assert handler.post("/desk/calls/draw/", {"region": w.YE}).status_code == 404
    assert (
        signed_in(world.accounts[("visitor", w.YE)])
        .get("/desk/calls/", {"region": w.LUSHAN})
        .status_code
        == 404
    )
