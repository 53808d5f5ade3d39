"""What no page of ours sends, and a careless or hostile phone may: a clear refusal, never a fault."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from santai.capabilities.orders.models import Order
from tests import world as w
from tests.channels.village.field import INTAKE, VISIT, Phone, adviser, photograph, sha256

DEEP = b"[" * 200_000


@pytest.fixture
def phone(world: w.World) -> Phone:
    return Phone.of(adviser())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        DEEP,
        b'{"kind":"visit","fields":[],"photos":[]}',
        b'{"kind":"visit","fields":{"at":[1]},"photos":[]}',
        b'{"kind":"visit","fields":{},"photos":[{"sha256":1,"size":1,"name":""}]}',
        b'{"kind":[],"fields":{},"photos":[]}',
    ],
)
def test_what_is_no_record_is_refused(phone: Phone, body: bytes) -> None:
    answer = phone.put_to(f"/village/entries/{uuid4()}/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


@pytest.mark.parametrize(
    "moment",
    ["", "x", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-28T09:05+23:59", "2026-02-30T00:00"],
)
def test_a_moment_that_is_none_is_refused_at_its_question(phone: Phone, moment: str) -> None:
    answer = phone.tell({**VISIT, "at": [moment]})
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["阿卜杜热西提·麦麦提依明·吐尔逊尼亚孜汗·买买提"]},
        {"name": ["丰"]},
        {"name": ["\u202e丰三张"]},
        {"name": ["\ud800"]},
        {"name": ["😀"]},
        {"name": ["张" * 101]},
        {"phone": ["１３８０００００００７"]},
        {"phone": ["😀"]},
        {"what": ["\0"]},
        {"what": ["长" * 100_000]},
        {"village": ["😀"]},
        {"village": []},
        {"groups": ["没有这个"]},
        {"topic": ["\ud800"]},
        {"service": ["complaint"]},
    ],
)
def test_strange_answers_are_taken_or_refused(phone: Phone, changes: dict[str, list[str]]) -> None:
    answer = phone.tell({**INTAKE, **changes}, kind="intake")
    assert answer.status_code in (200, 403, 422)
    assert Order.objects.count() == (answer.status_code == 200)


@pytest.mark.parametrize("size", ["9" * 5000, "x", "", "²"])
def test_a_photograph_of_no_size_is_asked_for_again(phone: Phone, size: str) -> None:
    photo = sha256(photograph())
    answer = phone.post("/village/visit/", {**VISIT, "photo": f"{photo}:{size}:现场.png"})
    assert answer.status_code in (302, 409, 422)


def test_a_photograph_of_another_account_is_not_there(phone: Phone) -> None:
    photo = photograph()
    phone.hold(photo)
    other = Phone.of(adviser("gw2"))
    assert other.get(f"/village/photos/{sha256(photo)}/").json() == {"held": []}
    answer = other.tell(VISIT, photos=(photo,))
    assert (answer.status_code, answer.json()["code"]) == (409, "photos_missing")


def test_without_the_token_nothing_is_taken(phone: Phone) -> None:
    strict = Phone(enforce_csrf_checks=True)
    strict.cookies, strict.account = phone.cookies, phone.account
    assert strict.tell(VISIT).status_code == 403
    assert Order.objects.count() == 0


def test_one_key_of_two_people_is_two_records(phone: Phone) -> None:
    other, key = Phone.of(adviser("gw2")), uuid4()
    numbers = [json.loads(one.tell(VISIT, key=key).content)["number"] for one in (phone, other)]
    assert len(set(numbers)) == 2
