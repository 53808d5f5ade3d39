"""A flood of requests: every one kept and told of, none in the way of the others (abuse case 21)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from santai.capabilities.identity.models import Sifting
from santai.capabilities.orders.actions import Along, Request, let_through, sifting, submit
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import inbox
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing, NotNow
from tests.factories.pages import Visitor, signed_in
from tests.world import AID_ANSWERS, APPLICANT, NOW, OPPOSITE, YE, World, anyone

WORDS = sifting.BUDGETS[sifting.Crowd.WORDS].windows[0][1]
TOLD = "短时间内同样的申请很多"


def ask(number: int = 0, *, phone: str = "", at: Any = NOW, **answers: Any) -> Order:
    """The same words each time, from another telephone."""
    phone = phone or f"138{number:08}"
    asked = Request(
        service="legal-aid/civil",
        region=YE,
        applicant={**APPLICANT, "phone": phone, "name": f"申请人{number}"},
        opposite=OPPOSITE,
        answers={**AID_ANSWERS, **answers},
    )
    return submit(
        actor=anyone(), request=asked, at=at, key=uuid4().hex, along=Along(sources=())
    ).order


def flood(many: int = WORDS + 3) -> list[Order]:
    return [ask(number) for number in range(many)]


def waiting(actor: Actor, which: str = "turn") -> set[str]:
    return {order.number for order in inbox(actor, which=which, at=NOW)}


@pytest.fixture
def clerk(world: World) -> Actor:
    return world.staff("aid-clerk")


def test_every_request_of_a_flood_is_there_and_what_is_too_much_waits_apart(clerk: Actor) -> None:
    orders = flood()
    assert Order.objects.count() == len(orders)
    assert {order.received_at for order in orders} == {NOW}
    assert all(order.due_at for order in orders)  # its clocks run as everybody's
    assert waiting(clerk) == {order.number for order in orders[:WORDS]}
    assert waiting(clerk, "sift") == {order.number for order in orders[WORDS:]}
    assert waiting(clerk, "all") == {order.number for order in orders}


def test_a_request_put_aside_by_mistake_is_caught(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: too much is dropped."""
    monkeypatch.setattr(sifting, "put_aside", lambda order, found, at: order.delete())
    with pytest.raises(Exception, match=r"delete|protected|refuses|append"):
        flood()


def test_one_at_the_limit_and_one_after_the_window_go_straight_to_work(clerk: Actor) -> None:
    orders = flood(WORDS)
    later = ask(99, at=NOW + timedelta(hours=1))
    assert waiting(clerk) == {order.number for order in (*orders, later)}
    assert not Sifting.objects.exists()


def test_one_telephone_floods_with_other_words_each_time(clerk: Actor) -> None:
    phone = sifting.BUDGETS[sifting.Crowd.PHONE].windows[0][1]
    for number in range(phone + 1):
        ask(1, phone="13800000009", facts=f"第{number}次说的都是不一样的事情")
    assert Sifting.objects.get().why == "phone"


def test_who_speaks_of_violence_is_never_put_aside(clerk: Actor) -> None:
    orders = [ask(number, matter="家庭暴力") for number in range(WORDS + 2)]
    assert waiting(clerk) == {order.number for order in orders}


def test_what_is_refused_counts_for_nothing(clerk: Actor) -> None:
    """Mistakes in a form bring nobody into the queue."""
    for number in range(WORDS + 2):
        with pytest.raises(Exception, match="改一下"):
            ask(number, matter="")
    order = ask(1)
    assert waiting(clerk) == {order.number}


def test_whoever_handles_it_lets_it_through_once(clerk: Actor) -> None:
    order = flood(WORDS + 1)[-1]
    let_through(actor=clerk, number=order.number, at=NOW)
    assert order.number in waiting(clerk)
    assert waiting(clerk, "sift") == set()
    event = Event.objects.filter(order=order).latest("seq")
    assert (event.code, event.public, event.actor_id) == ("sifted", True, clerk.account_id)
    with pytest.raises(NotNow):
        let_through(actor=clerk, number=order.number, at=NOW)


def test_and_the_outsider_does_not(world: World, clerk: Actor) -> None:
    order = flood(WORDS + 1)[-1]
    with pytest.raises(Missing):
        let_through(actor=world.staff("bureau-chief", "320700000000"), number=order.number, at=NOW)
    with pytest.raises(Forbidden):  # looks on
        let_through(actor=world.staff("auditor", "410000000000"), number=order.number, at=NOW)
    assert waiting(clerk, "sift") == {order.number}


def test_the_desk_shows_why_and_lets_all_of_one_source_through(world: World, clerk: Actor) -> None:
    orders = flood()
    browser = signed_in(world.accounts[("aid-clerk", YE)])
    page = browser.read("/desk/", which="sift")
    assert "待甄别" in page.text
    page = browser.read(f"/desk/orders/{orders[-1].number}/")
    assert "一模一样的话" in page.text
    assert "另外 2 件" in page.text
    browser.send(f"/desk/orders/{orders[-1].number}/sift/", {"alike": "1"})
    assert waiting(clerk) == {order.number for order in orders}
    outside = signed_in(world.accounts[("window-clerk", "410423000000")])
    assert outside.post(f"/desk/orders/{orders[-1].number}/sift/").status_code == 404


def test_who_sent_it_is_told_on_the_receipt_and_gets_the_number(world: World) -> None:
    """Through the pages: the same browser, the same words."""
    texts = []
    for number in range(WORDS + 1):
        browser = Visitor()
        sent = {
            "step": "submit",
            "region": YE,
            "key": uuid4().hex,
            "applicant.name": f"申请人{number}",
            "applicant.phone": f"138{number:08}",
            "opposite.name": "对方建筑公司",
            "opposite.kind": "enterprise",
            **{f"answers.{key}": text for key, text in AID_ANSWERS.items()},
        }
        where = browser.send("/services/legal-aid/civil/apply/", sent)
        texts.append(browser.read(where).text)
    assert [TOLD in text for text in texts] == [False] * WORDS + [True]
    assert Order.objects.count() == WORDS + 1
