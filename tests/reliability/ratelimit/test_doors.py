"""No door without a budget: every address that takes a form, found from the URL table (S3; abuse cases 19 and 21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from django.urls import Resolver404, get_resolver, resolve
from pytest_django import Settings

from santai.capabilities.identity.actions import budgets
from santai.capabilities.orders.actions import code_of
from santai.project import pace
from tests.factories.halls import make_hall
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.reliability.routes.test_routes import addresses
from tests.reliability.sizes import report
from tests.world import NOW, YE, World, ask_for_aid

MOST = 3
_neighbours = count(1)


@pytest.fixture
def hurried(settings: Settings, world: World) -> None:
    settings.FORMS_A_MINUTE = MOST


def somebody() -> Visitor:
    """At an address where nobody has been before."""
    number = next(_neighbours)
    return Visitor(REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}")


def unbounded() -> list[str]:
    """Addresses that take one form more than there are in a minute, from somebody whom nobody knows."""
    found = []
    for name, address in addresses(get_resolver().url_patterns):
        if address.startswith(tuple(pace.ELSEWHERE)) or name in pace.HARMLESS:
            continue
        try:
            resolve(address)
        except Resolver404:
            continue  # made up for a regular expression
        browser = somebody()
        answers = [browser.post(address, {"x": "y"}).status_code for _ in range(MOST + 1)]
        if answers[-1] != 429:
            found.append(f"{address} {answers[-1]}")
    return found


def _of_a_few() -> Iterator[tuple[str, str]]:
    yield from (("portal:leave", "/leave/"), ("login", "/login/"), ("portal:home", "/"))


def test_every_address_that_takes_a_form_has_a_budget(hurried: None) -> None:
    """By construction: the pace is kept before any view is asked. All are tried nevertheless."""
    found = [address for _name, address in addresses(get_resolver().url_patterns)]
    report("doors", addresses=len(found), elsewhere=len(pace.ELSEWHERE))
    assert unbounded() == []


def test_a_door_that_is_passed_over_is_caught(
    hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = pace.is_counted
    monkeypatch.setattr(
        pace, "is_counted", lambda request: request.path != "/leave/" and honest(request)
    )
    monkeypatch.setattr(f"{__name__}.addresses", lambda _: _of_a_few())
    assert unbounded() == ["/leave/ 302"]


def test_the_refusal_says_when_to_come_again_and_keeps_what_was_typed(hurried: None) -> None:
    browser, typed = somebody(), {"text": "老板欠我三个月工资，一直不给。"}
    for _ in range(MOST):
        browser.post("/leave/", typed)
    answer = browser.post("/leave/", typed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    text = answer.content.decode()
    assert "刚才的没有收到" in text
    assert typed["text"] in text


def test_a_minute_later_there_is_room_again(hurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = somebody()
    assert {browser.post("/leave/").status_code for _ in range(MOST)} == {302}
    stop_the_clock(monkeypatch, NOW + timedelta(seconds=60, microseconds=-1))
    assert browser.post("/leave/").status_code == 429
    stop_the_clock(monkeypatch, NOW + timedelta(seconds=60))
    assert browser.post("/leave/").status_code == 302


def test_a_neighbour_and_the_staff_are_not_held_up(hurried: None, world: World) -> None:
    flooding = somebody()
    statuses = [flooding.post("/leave/").status_code for _ in range(MOST + 5)]
    assert statuses[-1] == 429
    assert somebody().post("/leave/").status_code == 302
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    assert {clerk.post("/desk/search/", {"q": "x"}).status_code for _ in range(MOST + 5)} == {200}


def test_behind_a_proxy_that_nobody_named_one_flood_does_not_shut_the_door_for_all(
    hurried: None,
) -> None:
    def post(peer: str) -> int:
        sent = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
        return Visitor().post("/leave/", {}, **sent).status_code

    assert {post("127.0.0.1") for _ in range(MOST + 1)} == {302}
    assert [post("198.51.100.9") for _ in range(MOST + 1)][
        -1
    ] == 429  # whoever writes it themselves


# --- what weighs more


def test_a_query_code_is_guessed_five_times_from_one_address(world: World) -> None:
    """Told when to come again, in the same words whether there is such a matter; the applicant is in from elsewhere."""
    order = ask_for_aid().order
    answers = []
    for number in (order.number, "20260000000"):
        browser = somebody()
        tries = [browser.post("/track/", {"number": number, "code": "X" * 10}) for _ in range(6)]
        assert [one.status_code for one in tries] == [422] * 5 + [429]
        answers.append((tries[-1].headers["Retry-After"], browser.page.text))
    assert answers[0] == answers[1]
    assert answers[0][0] == "900"
    right = {"number": order.number, "code": code_of(order)}
    assert somebody().post("/track/", right).status_code == 302


def test_so_is_the_code_of_an_appointment(world: World) -> None:
    browser = somebody()
    sent = {"number": "123", "code": "X" * 10}
    tries = [browser.post("/appointments/find/", sent) for _ in range(6)]
    assert [one.status_code for one in tries] == [422] * 5 + [429]
    assert tries[-1].headers["Retry-After"] == "900"


def test_somebody_at_a_machine_tries_five_numbers(world: World) -> None:
    hall = make_hall(world)
    browser = somebody()
    tries = [browser.post(f"/terminal/{hall.pk}/arrived/", {"text": "123"}) for _ in range(6)]
    assert [one.status_code for one in tries] == [422] * 5 + [429]
    assert tries[-1].headers["Retry-After"] == "900"


def test_text_messages_are_asked_for_thirty_times_an_hour_from_one_address(world: World) -> None:
    """To thirty telephones; a code that came back costs nothing."""
    browser = somebody()
    phones = [f"138{number:08}" for number in range(31)]
    sent = [browser.post("/me/sign-in/", {"phone": one, "name": "某人"}) for one in phones]
    assert [one.status_code for one in sent] == [302] * 30 + [429]
    assert sent[-1].headers["Retry-After"] == "3600"
    assert budgets.CODE_FROM.windows == ((timedelta(hours=1), 30),)
