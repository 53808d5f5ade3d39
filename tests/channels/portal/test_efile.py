"""公民法律服务电子档案 (USER-02): everything of one's own, and nothing of anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.orders.models import Order
from tests.channels.portal.test_following import PNG
from tests.channels.portal.test_me import at, phone_of
from tests.factories.pages import Visitor
from tests.world import APPLICANT, NOW, World, ask_for_aid, take


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


def test_documents_files_and_materials_stand_by_year(order: Order, world: World) -> None:
    older = ask_for_aid(at=NOW - timedelta(days=100)).order
    me = phone_of()
    me.send(at(order, "files"), {"files": SimpleUploadedFile("欠条.png", PNG)})
    take(world.staff("aid-approver"), order, "grant")
    page = me.read("/me/file/")
    assert page.text.index("2026 年") < page.text.index("2025 年")
    assert {at(order), at(older)} <= set(page.links)
    assert "欠条.png" in page.text
    for link in page.links:
        if "/documents/" in link or "/files/" in link:
            response = me.get(link)
            assert b"".join(response)
            assert response.status_code == 200


def test_the_overview_is_one_pdf(order: Order) -> None:
    response = phone_of().get("/me/file/overview.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF")


def test_and_the_outsider_has_an_empty_file(order: Order) -> None:
    outsider = phone_of(name="外人")
    assert at(order) not in outsider.read("/me/file/").links
    assert "还没有办过的事" in outsider.page.text
    assert Visitor().get("/me/file/overview.pdf").headers["Location"] == "/me/sign-in/"


def test_what_is_dangerous_to_show_is_not_in_it(world: World) -> None:
    order = ask_for_aid(applicant={**APPLICANT, "safe_contact": {"may_call": False}}).order
    assert order.number not in phone_of().read("/me/file/").source


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_however_many_matters(
    world: World, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        ask_for_aid()
    me = phone_of()
    me.read("/me/file/")
    with django_assert_num_queries(7):
        me.read("/me/file/")
