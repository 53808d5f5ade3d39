"""PIPL 44-47 for whoever is signed in: what is held, a copy, consents, deletion. And the outsider?"""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponse

from santai.capabilities.orders.actions import add_file
from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.privacy.models import Consent, Wish
from santai.capabilities.sealing.holdings import inventory
from tests import world as w
from tests.capabilities.orders.steps import answered, completed, consult, fresh
from tests.factories.pages import Visitor, signed_in

pytestmark = pytest.mark.django_db
OTHER_SIDE = {"name": "对方乙", "phone": "13900000009", "address": "西街九号"}


def browser(name: str = w.APPLICANT["name"], phone: str = w.APPLICANT["phone"]) -> Visitor:
    return signed_in(account_of_phone(phone=phone, name=name))


@pytest.fixture
def question(world: w.World) -> Order:
    clerk = world.staff("window-clerk")
    order = consult(clerk, opposite=OTHER_SIDE)
    add_file(actor=clerk, number=order.number, name="欠条.txt", content="欠条".encode(), at=w.NOW)
    w.take(clerk, order, "note", text="内部记录不给看")
    return answered(world, order)


def unpacked(response: HttpResponse) -> dict[str, bytes]:
    assert response.status_code == 200
    with ZipFile(BytesIO(b"".join(response))) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_the_page_says_all_that_is_held(question: Order) -> None:
    page = browser().read("/me/privacy/")
    for _model, one in inventory():
        assert one.what in page.text
    assert f"/me/privacy/{question.number}/erase/" in page.links
    assert f"/matters/{question.number}/correction/" in page.links


def test_a_copy_holds_everything_of_theirs(question: Order) -> None:
    found = unpacked(browser().post("/me/privacy/copy/"))
    data = json.loads(found["data.json"])
    (matter,) = data["matters"]
    assert (matter["number"], matter["told"]["phone"]) == (question.number, w.APPLICANT["phone"])
    assert matter["answers"][0][1] in found["read.html"].decode()
    assert found["overview.pdf"].startswith(b"%PDF")
    (file,) = [name for name in found if name.startswith("files/")]
    assert found[file] == "欠条".encode()


def test_and_nothing_of_others(question: Order) -> None:
    response = browser().post("/me/privacy/copy/")
    assert "copy.zip" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"
    whole = b"\n".join(unpacked(response).values()).decode(errors="replace")
    for theirs in (OTHER_SIDE["phone"], OTHER_SIDE["address"], "内部记录不给看"):
        assert theirs not in whole


def test_the_outsider_gets_a_copy_with_nothing_of_it(question: Order) -> None:
    data = json.loads(
        unpacked(browser("外人", "13800000002").post("/me/privacy/copy/"))["data.json"]
    )
    assert data["matters"] == []
    assert Visitor().post("/me/privacy/copy/").status_code == 302


def test_a_consent_is_taken_back_and_given_again(world: w.World) -> None:
    visitor = browser()
    assert "撤回以后：不再给您发进度短信" in visitor.read("/me/privacy/").text
    assert visitor.send("/me/privacy/consents/texts/", {"given": "no"}) == "/me/privacy/"
    assert "现在：已撤回。" in visitor.read("/me/privacy/").text
    visitor.send("/me/privacy/consents/texts/", {"given": "yes"})
    assert [row.given for row in Consent.objects.order_by("pk")] == [False, True]
    assert visitor.post("/me/privacy/consents/advertising/").status_code == 404


def test_what_follows_is_said_before_it_is_deleted(question: Order) -> None:
    visitor = browser()
    path = f"/me/privacy/{question.number}/erase/"
    assert "找不回来" in visitor.read(path).text
    assert visitor.send(path, {}) == "/me/privacy/"
    assert "已限制处理" in visitor.read("/me/privacy/").text
    assert fresh(question).restricted_at == w.NOW
    assert visitor.send(f"/me/privacy/{question.number}/keep/", {}) == "/me/privacy/"
    assert fresh(question).restricted_at is None


def test_of_what_must_be_kept_it_says_until_when_and_why(world: w.World) -> None:
    case = completed(world, w.ask_for_aid().order)
    visitor = browser()
    path = f"/me/privacy/{case.number}/erase/"
    assert "依法要保存到 2036 年 3 月 2 日" in visitor.read(path).text
    visitor.send(path, {})
    assert "依法要保存到 2036 年 3 月 2 日" in visitor.read("/me/privacy/").text
    assert visitor.read(f"/matters/{case.number}/").text.count(w.AID_ANSWERS["facts"]) >= 1


def test_of_what_is_worked_on_it_says_that_it_must_be_kept_afterwards(world: w.World) -> None:
    case = w.ask_for_aid().order
    page = browser().read(f"/me/privacy/{case.number}/erase/")
    assert "办结以后要保存 10 年" in page.text
    assert "找不回来" not in page.text


def test_and_the_outsider_deletes_nothing(question: Order) -> None:
    stranger = browser("外人", "13800000002")
    for path in ("erase", "keep"):
        assert stranger.post(f"/me/privacy/{question.number}/{path}/").status_code == 404
    assert stranger.get(f"/me/privacy/{question.number}/erase/").status_code == 404
    assert not Wish.objects.exists()


def test_a_correction_is_asked_for_answered_and_both_words_stay(
    world: w.World, question: Order
) -> None:
    visitor, path = browser(), f"/matters/{question.number}/correction/"
    assert visitor.post(path, {"which": "phone", "now": "12"}).status_code == 422
    assert visitor.page.fields["now"] == ["12"]
    visitor.send(path, {"which": "phone", "now": "13800000077", "why": "换号了"})

    clerk = Visitor()
    clerk.force_login(world.accounts[("window-clerk", w.YE)])
    assert "13800000077" in clerk.read(f"/desk/orders/{question.number}/").text
    answer = f"/desk/orders/{question.number}/correction/"
    assert clerk.post(answer, {"accept": "yes", "reply": ""}).status_code == 422
    clerk.send(answer, {"accept": "yes", "reply": "核对过了"})
    assert fresh(question).parties.get(role="applicant").told["phone"] == "13800000077"

    told = fresh(question).events.order_by("seq").last().data
    assert (told["was"], told["now"], told["reply"]) == (
        w.APPLICANT["phone"],
        "13800000077",
        "核对过了",
    )
    assert clerk.post(answer, {"accept": "yes", "reply": "再来"}).status_code == 409


def test_what_is_not_right_stays_and_the_outsider_answers_nothing(
    world: w.World, question: Order
) -> None:
    browser().send(f"/matters/{question.number}/correction/", {"which": "name", "now": "申请人乙"})
    outsider = Visitor()
    outsider.force_login(world.accounts[("bureau-chief", w.ELSEWHERE)])
    answer = f"/desk/orders/{question.number}/correction/"
    assert outsider.post(answer, {"accept": "yes", "reply": "好"}).status_code == 404
    clerk = Visitor()
    clerk.force_login(world.accounts[("window-clerk", w.YE)])
    clerk.send(answer, {"accept": "no", "reply": "证件上不是这个名字"})
    assert fresh(question).parties.get(role="applicant").told["name"] == w.APPLICANT["name"]
