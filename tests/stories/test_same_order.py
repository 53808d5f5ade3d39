"""The same order asked for by everybody over HTTP: each gets exactly what they should; denied equals missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account
from tests.factories.partners import key_of, make_partner
from tests.stories.telling import (
    PNG,
    Browser,
    Time,
    desk,
    guessed_number,
    own,
    staff,
    with_code,
)
from tests.world import CITY, ELSEWHERE, LUSHAN, PROVINCE, YE, World

NAME, PHONE, ADDRESS = "欧阳申请", "13800000001", "东街 1 号"
OTHER_SIDE, OTHER_PHONE = "上官对方", "13900000009"
SECRET = "内部：疑似重复申请"
INCOME = "987.00"
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*"')
BELOW = ("", "note/", "grant/", "files/1/", "documents/1/")


@dataclass
class Api:
    """A partner's system with its key, or with none."""

    key: str = ""

    def get(self, path: str) -> HttpResponse:
        return self._client().get(f"/api/v1{path}")

    def post(self, path: str, body: Any) -> HttpResponse:
        headers = {"Idempotency-Key": "same-order"}
        return self._client().post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    def _client(self) -> Client:
        return Client(headers={"Authorization": f"Bearer {self.key}"} if self.key else {})


@pytest.fixture
def taker(world: World) -> Api:
    """12345, which takes the order in over the API."""
    return Api(key_of(make_partner(world.office("12345", CITY))))


@pytest.fixture
def order(world: World, time: Time, taker: Api) -> Order:
    """One matter with two sides, a photo, an internal note, and a decision."""
    asked = {
        "service": "legal-aid/civil",
        "region": YE,
        "applicant": {
            "name": NAME,
            "phone": PHONE,
            "address": ADDRESS,
        },
        "opposite": {"name": OTHER_SIDE, "phone": OTHER_PHONE},
        "answers": {"matter": "赡养抚养", "facts": "子女不给赡养费。", "income": INCOME},
    }
    made = taker.post("/orders", asked)
    assert made.status_code == 201, made.content.decode()
    order = Order.objects.get()
    applicant = with_code(order.number, made.json()["query_code"])
    applicant.uploads(own(order, "files"), "case_papers", 欠条_png=PNG)
    staff(world, "aid-clerk").does(desk(order, "note"), text=SECRET)
    staff(world, "aid-approver").does(desk(order, "grant"), form_of_aid="诉讼代理")
    order.refresh_from_db()
    return order


def test_the_applicant_sees_their_matter_whole_and_the_other_side_by_name(order: Order) -> None:
    """Denying nothing that is theirs; an address or a telephone of the other side can be a danger."""
    for page in (with_code(order.number, code_of(order)), _citizen(order, NAME)):
        source = page.read(own(order)).source
        for theirs in (NAME, PHONE, "已决定援助，正在安排承办人", "欠条.png", "给予法律援助决定书"):
            assert theirs in source
        assert OTHER_SIDE in source
        assert OTHER_PHONE not in source
        assert SECRET not in source
        files = [link for link in page.page.links if "/files/" in link or "/documents/" in link]
        assert [_served(page.get(link)) for link in files] == [b"%PDF", PNG[:4]]


def test_the_applicant_has_no_desk(order: Order) -> None:
    for applicant in (with_code(order.number, code_of(order)), _citizen(order, NAME)):
        for path in BELOW:
            address = desk(order) + path
            assert applicant.get(address).headers["Location"] == f"/login/?next={address}"
        assert applicant.get(own(order, "grant")).status_code == 409


def test_the_other_side_has_no_such_matter(order: Order) -> None:
    """The standing 外人 of every dispute: signed in, and a party of it, and yet nothing is there."""
    _has_no_matter(_citizen(order, OTHER_SIDE), order)


def test_a_stranger_with_a_guessed_number_has_no_such_matter(order: Order) -> None:
    _has_no_matter(Browser(), order)


def test_a_wrong_code_says_nothing_about_the_number(order: Order) -> None:
    answers = []
    for number in (order.number, guessed_number()):
        stranger = Browser()
        stranger.read("/track/")
        stranger.presses("", "/track/", {"number": number, "code": "AAAAAAAAAA"}, status=422)
        answers.append(stranger.page.source.encode())
    assert _same(*answers, order)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("window-clerk", LUSHAN),
        ("aid-clerk", LUSHAN),
        ("bureau-chief", ELSEWHERE),
        ("system-admin", CITY),
    ],
)
def test_staff_elsewhere_and_the_system_administrator_find_nothing(
    world: World, order: Order, role: str, region: str
) -> None:
    """Running the system is no reason to read matters; nor is a post in another county."""
    there = staff(world, role, region)
    for path in BELOW:
        for method in (there.get, there.post):
            real, guessed = method(desk(order) + path), method(_guessed(desk(order) + path))
            if real.status_code != 405:  # said of the address, before anybody looks for the order
                assert real.status_code == 404, path
            assert real.status_code == guessed.status_code
            assert _same(real.content, guessed.content, order)
    found = [
        there.post("/desk/search/", {"q": number}).content
        for number in (order.number, guessed_number())
    ]
    assert _same(*found, order)
    for which in ("turn", "all", "overdue", "waiting", "call_back"):
        assert order.number not in there.read("/desk/", which=which).source
    assert there.get(own(order)).headers["Location"] == f"/track/?number={order.number}"


