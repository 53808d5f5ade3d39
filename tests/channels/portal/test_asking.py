"""Asking for a service one question on a page: kept as it is typed, taken up again, read over, sent once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.orders.enums import NOBODY
from santai.capabilities.orders.models import Order
from santai.channels.portal import drafts
from santai.channels.portal.models import Draft
from tests.factories.pages import Visitor, stop_the_clock
from tests.world import LUSHAN, NOW, YE, World, take

AID = "/services/legal-aid/civil/"
ANSWERS: dict[str, dict[str, Any]] = {
    "place": {"region": YE},
    "answers-matter": {"answers.matter": "劳动报酬"},
    "answers-facts": {"answers.facts": "做了三个月，两万四千元没有给。"},
    "applicant-groups": {"applicant.groups": ["农民工"]},
    "applicant": {"applicant.name": "申请人甲", "applicant.phone": "13800000001"},
    "opposite": {"opposite.name": "某建筑公司"},
}


def begin(visitor: Visitor, service: str = AID, **given: Any) -> str:
    return visitor.send(f"{service}begin/", given)


def answer_all(visitor: Visitor, path: str, answers: dict[str, dict[str, Any]]) -> list[str]:
    """Every page in turn, skipping what is not known; gives the names of the pages."""
    pages = []
    while "/ask/" in path:
        name = path.rstrip("/").rpartition("/")[2]
        pages.append(name)
        path = visitor.send(path, {**answers.get(name, {}), "step": "next"})
    assert path == f"{AID}check/"
    return pages


def test_an_application_is_made_page_by_page(visitor: Visitor) -> None:
    """WEB: one question on a page; the pages that the answers rule out are not shown."""
    visitor.read(f"{AID}begin/")
    pages = answer_all(visitor, begin(visitor), ANSWERS)
    assert pages[:3] == ["place", "answers-matter", "answers-facts"]
    assert pages[-2:] == ["applicant", "opposite"]
    assert {
        "answers-danger",
        "answers-deadline",
        "answers-income",
        "answers-fixed-income",
    }.isdisjoint(pages)
    text = visitor.read(f"{AID}check/").text
    assert "两万四千元没有给" in text
    receipt = visitor.send(f"{AID}check/")
    order = Order.objects.get()
    assert receipt == f"/matters/{order.number}/receipt/"
    assert order.answers["matter"] == "劳动报酬"
    assert order.applicant.groups == ["农民工"]
    assert [row.party.name for row in order.parties.order_by("pk")] == ["申请人甲", "某建筑公司"]
    assert Draft.objects.count() == 0


def test_an_answer_can_open_a_further_question(visitor: Visitor) -> None:
    answers = {**ANSWERS, "answers-matter": {"answers.matter": "家庭暴力"}}
    assert "answers-danger" in answer_all(visitor, begin(visitor), answers)


def test_nobody_must_say_who_they_are_to_ask_a_question(visitor: Visitor) -> None:
    """The name may be left empty where the service says so."""
    asked = {"answers-question": {"answers.question": "押金不退怎么办？"}, "place": {"region": YE}}
    path = visitor.send("/services/consultation/legal/begin/")
    while "/ask/" in path:
        visitor.read(path)
        name = path.rstrip("/").rpartition("/")[2]
        path = visitor.send(path, {**visitor.page.fields, **asked.get(name, {}), "step": "next"})
    visitor.send(path)
    order = Order.objects.get()
    assert (order.applicant.name, order.applicant.phone) == (NOBODY, "")


def test_groups_are_asked_before_what_depends_on_them(visitor: Visitor) -> None:
    answers = {**ANSWERS, "applicant-groups": {"applicant.groups": ["老年人"]}}
    pages = answer_all(visitor, begin(visitor), answers)
    assert pages.index("applicant-groups") + 1 == pages.index("answers-fixed_income")
    assert "answers-income" in pages


def test_every_page_says_where_one_is_and_leads_back(visitor: Visitor) -> None:
    second = visitor.send(begin(visitor), {"region": YE, "step": "next"})
    page = visitor.read(second)
    assert "第 2 步，共" in page.text
    assert f"{AID}ask/place/" in page.links
    assert visitor.read(f"{AID}ask/place/").fields["region"] == [YE]


def test_a_wrong_answer_stays_where_it_was_typed_and_is_kept(visitor: Visitor) -> None:
    begin(visitor)
    wrong = {"applicant.name": "申请人甲", "applicant.phone": "138", "step": "next"}
    text = visitor.send(f"{AID}ask/applicant/", wrong, status=422)
    assert "有几处需要改一下" in text
    assert visitor.read(f"{AID}ask/applicant/").fields["applicant.phone"] == ["138"]


def test_a_box_can_be_unticked_again(visitor: Visitor) -> None:
    begin(visitor)
    page = f"{AID}ask/applicant-groups/"
    visitor.send(page, {"applicant.groups": ["农民工", "残疾人"], "step": "next"})
    visitor.send(page, {"step": "next"})
    assert visitor.read(page).fields["applicant.groups"] == []


def test_answers_are_changed_from_the_last_page_and_lead_back_to_it(visitor: Visitor) -> None:
    answer_all(visitor, begin(visitor), ANSWERS)
    links = visitor.read(f"{AID}check/").links
    assert f"{AID}ask/answers-facts/?back=check" in links
    form = visitor.read(f"{AID}ask/answers-facts/", back="check").fields
    assert visitor.send(f"{AID}ask/answers-facts/", {**form, "answers.facts": "改了。"}) == (
        f"{AID}check/"
    )
    assert "改了。" in visitor.read(f"{AID}check/").text


def test_what_is_missing_is_named_with_the_page_where_it_goes(visitor: Visitor) -> None:
    answer_all(visitor, begin(visitor), ANSWERS)
    visitor.send(f"{AID}ask/answers-facts/", {"answers.facts": ""}, status=422)
    response = visitor.post(f"{AID}check/")
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert f"{AID}ask/answers-facts/?back=check" in visitor.page.links


def test_sending_twice_makes_one_order(visitor: Visitor) -> None:
    answer_all(visitor, begin(visitor), ANSWERS)
    draft = Draft.objects.get()
    first = visitor.send(f"{AID}check/")
    draft.save(force_insert=True)  # the second press was on its way before the first was done
    session = visitor.session
    session[drafts.KEY] = {"legal-aid/civil": draft.pk}
    session.save()
    assert (visitor.send(f"{AID}check/"), Order.objects.count()) == (first, 1)


def test_it_can_be_taken_up_again_on_another_device(visitor: Visitor) -> None:
    visitor.send(begin(visitor), {"region": YE, "step": "next"})
    visitor.send(f"{AID}save/", status=200)
    code = drafts.code_of(Draft.objects.get())
    assert code in visitor.page.text

    phone = Visitor()
    assert phone.send("/return/", {"code": f" {code[:5].lower()}-{code[5:]} "}) == (
        f"{AID}ask/answers-matter/"
    )
    assert phone.read(f"{AID}ask/place/").fields["region"] == [YE]


@pytest.mark.parametrize("code", ["", "2222222222", "'; --", "二" * 10])
def test_a_wrong_code_opens_nothing_and_says_what_to_do(visitor: Visitor, code: str) -> None:
    begin(visitor)
    assert "请核对续填码" in Visitor().send("/return/", {"code": code}, status=422)


def test_and_the_outsider_sees_nothing_of_a_draft(visitor: Visitor) -> None:
    path = begin(visitor)
    stranger = Visitor()
    assert stranger.get(path).headers["Location"] == f"{AID}begin/"
    assert stranger.post(path, {"region": LUSHAN}).headers["Location"] == f"{AID}begin/"
    assert stranger.post(f"{AID}check/").headers["Location"] == f"{AID}begin/"
    assert stranger.post(f"{AID}save/").headers["Location"] == f"{AID}begin/"
    assert Draft.objects.get().typed == {}


def test_who_leaves_the_device_leaves_nothing_open(visitor: Visitor) -> None:
    path = begin(visitor)
    visitor.send("/leave/")
    assert visitor.get(path).headers["Location"] == f"{AID}begin/"


def test_beginning_again_forgets_what_was_typed(visitor: Visitor) -> None:
    visitor.send(begin(visitor), {"region": YE})
    assert "上次填到一半" in visitor.read(f"{AID}begin/").text
    begin(visitor)
    assert Draft.objects.get().typed == {}


def test_only_what_the_form_asks_is_kept(visitor: Visitor) -> None:
    begin(visitor, region=YE, nonsense="x" * 1000)
    assert Draft.objects.get().typed == {"region": [YE]}


def test_a_page_there_is_not_is_not_found(visitor: Visitor) -> None:
    begin(visitor)
    assert visitor.get(f"{AID}ask/nothing/").status_code == 404
    assert visitor.get("/services/no/such/begin/").status_code == 404


def test_a_draft_nobody_comes_back_to_is_deleted(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = begin(visitor)
    stop_the_clock(monkeypatch, NOW + drafts.KEPT)
    assert visitor.get(path).headers["Location"] == f"{AID}begin/"
    assert drafts.sweep(at=NOW + drafts.KEPT - timedelta(seconds=1)) == 0
    assert drafts.sweep(at=NOW + drafts.KEPT) == 1


def test_an_objection_begins_with_what_its_order_knows(visitor: Visitor, world: World) -> None:
    answer_all(visitor, begin(visitor), ANSWERS)
    visitor.send(f"{AID}check/")
    order = Order.objects.get()
    take(world.staff("aid-approver"), order, "refuse", reason="收入高于标准。", at=NOW)
    form = visitor.read("/services/legal-aid/objection/begin/", about=order.number).fields
    begin(visitor, "/services/legal-aid/objection/", **form)
    text = visitor.read("/services/legal-aid/objection/check/").text
    assert order.number in text
    assert "申请人甲" in text
    stranger = Visitor()
    about = {"about": order.number}
    assert stranger.get("/services/legal-aid/objection/begin/", about).status_code == 404
    assert stranger.post("/services/legal-aid/objection/begin/", about).status_code == 404
