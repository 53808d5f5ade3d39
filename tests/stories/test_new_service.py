"""One new YAML file gives, with no code, a guide, a form, an API schema, desk actions, clocks and papers.

The service is invented: advice on hanging lanterns (in `root/`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.catalogue import current
from tests.capabilities.documents.paper import text_of
from tests.factories.partners import key_of, make_partner
from tests.factories.people import identity_number
from tests.stories.telling import (
    PNG,
    Browser,
    Tale,
    Time,
    desk,
    limits,
    own,
    papers,
    staff,
    timeline,
    told,
)
from tests.world import CITY, YE, World

ROOT = Path(__file__).parent / "root"
ID = "consultation/lantern"
GUIDE, FORM = f"/services/{ID}/", f"/services/{ID}/apply/"
ANSWERS: dict[str, Any] = {
    "street": "东街",
    "story": "元宵节照亮回家的路。",
    "shape": "走马灯",
    "risks": ["风", "电"],
    "cost": "360.50",
    "count": 5,
    "hung_on": "2026-03-03",
    "lit": True,
    "watch": "老更夫",
    "place": YE,
    "keeper": identity_number(),
    "call": "13800000005",
}
PERSON = {"name": "提灯人", "phone": "13800000004"}


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world with one more file in a catalogue folder of its own."""
    current.use(ROOT)
    yield world
    current.use()


@pytest.fixture
def tale(world: World, time: Time) -> Tale:
    """Somebody asked on the web, on a Monday."""
    applicant = Browser()
    applicant.read(FORM, region=YE)
    applicant.presses("check", FORM, typed(), status=200)
    applicant.read(applicant.presses("submit", FORM))
    number, code = told(applicant.page)
    return Tale(world, time, Order.objects.get(number=number), code)


def typed() -> dict[str, Any]:
    """The answers as they are typed into the page."""
    answers = {f"answers.{key}": value for key, value in ANSWERS.items()}
    people = {f"applicant.{key}": value for key, value in PERSON.items()}
    return {**answers, **people, "answers.lit": "yes", "region": YE}


def test_it_is_found_and_has_a_guide(world: World) -> None:
    visitor = Browser()
    assert GUIDE in visitor.read("/services/").links
    visitor.presses("", "/find/", {"q": "挂灯笼"}, status=200)
    assert GUIDE in visitor.page.links
    text = visitor.read(GUIDE, region=YE).text
    for said in ("灯笼图样", "7 日", "经批准可以延长 5 日", "不收费", "灯笼咨询意见书"):
        assert said in text
    assert "30 日内提出" in text
    assert "《法律援助法》第二十三条" in text


def test_the_form_asks_every_kind_of_question(world: World) -> None:
    visitor = Browser()
    page = visitor.read(FORM, region=YE)
    asked = {name.removeprefix("answers.") for name in page.fields if name.startswith("answers.")}
    assert asked == {*ANSWERS, "before", "place.search"}
    assert "“晚上点亮吗”答“是”时填写" in page.text
    wrong = {"answers.count": "100", "answers.keeper": "1", "answers.call": "12"}
    visitor.presses("check", FORM, {**typed(), **wrong}, status=422)
    assert visitor.page.fields["answers.count"] == ["100"]
    places = {"#q-answers-count", "#q-answers-keeper", "#q-answers-call"}
    assert places <= set(visitor.page.links)


def test_what_was_typed_is_what_is_kept(tale: Tale) -> None:
    assert tale.order.answers == ANSWERS
    assert tale.order.title == "东街"
    assert tale.order.organisation == tale.world.office("centre")
    states = dict(tale.order.materials.values_list("key", "state"))
    assert states == {"drawing": "wanted", "consent": "wanted"}


def test_the_desk_gets_buttons_forms_and_a_page_in_its_catalogue(tale: Tale) -> None:
    clerk = staff(tale.world, "window-clerk")
    page = clerk.read(desk(tale.order))
    for action in ("ask", "advise", "refuse"):
        assert desk(tale.order, action) in page.links
    assert "老更夫" in page.text
    form = clerk.read(desk(tale.order, "advise"))
    assert "“可以挂”：符合" in form.text
    assert {"height", "with_body", "colleague", "next"} <= set(form.fields)
    assert f'<option value="{ID}">灯笼许可咨询</option>' in form.source
    missing = clerk.presses("do", desk(tale.order, "advise"), {"height": "3"}, status=409)
    assert "还缺材料：灯笼图样。" in missing
    assert "灯笼许可咨询" in clerk.read(f"/desk/catalogue/{ID}/").text