def test_another_countys_clerk_finds_the_person_by_telephone_but_not_the_matter(
    world: World, order: Order
) -> None:
    clerk = staff(world, "window-clerk", LUSHAN)
    clerk.send("/counter/", {"q": PHONE}, status=200)
    assert "以前没有办过事。" in clerk.page.text
    assert _grouped(order.number) not in clerk.page.source


def test_the_auditor_of_the_province_reads_masked_and_moves_nothing(
    world: World, order: Order
) -> None:
    auditor = staff(world, "auditor", PROVINCE)
    page = auditor.read(desk(order))
    for masked in ("欧**请", "138****0001", "上**方", SECRET, "现在没有您能办的动作"):
        assert masked in page.source
    for whole in (NAME, PHONE, ADDRESS, OTHER_SIDE, OTHER_PHONE, code_of(order)):
        assert whole not in page.source
    seq = order.seq
    for action in ("note", "urge", "assign", "transfer", "receive_material"):
        assert auditor.post(desk(order, action), {"text": "x"}).status_code == 403
    assert auditor.post(desk(order, "renew-code")).status_code == 403
    order.refresh_from_db()
    assert order.seq == seq


def test_the_agency_sees_it_whole_but_for_numbers_until_it_says_why(
    world: World, order: Order
) -> None:
    clerk = staff(world, "aid-clerk")
    source = clerk.read(desk(order)).source
    for whole in (NAME, OTHER_SIDE, SECRET, "987.00 元"):
        assert whole in source
    assert [number for number in (PHONE, ADDRESS, OTHER_PHONE) if number in source] == []
    asked = {"party": order.applicant_id, "field": "phone", "reason": "约时间"}
    assert PHONE in clerk.post(f"{desk(order)}uncover/", asked).content.decode()


def test_the_partner_that_took_it_in_reads_it_over_the_api(taker: Api, order: Order) -> None:
    body = taker.get(f"/orders/{order.number}").json()
    assert (body["number"], body["state"]) == (order.number, "granted")
    assert [person["name"] for person in body["people"]] == [NAME, OTHER_SIDE]
    assert [document["title"] for document in body["documents"]] == ["给予法律援助决定书"]
    assert [entry["number"] for entry in taker.get("/orders").json()["orders"]] == [order.number]


@pytest.fixture(params=["partner elsewhere", "without a key"])
def outsider(world: World, request: pytest.FixtureRequest) -> Api:
    if request.param == "without a key":
        return Api()
    return Api(key_of(make_partner(world.office("bureau", ELSEWHERE), "outsider")))


def test_other_systems_get_the_answer_for_what_is_not_there(order: Order, outsider: Api) -> None:
    for path in ("", "/files/1", "/documents/1"):
        address = f"/orders/{order.number}{path}"
        real, guessed = outsider.get(address), outsider.get(_guessed(address, order))
        assert real.status_code == (404 if outsider.key else 401)
        assert (real.status_code, real.content) == (guessed.status_code, guessed.content)
    address = f"/orders/{order.number}/actions/note"
    real = outsider.post(address, {"facts": {"text": "x"}})
    guessed = outsider.post(_guessed(address, order), {"facts": {"text": "x"}})
    assert (real.status_code, real.content) == (guessed.status_code, guessed.content)
    assert order.events.filter(code="note").count() == 1


def _served(response: HttpResponse) -> bytes:
    """The beginning of what is handed out."""
    assert response.status_code == 200
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts)[:4]


def _citizen(order: Order, name: str) -> Browser:
    """A party of the order, signed in as themselves."""
    party = order.parties.get(party__name=name).party
    account = Account.objects.create(
        username=f"citizen-{party.pk}", name=name, kind="citizen", party=party, password="!"
    )
    browser = Browser()
    browser.force_login(account)
    return browser


def _has_no_matter(browser: Browser, order: Order) -> None:
    for real, guessed in _pairs(own(order)):
        denied, missing = browser.get(real), browser.get(guessed)
        assert denied.status_code == missing.status_code in {302, 404, 405}, real
        assert _same(denied.content, missing.content, order)
        assert denied.headers.get("Location", "").replace(order.number, guessed_number()) == (
            missing.headers.get("Location", "")
        )
        posted = browser.post(real), browser.post(guessed)
        assert posted[0].status_code == posted[1].status_code in {404, 405}, real


def _pairs(address: str) -> Iterator[tuple[str, str]]:
    for path in ("", "receipt/", "message/", "withdraw/", "files/", "files/1/", "documents/1/"):
        yield address + path, _guessed(address + path)


def _guessed(address: str, order: Order | None = None) -> str:
    return re.sub(r"\d{11}", guessed_number(), address, count=1)


def _grouped(number: str) -> str:
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def _same(real: bytes, guessed: bytes, order: Order) -> bool:
    """Byte for byte, but for the number that was asked for and the token of the form."""
    plain = [order.number.encode(), _grouped(order.number).encode()]
    other = [guessed_number().encode(), _grouped(guessed_number()).encode()]
    return _bare(real, plain) == _bare(guessed, other)


def _bare(content: bytes, numbers: list[bytes]) -> bytes:
    for number in numbers:
        content = content.replace(number, b"")
    return TOKEN.sub(rb"\1", content)