def test_its_clock_pauses_is_extended_and_explains_itself(tale: Tale) -> None:
    tale.at(3, 3)
    clerk = staff(tale.world, "window-clerk")
    clerk.does(desk(tale.order, "ask"), question="挂几天？", until="2026-03-10")
    tale.at(3, 5)
    _, path = papers(tale.worker_reads())["叶公服灯问字〔2026〕第1号"]
    assert "请在2026年3月10日前回答。" in text_of(tale.worker().get(path).content)
    tale.worker().does(own(tale.order, "tell"), said="三天。")
    staff(tale.world, "window-clerk").does(desk(tale.order, "ask_extension"), reason="要问消防。")
    tale.at(3, 6)
    head = staff(tale.world, "centre-head")
    head.does(desk(tale.order, "allow_extension"), reason="同意。")
    assert limits(head.read(desk(tale.order))) == [
        (
            "答复的期限",
            "自 2026 年 3 月 2 日（不计当日）起 7 日，经批准延长 5 日，其间暂停 2 日（等您回答），"
            "止于 3 月 16 日；依据《服务承诺》、《法律援助法》第二十三条。",
        ),
        ("回答的期限", "通知书指定的日期：2026 年 3 月 10 日；依据《服务承诺》。"),
    ]


def test_no_answer_in_time_has_the_consequence_the_file_says(tale: Tale) -> None:
    clerk = staff(tale.world, "window-clerk")
    clerk.does(desk(tale.order, "ask"), question="挂几天？", until="2026-03-10")
    tale.at(3, 10, 23)
    assert tale.now().state == "asked"
    tale.at(3, 11, 0)
    assert tale.now().state == "withdrawn"
    clerk = staff(tale.world, "window-clerk")
    assert timeline(clerk.read(desk(tale.order)))[-2:] == ["超过期限", "没有回音"]


def test_it_ends_with_a_paper_and_a_rating(tale: Tale) -> None:
    tale.worker().uploads(own(tale.order, "files"), "drawing", 图样_png=PNG)
    tale.at(3, 4)
    clerk = staff(tale.world, "window-clerk")
    there = str(tale.world.office("bureau").pk)
    clerk.does(desk(tale.order, "advise"), height="3", with_body=there, next="legal-aid/civil")
    page = tale.worker_reads()
    title, path = papers(page)["叶公服灯咨字〔2026〕第1号"]
    pdf = tale.worker().get(path).content
    assert (title, pdf[:4]) == ("灯笼咨询意见书", b"%PDF")
    assert "您想在东街挂走马灯5盏。可以挂，高度3米。" in text_of(pdf)
    assert "依照《服务承诺》答复。" in text_of(pdf)
    assert timeline(page) == ["提交", "补充文件", "答复可以挂"]
    tale.worker().does(own(tale.order, "rate"), score="非常满意")
    staff(tale.world, "visitor").does(desk(tale.order, "archive"))
    assert (tale.now().stage, tale.order.outcome) == ("closed", "advised")


def test_a_refusal_by_it_names_the_remedy(tale: Tale) -> None:
    staff(tale.world, "window-clerk").does(desk(tale.order, "refuse"), reason="街上正在修路。")
    page = tale.worker_reads()
    assert "可以在 30 日内再提出来" in page.text
    _, path = papers(page)["叶公服灯告字〔2026〕第1号"]
    assert "30日内提出" in text_of(tale.worker().get(path).content)


def test_partners_get_its_schema_and_send_it(world: World, time: Time) -> None:
    """PLAT-21: the schema that is published takes what is sent, and the order is made of it."""
    partner = make_partner(world.office("12345", CITY))
    client = Client(headers={"Authorization": f"Bearer {key_of(partner)}"})
    schema = client.get(f"/api/v1/services/{ID}/schema").json()
    sent = {"service": ID, "region": YE, "applicant": PERSON, "answers": ANSWERS}
    Draft202012Validator(schema).validate(sent)
    short = {**sent, "answers": {**ANSWERS, "count": 0}}
    assert not Draft202012Validator(schema).is_valid(short)
    made = client.post(
        "/api/v1/orders",
        json.dumps(sent),
        content_type="application/json",
        headers={"Idempotency-Key": "lantern-1"},
    )
    assert made.status_code == 201, made.content.decode()
    order = Order.objects.get(number=made.json()["number"])
    assert (order.service, order.answers) == (ID, ANSWERS)
    assert made.json()["query_code"] == code_of(order)
    described = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert described["Order.consultation.lantern"]["title"] == "灯笼许可咨询"


def test_without_the_file_there_is_no_such_service(world: World) -> None:
    current.use()
    assert Browser().get(GUIDE).status_code == 404
    assert GUIDE not in Browser().read("/services/").links
